//! The rules of the money as pure integer functions
