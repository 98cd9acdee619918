//! What is assumed: how customers and investors usually behave, and what changes on the day of the shock.
