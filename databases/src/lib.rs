//! Nothing but tests: whether filters mean the same in memory and in databases.
