//! How strong a value is, in few steps that can be told apart, in light and in dark.

/// Steps beside the one for "did not happen", which is 0.
const STEPS: usize = 6;
/// Ends of the steps in days, the slowest first: about half a year, three months, six weeks, three weeks, ten days.
const ENDS_DAYS: [f64; STEPS - 1] = [180.0, 90.0, 45.0, 21.0, 10.0];

/// The class for a time until something bad: none is pale, soon is strong.
pub fn of_days(days: f64) -> &'static str {
    const CLASSES: [&str; STEPS + 1] = ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-6"];
    if !days.is_finite() {
        return CLASSES[0];
    }
    CLASSES[1 + ENDS_DAYS.iter().filter(|end| days <= **end).count()]
}

/// What the steps mean, beside their classes.
pub fn key() -> [(&'static str, &'static str); STEPS + 1] {
    [
        ("heat-0", "not halved"),
        ("heat-1", "over 180 days"),
        ("heat-2", "91 to 180"),
        ("heat-3", "46 to 90"),
        ("heat-4", "22 to 45"),
        ("heat-5", "11 to 21"),
        ("heat-6", "10 or fewer"),
    ]
}

#[cfg(test)]
mod tests {
    use super::of_days;

    #[test]
    fn sooner_is_stronger() {
        let classes = [f64::INFINITY, 200.0, 180.0, 60.0, 30.0, 15.0, 10.0, 0.0].map(of_days);
        assert_eq!(classes, ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-6", "heat-6"]);
    }
}
