//! The server over real sockets, round a machine that obeys lines of text.

#[cfg(test)]
mod account;
#[cfg(test)]
mod client;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod echo;
#[cfg(test)]
mod http;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod tls;
