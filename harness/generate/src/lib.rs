//! Generators of packets, policies, requests and client histories.
