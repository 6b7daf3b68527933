//! The asynchronous shell: sockets, TLS, HTTP transport and the clock round an account.
