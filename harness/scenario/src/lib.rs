//! The scenario language: text in, values with locations out.
