//! Follows a chain, folds its events with the model, answers queries and proves itself
