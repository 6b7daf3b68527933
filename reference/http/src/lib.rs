//! HTTP requests and answers of the data plane as values.
