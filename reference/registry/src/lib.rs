//! Things, certificates, policies and their attachments.
