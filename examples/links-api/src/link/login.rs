//! The simulated logins to institutions. The user name decides how an institution behaves.

use secrecy::{ExposeSecret, SecretString};

use super::Status;

/// The password that is always wrong.
const WRONG_PASSWORD: &str = "wrong-password";
/// The token that is right.
const TOKEN: &str = "1234";

/// How an institution treats the logins of a link. The database holds it instead of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behavior {
    /// Every login succeeds.
    Succeeds,
    /// The credentials are wrong.
    HasWrongPassword,
    /// The first login needs a token.
    NeedsToken,
    /// The institution doesn't respond to the first login.
    IsDown,
    /// The first login succeeds, and the next one needs a token.
    NeedsTokenLater,
    /// The first login succeeds, and the next one has a wrong password.
    HasWrongPasswordLater,
}

/// The user name of each behavior, apart from that of every other user name.
const USERNAMES: [(&str, Behavior); 5] = [
    ("wrong-password", Behavior::HasWrongPassword),
    ("mfa", Behavior::NeedsToken),
    ("institution-down", Behavior::IsDown),
    ("mfa-later", Behavior::NeedsTokenLater),
    ("wrong-password-later", Behavior::HasWrongPasswordLater),
];
const OTHERS: &str = "succeeds";

impl Behavior {
    pub(crate) fn from_credentials(username: &SecretString, password: &SecretString) -> Behavior {
        if is_wrong(password) {
            return Behavior::HasWrongPassword;
        }
        Behavior::from_name(username.expose_secret())
    }

    /// Returns the behavior with new credentials.
    pub(crate) fn with_password(self, password: &SecretString) -> Behavior {
        match self {
            _ if is_wrong(password) => Behavior::HasWrongPassword,
            Behavior::NeedsToken => Behavior::NeedsToken,
            _ => Behavior::Succeeds,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        USERNAMES.iter().find(|(_, behavior)| *behavior == self).map_or(OTHERS, |(name, _)| name)
    }

    pub(crate) fn from_name(name: &str) -> Behavior {
        USERNAMES.iter().find(|(other, _)| *other == name).map_or(Behavior::Succeeds, |(_, behavior)| *behavior)
    }

    /// Returns the status after the first login, or after one with new credentials.
    pub(crate) fn log_in(self, token: Option<&SecretString>) -> Status {
        match self {
            Behavior::Succeeds | Behavior::NeedsTokenLater | Behavior::HasWrongPasswordLater => Status::Valid,
            Behavior::HasWrongPassword => Status::Invalid,
            Behavior::NeedsToken if token.is_some_and(is_right_token) => Status::Valid,
            Behavior::NeedsToken => Status::TokenRequired,
            Behavior::IsDown => Status::Unconfirmed,
        }
    }

    /// Returns the status after a login without a person, and the behavior from then on.
    pub(crate) fn log_in_again(self) -> (Status, Behavior) {
        match self {
            Behavior::NeedsTokenLater => (Status::TokenRequired, Behavior::NeedsToken),
            Behavior::HasWrongPasswordLater => (Status::Invalid, Behavior::HasWrongPassword),
            other => (Status::Valid, other),
        }
    }
}

fn is_wrong(password: &SecretString) -> bool {
    password.expose_secret() == WRONG_PASSWORD
}

pub(crate) fn is_right_token(token: &SecretString) -> bool {
    token.expose_secret() == TOKEN
}
