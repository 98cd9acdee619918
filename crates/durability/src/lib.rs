//! What is left after a power cut: files rebuilt at every recorded write, and what is found in them.
