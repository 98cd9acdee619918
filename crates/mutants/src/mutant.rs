//! A mutant: one small change of one file.

use std::fmt;
use std::ops::Range;

/// What kind of change it is. In the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    Arithmetic,
    Bits,
    Comparison,
    Condition,
    Connective,
    Constant,
    Rounding,
    Overflow,
    Cast,
    Context,
    Arguments,
    Statement,
    Result,
    Modifier,
    Order,
    Assembly,
}

impl Operator {
    pub const ALL: [Self; 16] = [
        Self::Arithmetic,
        Self::Bits,
        Self::Comparison,
        Self::Condition,
        Self::Connective,
        Self::Constant,
        Self::Rounding,
        Self::Overflow,
        Self::Cast,
        Self::Context,
        Self::Arguments,
        Self::Statement,
        Self::Result,
        Self::Modifier,
        Self::Order,
        Self::Assembly,
    ];

    /// What it does, in a few words.
    pub fn description(self) -> &'static str {
        match self {
            Self::Arithmetic => "`+ - * / % **`, also in assignments, replaced by each other",
            Self::Bits => "`& \\| ^ ~ << >>` replaced or removed",
            Self::Comparison => "`< <= > >= == !=` replaced: the limit moved, the sense turned",
            Self::Condition => "conditions negated, always true, always false; a choice always the same",
            Self::Connective => "`&&` and `\\|\\|` replaced by each other or by one side; `!` removed",
            Self::Constant => "numbers one more, one less, 0, 1; truth turned; the largest number one less",
            Self::Rounding => "rounding turned; minimum and maximum swapped; saturation removed",
            Self::Overflow => "checked arithmetic unchecked, and the reverse",
            Self::Cast => "types narrower or wider; checks of a narrowing removed",
            Self::Context => "caller, contract, origin of the transaction and time replaced by each other or by zero",
            Self::Arguments => "two arguments of one type swapped",
            Self::Statement => "an assignment, call, event, check or first value left out",
            Self::Result => "zero, true or false returned instead",
            Self::Modifier => "a modifier left out",
            Self::Order => "two statements swapped, where one could notice the other",
            Self::Assembly => "instructions replaced, numbers changed, statements left out in assembly",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{self:?}").to_lowercase())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// From the contracts' folder.
    pub file: String,
    pub operator: Operator,
    /// The function it is in, or the contract.
    pub place: String,
    pub line: usize,
    /// The line of the change, without its indentation.
    pub line_text: String,
    /// The bytes that give way.
    pub range: Range<usize>,
    pub replacement: String,
    /// Both in one line, as people read them.
    pub before: String,
    pub after: String,
    /// How many with the same description come before it: a line may have the same expression twice.
    pub nth: usize,
}

impl Mutant {
    pub fn apply(&self, source: &str) -> String {
        [&source[..self.range.start], &self.replacement, &source[self.range.end..]].concat()
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, place, operator, before, after, .. } = self;
        let after = if after.is_empty() { "nothing" } else { after };
        write!(f, "{file}:{line} in {place}, {operator}: {before}  ->  {after}")
    }
}

/// On one line, each gap one space.
pub fn in_one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}
