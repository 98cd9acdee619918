//! e^x without a branch and without a call, so that it can be done in all lanes at once.

use std::f64::consts::LOG2_E;

/// ln 2 in two parts. The first has its last 21 bits zero, so that its product with a whole number below 2^11 is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Added to a number, rounds it to a whole one, which then stands in the sum's lowest bits: 1.5 * 2^52.
const TO_WHOLE: f64 = 6_755_399_441_055_744.0;

/// Beyond this the result, or its reciprocal, would leave what an f64 can hold.
pub const LIMIT: f64 = 708.0;

/// 1 / k!
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut inverse = [1.0; 14];
    let mut factorial = 1.0;
    let mut k = 1;
    while k < 14 {
        factorial *= k as f64;
        inverse[k] = 1.0 / factorial;
        k += 1;
    }
    inverse
};

/// e^x, within two units in the last place; `x` beyond [`LIMIT`] counts as the limit.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2, and e^r by Taylor's series up to r^13, whose rest is below 2^-57. Terms of even and of odd
/// order are summed beside each other, which takes half the time of one sum.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = if x < LIMIT { x } else { LIMIT };
    let x = if x > -LIMIT { x } else { -LIMIT };
    let shifted = x * LOG2_E + TO_WHOLE;
    let n = shifted - TO_WHOLE;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;

    let c = &INVERSE_FACTORIALS;
    let square = r * r;
    let even = ((((c[12] * square + c[10]) * square + c[8]) * square + c[6]) * square + c[4]) * square + c[2];
    let odd = ((((c[13] * square + c[11]) * square + c[9]) * square + c[7]) * square + c[5]) * square + c[3];
    let power = 1.0 + (r + square * (even + odd * r));

    // Times 2^n: n is added to the exponent.
    f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 52))
}
