//! Logs become events here and nowhere else.
