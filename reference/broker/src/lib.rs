//! The message broker: connections, sessions, subscriptions, routing, takeover.
