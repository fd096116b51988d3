//! The simulated institutions. What one reports of a link depends only on the seed, the link and the time, so it is the same
//! each time and grows as time passes.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use crate::random::Random;

/// The days before the link's creation that the institution has transactions of.
const HISTORY_DAYS: u64 = 30;
/// The maximum number of days of which an institution reports transactions.
const MAX_DAYS: i64 = 365;
/// The day after the link's creation on which some persons open another account.
const NEW_ACCOUNT_AFTER_DAYS: i64 = 45;

/// Type, category, name, and the ends of the opening balance in hundredths.
const ACCOUNT_TYPES: [(&str, &str, &str, i64, i64); 4] = [
    ("Cuentas de efectivo", "CHECKING_ACCOUNT", "Cuenta nómina", 150_000, 4_000_000),
    ("Cuentas de ahorro", "SAVINGS_ACCOUNT", "Ahorro", 500_000, 20_000_000),
    ("Créditos", "CREDIT_CARD", "Tarjeta de crédito", -2_500_000, -10_000),
    ("Inversiones", "INVESTMENT_ACCOUNT", "Fondo de inversión", 1_000_000, 50_000_000),
];
const FIRST_NAMES: [&str; 8] = ["Ana", "Beatriz", "Carlos", "Diego", "Elena", "Fernanda", "Jorge", "Lucía"];
const LAST_NAMES: [&str; 8] = ["García", "Hernández", "López", "Martínez", "Oliveira", "Pérez", "Rodríguez", "Souza"];
/// Description, category, and the ends of the amount in hundredths. The inflows are first.
const INFLOWS: [(&str, &str, i64, i64); 3] = [
    ("Nómina", "Income & Payments", 800_000, 3_500_000),
    ("Transferencia recibida", "Transfers", 5_000, 600_000),
    ("Intereses", "Investments & Savings", 100, 9_000),
];
const OUTFLOWS: [(&str, &str, i64, i64); 7] = [
    ("Supermercado", "Food & Groceries", 8_000, 220_000),
    ("Gasolina", "Transport & Travel", 20_000, 120_000),
    ("Restaurante", "Food & Groceries", 6_000, 150_000),
    ("Renta", "Bills & Utilities", 200_000, 600_000),
    ("Electricidad", "Bills & Utilities", 15_000, 90_000),
    ("Farmacia", "Personal Shopping", 4_000, 60_000),
    ("Retiro en cajero", "Withdrawal & ATM", 20_000, 500_000),
];

/// What an institution knows of a link.
pub(crate) struct Bank<'a> {
    pub(crate) seed: u64,
    pub(crate) link: Uuid,
    pub(crate) linked_at: DateTime<Utc>,
    pub(crate) country: &'a str,
}

pub(crate) struct Account {
    pub(crate) id: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) category: &'static str,
    pub(crate) name: &'static str,
    pub(crate) number: String,
    pub(crate) identification: String,
    pub(crate) currency: &'static str,
    /// In hundredths, as all amounts.
    pub(crate) current: i64,
    pub(crate) available: Option<i64>,
    /// The transactions, the oldest first.
    pub(crate) transactions: Vec<Transaction>,
}

pub(crate) struct Transaction {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) amount: i64,
    pub(crate) is_inflow: bool,
    /// The balance of the account after it.
    pub(crate) balance: i64,
    pub(crate) description: &'static str,
    pub(crate) category: &'static str,
    pub(crate) reference: String,
    pub(crate) is_pending: bool,
}

pub(crate) struct Owner {
    pub(crate) id: Uuid,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) email: String,
    pub(crate) phone: String,
}

/// The parts of the data, whose random numbers are independent.
#[derive(Clone, Copy)]
enum Part {
    Person,
    Account,
    Day,
}

