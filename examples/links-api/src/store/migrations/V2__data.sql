-- Amounts are hundredths, and times are microseconds of Unix time.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, link TEXT NOT NULL, institution TEXT NOT NULL, created_at BIGINT NOT NULL,
    balance_available BIGINT, balance_current BIGINT NOT NULL, category TEXT NOT NULL, currency TEXT NOT NULL,
    name TEXT NOT NULL, number TEXT NOT NULL, public_identification_name TEXT NOT NULL,
    public_identification_value TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX accounts_by_link ON accounts (link, id);
CREATE INDEX accounts_by_key ON accounts (key_id, created_at, id);
CREATE TABLE owners (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, link TEXT NOT NULL, created_at BIGINT NOT NULL, display_name TEXT NOT NULL,
    email TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX owners_by_link ON owners (link, id);
CREATE INDEX owners_by_key ON owners (key_id, created_at, id);
CREATE TABLE transactions (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, link TEXT NOT NULL, account TEXT NOT NULL, created_at BIGINT NOT NULL,
    collected_at BIGINT NOT NULL, value_date BIGINT NOT NULL, accounting_date BIGINT NOT NULL, amount BIGINT NOT NULL,
    currency TEXT NOT NULL, reference TEXT NOT NULL, status TEXT NOT NULL, type TEXT NOT NULL, account_type TEXT NOT NULL,
    account_balance_available BIGINT, account_balance_current BIGINT NOT NULL, bill_name TEXT, body TEXT NOT NULL
);
CREATE INDEX transactions_by_link ON transactions (link, id);
CREATE INDEX transactions_by_account ON transactions (account);
CREATE INDEX transactions_by_key ON transactions (key_id, created_at, id);
CREATE TABLE balances (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, link TEXT NOT NULL, account TEXT NOT NULL, institution TEXT NOT NULL,
    created_at BIGINT NOT NULL, value_date BIGINT NOT NULL, balance BIGINT NOT NULL, currency TEXT NOT NULL,
    account_type TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX balances_by_link ON balances (link, id);
CREATE INDEX balances_by_account ON balances (account);
CREATE INDEX balances_by_key ON balances (key_id, created_at, id);
