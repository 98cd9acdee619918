//! The conversation of a customer with an honest and with a dishonest server.
