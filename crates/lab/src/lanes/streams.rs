//! Random numbers: one stream for each path, found by the path's number.
//!
//! xoshiro256++ of Blackman and Vigna ("Scrambled Linear Pseudorandom Number Generators", 2021), 256 bits of state a path, begun as its authors
//! advise by SplitMix64. Path p takes numbers 4p to 4p + 3 of the seed's SplitMix64, so that no two paths begin alike.

use super::LANES;

/// The step of SplitMix64: 2^64 over the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Numbers of the seed's SplitMix64 that one path takes.
const WORDS: usize = 4;

/// The streams of as many successive paths as there are lanes.
#[derive(Clone)]
pub struct Streams {
    state: [[u64; LANES]; WORDS],
}

impl Streams {
    /// The streams of path `first_path` and those after it.
    pub fn new(seed: u64, first_path: u64) -> Self {
        let mut state = [[0; LANES]; WORDS];
        let mut counter = mixed(seed).wrapping_add(GOLDEN.wrapping_mul(first_path.wrapping_mul(WORDS as u64)));
        for lane in 0..LANES {
            for words in &mut state {
                counter = counter.wrapping_add(GOLDEN);
                words[lane] = mixed(counter);
            }
        }
        Self { state }
    }

    /// The next 64 random bits of a lane.
    #[inline(always)]
    pub fn bits(&mut self, lane: usize) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let (s0, s1, s2, s3) = (a[lane], b[lane], c[lane], d[lane]);
        let bits = s0.wrapping_add(s3).rotate_left(23).wrapping_add(s0);

        let (s2, s3) = (s2 ^ s0, s3 ^ s1);
        (a[lane], b[lane]) = (s0 ^ s3, s1 ^ s2);
        (c[lane], d[lane]) = (s2 ^ (s1 << 17), s3.rotate_left(45));
        bits
    }

    /// The next random number of a lane between 0 and 1, neither of them: an odd multiple of 2^-53.
    #[inline(always)]
    pub fn uniform(&mut self, lane: usize) -> f64 {
        // The mantissa of a number from 1 to 2, which every width can make without a conversion.
        f64::from_bits(self.bits(lane) >> 12 | 1.0_f64.to_bits()) - (1.0 - f64::EPSILON / 2.0)
    }
}

/// SplitMix64's mixing of its counter (Steele, Lea and Flood, 2014).
fn mixed(counter: u64) -> u64 {
    let bits = (counter ^ (counter >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::{LANES, Streams};

    #[test]
    fn bits_are_those_of_the_published_program() {
        // The first numbers of https://prng.di.unimi.it/xoshiro256plusplus.c begun with 1, 2, 3, 4.
        let published =
            [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205];
        let mut streams = Streams { state: [[1; LANES], [2; LANES], [3; LANES], [4; LANES]] };
        for bits in published {
            assert_eq!(streams.bits(LANES - 1), bits);
        }
    }
}
