//! AWS IoT Core policies: parse, compile, decide.
