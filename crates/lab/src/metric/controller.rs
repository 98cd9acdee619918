//! How much a price that follows demand tells.
//!
//! *Floor occupancy*: the part of the days from the shock on that end with the price at its floor, where it tells nothing:
//! demand may be a little or far below the target.

use super::Lived;
use super::lived::count;

/// The price is at its floor: not above it by more than rounding.
const AT_FLOOR: f64 = 1.0 + 1e-6;

/// (Days at the floor, days); none where nothing has such a price.
pub fn at_floor(lived: &Lived) -> Option<(f64, f64)> {
    let controllers: Vec<_> = lived.after().iter().filter_map(|flows| flows.controller).collect();
    let there = controllers.iter().filter(|controller| controller.price <= controller.floor * AT_FLOOR).count();
    (!controllers.is_empty()).then(|| (count(there), count(controllers.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;
    use crate::structure::Controller;

    #[test]
    fn a_day_at_the_floor_is_one_without_a_rise() {
        assert_eq!(at_floor(&Life::changed(|_| ()).lived()), None);
        let mut life = Life::changed(|flows| {
            flows.controller = Some(Controller { price: 2.0, floor: 2.0, ..Controller::default() })
        });
        life.flows[70].controller = Some(Controller { price: 3.0, floor: 2.0, ..Controller::default() });
        assert_eq!(at_floor(&life.lived()), Some((59.0, 60.0)));
    }
}
