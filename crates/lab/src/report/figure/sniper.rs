//! Figure 8: what somebody gets of a payment who holds shares only around it.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Figure, table};
use crate::findings::{Findings, SniperPoint};
use crate::report::picture::axis::{Chart, Plane, Side, apart, word_at};
use crate::report::picture::line;
use crate::report::picture::scale::Scale;
use crate::report::words;

/// Places of the law's line between two powers of ten.
const POINTS_OF_A_DECADE: u32 = 8;
const SECONDS_OF_A_DAY: f64 = 86_400.0;
/// Of the picture's height, between two names.
const GAP: f64 = 0.06;

pub fn figure(findings: &Findings) -> Figure {
    let points = &findings.experiments.sniper;
    Figure {
        number: 8,
        key: "sniper",
        title: "Coming only for the payment",
        says: html! {
            p {
                @if points.is_empty() { "This was not part of this run." } @else {
                    "Somebody buys shares just before a payment and sells them soon after. Paid out at once, the sniper gets the shares’ whole part; \
                     the slower income is paid out (further right), the less. Dots are simulated, dashed lines are the law. "
                    (said(points))
                }
            }
        },
        picture: html! { @if !points.is_empty() { (picture(points)) } },
        terms: vec![
            (
                "Gain",
                html! { "What the sniper got of one payment, as a part of what its shares would have got had all been paid out at once." },
            ),
            (
                "The law",
                html! { "1 − e^(−held/τ): what a reserve that releases R · (1 − e^(−Δt/τ)) pays until the sniper has left." },
            ),
        ],
        table: numbers(points),
    }
}

/// The slowest smoothing with the shortest holding: the most that smoothing does.
fn said(points: &[SniperPoint]) -> Markup {
    let least = points
        .iter()
        .filter(|point| point.simulated.n > 0)
        .min_by(|a, b| a.simulated.value.total_cmp(&b.simulated.value));
    html! {
        @if let Some(point) = least {
            "The least, at " (smoothing(point.tau_days)) " and held " (duration(point.held_days)) ": " (part(point.simulated.value)) "."
        }
    }
}

fn smoothing(tau_days: f64) -> String {
    if tau_days == 0.0 { "no smoothing".to_owned() } else { format!("τ = {}", duration(tau_days)) }
}

/// `12 seconds`, `1 hour`, `30 days`.
fn duration(days: f64) -> String {
    let seconds = days * SECONDS_OF_A_DAY;
    let (amount, unit) = match seconds {
        _ if seconds < 120.0 => (seconds, "second"),
        _ if seconds < 3_600.0 => (seconds / 60.0, "minute"),
        _ if days < 1.0 => (seconds / 3_600.0, "hour"),
        _ => (days, "day"),
    };
    let amount = words::trimmed(amount, 1);
    if amount == "1" { format!("1 {unit}") } else { format!("{amount} {unit}s") }
}

/// A part that may be very small.
fn part(gain: f64) -> String {
    if gain > 0.0 && gain < 0.001 {
        format!("1 in {}", words::plain((1.0 / gain).round()))
    } else {
        words::percent(gain)
    }
}

/// Points by how long the shares were held, in order of tau.
fn by_held(points: &[SniperPoint]) -> Vec<(f64, Vec<&SniperPoint>)> {
    let mut held: BTreeMap<u64, Vec<&SniperPoint>> = BTreeMap::new();
    for point in points.iter().filter(|point| point.held_days > 0.0 && point.tau_days >= 0.0) {
        // The bits of numbers that are not negative are in the numbers' order.
        held.entry(point.held_days.to_bits()).or_default().push(point);
    }
    let mut groups: Vec<(f64, Vec<&SniperPoint>)> =
        held.into_iter().map(|(bits, points)| (f64::from_bits(bits), points)).collect();
    for (_, points) in &mut groups {
        points.sort_by(|a, b| a.tau_days.total_cmp(&b.tau_days));
    }
    groups
}

fn law(held_days: f64, tau_days: f64) -> f64 {
    if tau_days == 0.0 { 1.0 } else { -(-held_days / tau_days).exp_m1() }
}

