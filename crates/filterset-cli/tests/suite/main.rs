//! Tests the `filterset` command as people and scripts run it.

mod arguments;
mod check;
#[cfg(unix)]
mod conformance;
mod diff;
mod explain;
mod grep;
#[cfg(unix)]
mod guides;
mod help;
#[cfg(unix)]
mod openapi;
#[cfg(feature = "probe")]
mod probe;
mod schemas;
mod spelling;
mod sql;
mod summary;
mod support;
mod terminal;
mod threads;
