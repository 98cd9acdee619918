//! How wide the vector instructions are: chosen when the program runs, not when it is built.

use std::fmt;

use pulp::{Scalar, Simd, WithSimd};

/// A width that this processor has.
#[derive(Clone, Copy, Debug)]
pub struct Width(Instructions);

#[derive(Clone, Copy, Debug)]
enum Instructions {
    /// Whatever every processor of this architecture has: SSE2 on x86-64, NEON on AArch64.
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
    #[cfg(target_arch = "x86_64")]
    Avx512(pulp::x86::V4),
}

impl Width {
    /// What every processor can do.
    pub const BASELINE: Self = Self(Instructions::Baseline);

    /// All that this processor can do, the narrowest first.
    pub fn available() -> Vec<Self> {
        let mut widths = vec![Self::BASELINE];
        #[cfg(target_arch = "x86_64")]
        {
            widths.extend(pulp::x86::V3::try_new().map(|simd| Self(Instructions::Avx2(simd))));
            widths.extend(pulp::x86::V4::try_new().map(|simd| Self(Instructions::Avx512(simd))));
        }
        widths
    }

    /// The widest that this processor can do.
    pub fn widest() -> Self {
        Self::available().last().copied().unwrap_or(Self::BASELINE)
    }

    /// Runs `work` as it was compiled for this width. Only what is inlined into `work` is: see the invariants of [`super`].
    pub fn run<W: WithSimd>(self, work: W) -> W::Output {
        match self.0 {
            Instructions::Baseline => work.with_simd(Scalar),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2(simd) => Simd::vectorize(simd, work),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512(simd) => Simd::vectorize(simd, work),
        }
    }
}

impl fmt::Display for Width {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Instructions::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2(_) => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512(_) => "AVX-512",
        })
    }
}