/// "At once" has no place on a logarithmic axis: it stands a power of ten left of the fastest smoothing.
fn picture(points: &[SniperPoint]) -> Markup {
    let taus = points.iter().map(|point| point.tau_days).filter(|tau| *tau > 0.0);
    let (shortest, longest) = taus.fold((f64::INFINITY, 0.0_f64), |(low, high), tau| (low.min(tau), high.max(tau)));
    let shortest = if shortest.is_finite() { shortest } else { 1.0 };
    let at_once = shortest / 4.0;
    let least = points
        .iter()
        .flat_map(|point| [point.simulated.value, point.analytic])
        .filter(|gain| *gain > 0.0)
        .fold(1.0, f64::min);
    let plane = Plane {
        x: Scale::logarithmic(at_once, longest.max(shortest * 2.0)),
        y: Scale::logarithmic(10_f64.powf(least.log10().floor()), 1.0),
    };
    let groups = by_held(points);
    let place = |tau: f64| if tau == 0.0 { at_once } else { tau };
    let geometry = html! {
        @for (held, points) in &groups {
            (line::line(&plane, &law_line(*held, shortest, longest), "law"))
            @for point in points.iter().filter(|point| point.simulated.n > 0) {
                (line::whisker(&plane, place(point.tau_days), point.simulated.low, point.simulated.high, "interval"))
                (line::dot(&plane, (place(point.tau_days), point.simulated.value), "dot"))
            }
        }
    };
    let ends: Vec<f64> = groups.iter().map(|(held, _)| plane.y.part(law(*held, longest))).collect();
    let words = html! {
        @for ((held, _), up) in groups.iter().zip(apart(&ends, GAP)) {
            (word_at(1.0, (up + 0.03).min(1.0), Side::Left, "own", &format!("held {}", duration(*held))))
        }
    };
    let mut xs = vec![(at_once, "at once".to_owned())];
    xs.extend(plane.x.ticks(4).into_iter().filter(|tau| *tau >= shortest).map(|tau| (tau, duration(tau))));
    let ys = plane.y.ticks(5).into_iter().map(|gain| (gain, part(gain))).collect();
    let chart =
        Chart {
            plane, name: "The sniper’s part of a payment by the time constant of smoothing", form: "wide", xs, ys
        };
    html! { (chart.draw(&geometry, &words)) p.axis-name { "Time constant τ of the smoothing; upwards: the sniper’s part of the payment" } }
}

fn law_line(held_days: f64, shortest: f64, longest: f64) -> Vec<(f64, f64)> {
    let decades = (longest / shortest).log10().max(0.1);
    let steps = f64::from(POINTS_OF_A_DECADE) * decades;
    // At most the range of a double, in eighths of a decade.
    let places = (0..8 * 700_u32).map(f64::from).take_while(|place| *place <= steps);
    let tau = |place: f64| shortest * (longest / shortest).powf((place / steps).min(1.0));
    places.map(tau).chain([longest]).map(|tau| (tau, law(held_days, tau))).collect()
}

fn numbers(points: &[SniperPoint]) -> Markup {
    let rows = html! {
        @for point in points {
            tr {
                th scope="row" { (smoothing(point.tau_days)) }
                td { (duration(point.held_days)) }
                (words::cell(&point.simulated, part))
                td { (part(point.analytic)) }
            }
        }
    };
    table(
        "The sniper’s part of a payment, simulated with 95 % intervals, and by the law",
        &["Smoothing", "Held", "Simulated", "Law"],
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::{duration, law, part};

    #[test]
    fn times_and_small_parts_read_as_spoken() {
        assert_eq!([12.0 / 86_400.0, 1.0 / 24.0, 30.0].map(duration), ["12 seconds", "1 hour", "30 days"]);
        assert_eq!([1.0, 0.5, 4.63e-6].map(part), ["100 %", "50 %", "1 in 215,983"]);
    }

    #[test]
    fn an_hour_at_thirty_days_gets_a_seven_hundredth() {
        let gain = law(1.0 / 24.0, 30.0);
        assert!((gain - 0.001_388).abs() < 1e-6, "{gain}");
        assert_eq!(law(1.0, 0.0), 1.0);
    }
}
