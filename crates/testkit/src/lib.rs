//! Stages worlds for tests: deployments, casts of actors, stories, the model against the contracts.

pub mod cast;
pub mod stage;

pub mod machine_code;
pub mod bench;
pub mod differential;

pub mod story;