impl Bank<'_> {
    fn random(&self, part: Part, account: u64, day: i64) -> Random {
        let (high, low) = self.link.as_u64_pair();
        Random::from_parts(&[self.seed, high, low, part as u64, account, day.cast_unsigned()])
    }

    fn currency(&self) -> &'static str {
        match self.country {
            "BR" => "BRL",
            "CO" => "COP",
            _ => "MXN",
        }
    }

    /// Returns the person that the link belongs to.
    pub(crate) fn owner(&self) -> Owner {
        let mut random = self.random(Part::Person, 0, 0);
        let (first_name, last_name) = (random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES));
        let number = random.below(10_000);
        Owner {
            id: random.uuid(),
            first_name,
            last_name,
            email: format!("{}{number}@example.com", to_ascii(first_name)),
            phone: format!("+52 55 {:04} {:04}", random.below(10_000), random.below(10_000)),
        }
    }

    /// Returns the accounts with their transactions until a time.
    pub(crate) fn accounts(&self, now: DateTime<Utc>) -> Vec<Account> {
        let mut random = self.random(Part::Person, 1, 0);
        let count = 2 + random.below(2);
        let opens_another = random.below(3) == 0;
        let opening = self.linked_at.date_naive().checked_sub_days(Days::new(HISTORY_DAYS)).unwrap_or_default();
        let mut accounts: Vec<_> = (0..count).map(|number| self.account(number, opening, now)).collect();
        let another_at = self.linked_at + TimeDelta::days(NEW_ACCOUNT_AFTER_DAYS);
        if opens_another && another_at <= now {
            accounts.push(self.account(count, another_at.date_naive(), now));
        }
        accounts
    }

    /// Returns an account that is opened on a day.
    fn account(&self, number: u64, opening: NaiveDate, now: DateTime<Utc>) -> Account {
        let mut random = self.random(Part::Account, number, 0);
        let index = usize::try_from(number).unwrap_or(0) % ACCOUNT_TYPES.len();
        let (kind, category, name, low, high) = ACCOUNT_TYPES[index];
        let id = random.uuid();
        let mut balance = between(&mut random, low, high);
        let identification = format!("{:018}", random.next() % 10_u64.pow(18));
        let transactions = self.transactions(number, opening, now, &mut balance);
        Account {
            id,
            kind,
            category,
            name,
            number: format!("{:010}", random.below(10_u64.pow(10))),
            identification,
            currency: self.currency(),
            current: balance,
            available: (category != "INVESTMENT_ACCOUNT").then_some(balance),
            transactions,
        }
    }

    /// Returns the transactions of an account from a day to a time, and adds them to its balance.
    fn transactions(
        &self,
        account: u64,
        opening: NaiveDate,
        now: DateTime<Utc>,
        balance: &mut i64,
    ) -> Vec<Transaction> {
        let mut transactions = Vec::new();
        let days = opening.iter_days().take_while(|day| *day <= now.date_naive());
        for (number, day) in (0_i64..).zip(days) {
            let mut random = self.random(Part::Day, account, number);
            let mut seconds = 6 * 3_600;
            for _ in 0..[0, 0, 1, 1, 2][usize::try_from(random.below(5)).unwrap_or(0)] {
                seconds += i64::try_from(random.below(8 * 3_600)).unwrap_or(0) + 1;
                let is_inflow = random.below(5) == 0;
                let choices: &[_] = if is_inflow { &INFLOWS } else { &OUTFLOWS };
                let (description, category, low, high) = random.pick(choices);
                let (id, amount) = (random.uuid(), between(&mut random, low, high));
                let reference = format!("{:012}", random.below(10_u64.pow(12)));
                let at = day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::seconds(seconds);
                if at > now {
                    break;
                }
                *balance += if is_inflow { amount } else { -amount };
                // The institution settles a transaction within a day.
                let is_pending = at + TimeDelta::days(1) > now;
                if at + TimeDelta::days(MAX_DAYS) < now {
                    continue;
                }
                let balance = *balance;
                transactions.push(Transaction {
                    id,
                    at,
                    amount,
                    is_inflow,
                    balance,
                    description,
                    category,
                    reference,
                    is_pending,
                });
            }
        }
        transactions
    }
}

/// Returns a number from `low` to `high`.
fn between(random: &mut Random, low: i64, high: i64) -> i64 {
    low + i64::try_from(random.below(high.abs_diff(low) + 1)).unwrap_or(0)
}

fn to_ascii(name: &str) -> String {
    name.chars().filter(char::is_ascii).collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(link: u128) -> Bank<'static> {
        let linked_at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        Bank { seed: 1, link: Uuid::from_u128(link), linked_at, country: "MX" }
    }

    #[test]
    fn reports_the_same_data_and_more_of_it_later() {
        for link in 0..100 {
            let bank = bank(link);
            let ids = |days: i64| {
                let accounts = bank.accounts(bank.linked_at + TimeDelta::days(days));
                accounts.iter().flat_map(|account| account.transactions.iter().map(|one| one.id)).collect::<Vec<_>>()
            };
            let (now, again, later) = (ids(0), ids(0), ids(60));
            assert_eq!(now, again);
            assert!(!now.is_empty() && now.iter().all(|id| later.contains(id)) && later.len() > now.len());
            let unique: std::collections::BTreeSet<_> = later.iter().collect();
            assert_eq!(unique.len(), later.len());
        }
        assert_ne!(bank(1).owner().id, bank(2).owner().id);
    }

    #[test]
    fn reports_at_most_a_year() {
        let now = bank(3).linked_at + TimeDelta::days(100 * 365);
        for account in bank(3).accounts(now) {
            assert!(!account.transactions.is_empty() && account.transactions.len() <= 2 * 366);
            assert!(account.transactions.iter().all(|one| one.at + TimeDelta::days(MAX_DAYS) >= now));
        }
    }

    #[test]
    fn ends_transactions_with_the_balance_of_the_account() {
        for account in bank(7).accounts(bank(7).linked_at) {
            let Some(last) = account.transactions.last() else { continue };
            assert_eq!(last.balance, account.current);
            assert!(account.transactions.is_sorted_by_key(|one| one.at));
        }
    }
}
