//! MQTT 3.1.1 and 5 packets as bytes: decoding that names the first violation, and encoding.
