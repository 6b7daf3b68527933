//! Links against listeners of the standard library.

mod plain;
mod tls;
