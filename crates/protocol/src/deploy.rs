//! Creates a venture through the Factory.
