//! Whole worlds from a seed: every service, hostile customers and faults, on simulated time.
