//! The figures that an assessment understands, what each is called, and what it is.

/// What a figure is, and so which units it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Money that moved in the period.
    Flow,
    /// The same, in tokens: dollars with the price of the token.
    TokenFlow,
    /// Money that was there at the end of the period.
    Stock,
    /// Tokens that were there at the end of the period.
    TokenStock,
    /// Dollars for one token.
    Price,
    /// A part of the capital, a year.
    Rate,
    /// A part, 0..=1.
    Part,
    /// A part that goes, a day.
    Hazard,
}

/// One of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Paid,
    PaidFees,
    PaidRecurring,
    PaidNewcomers,
    Emission,
    PaidTopUps,
    PaidPrincipal,
    Revenue,
    RevenueRecurring,
    RevenueNewcomers,
    NewcomerShare,
    BorrowerIncentives,
    OperatingCost,
    Burn,
    TopUps,
    PrincipalIn,
    PrincipalOut,
    Losses,
    Promised,
    Capital,
    Reserve,
    ReserveChange,
    OwnTokenReserve,
    Liquid,
    Redeemable,
    EmissionTokens,
    BurnTokens,
    Price,
    Supply,
    Staked,
    StakedShare,
    PaidRate,
    FeeRate,
    EmissionRate,
    PromisedRate,
    TopShare,
    Hhi,
    CircularLow,
    CircularHigh,
    ChurnPerDay,
    OwnTokenCollateral,
    Admin,
}

/// How many there are.
pub const COLUMNS: usize = Column::ALL.len();

/// One line of `docs/figures.md`.
pub struct Meaning {
    pub name: &'static str,
    pub kind: Kind,
    pub about: &'static str,
    /// What others call it. Compared in small letters without separators.
    pub aliases: &'static [&'static str],
}

impl Column {
    pub const ALL: [Self; 42] = {
        use Column::*;
        [
            Paid,
            PaidFees,
            PaidRecurring,
            PaidNewcomers,
            Emission,
            PaidTopUps,
            PaidPrincipal,
            Revenue,
            RevenueRecurring,
            RevenueNewcomers,
            NewcomerShare,
            BorrowerIncentives,
            OperatingCost,
            Burn,
            TopUps,
            PrincipalIn,
            PrincipalOut,
            Losses,
            Promised,
            Capital,
            Reserve,
            ReserveChange,
            OwnTokenReserve,
            Liquid,
            Redeemable,
            EmissionTokens,
            BurnTokens,
            Price,
            Supply,
            Staked,
            StakedShare,
            PaidRate,
            FeeRate,
            EmissionRate,
            PromisedRate,
            TopShare,
            Hhi,
            CircularLow,
            CircularHigh,
            ChurnPerDay,
            OwnTokenCollateral,
            Admin,
        ]
    };

    pub fn place(self) -> usize {
        self as usize
    }

    pub fn name(self) -> &'static str {
        self.meaning().name
    }

    pub fn kind(self) -> Kind {
        self.meaning().kind
    }

    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    pub fn meaning(self) -> &'static Meaning {
        &MEANINGS[self.place()]
    }
}

const fn meaning(name: &'static str, kind: Kind, about: &'static str, aliases: &'static [&'static str]) -> Meaning {
    Meaning { name, kind, about, aliases }
}

use Kind::{Flow, Hazard, Part, Price, Rate, Stock, TokenFlow, TokenStock};

/// In the order of [`Column::ALL`].
static MEANINGS: [Meaning; COLUMNS] = [
    meaning(
        "paid",
        Flow,
        "all that the recipients got, from whatever source",
        &[
            "payout",
            "payouts",
            "paid out",
            "distributed",
            "distributions",
            "total paid",
            "income",
            "yield paid",
            "total yield",
        ],
    ),
    meaning(
        "paid_fees",
        Flow,
        "of it, out of what customers paid: fees, interest, rent",
        &[
            "supply side revenue",
            "supply side fees",
            "lp fees",
            "holders revenue",
            "fees to holders",
            "fees to stakers",
            "fees paid",
            "paid interest",
            "interest paid",
            "interest to depositors",
            "real yield",
            "dividends",
        ],
    ),
    meaning("paid_recurring", Flow, "of it, out of what customers paid who came 60 days ago or earlier", &[]),
    meaning(
        "paid_newcomers",
        Flow,
        "of it, out of what customers paid who came less than 60 days ago; entry tickets",
        &["entry tickets"],
    ),
    meaning(
        "emission",
        Flow,
        "of it, newly issued tokens, at their price",
        &[
            "emissions",
            "paid emission",
            "incentives",
            "token incentives",
            "rewards",
            "reward",
            "token rewards",
            "staking rewards",
            "inflation rewards",
            "emission usd",
            "subsidy",
            "inflationary rewards",
        ],
    ),
    meaning(
        "paid_top_ups",
        Flow,
        "of it, what the issuer or its friends put in",
        &["paid top up", "top up paid", "issuer paid"],
    ),
    meaning("paid_principal", Flow, "of it, other people's deposits", &["principal paid", "paid from deposits"]),
    meaning(
        "revenue",
        Flow,
        "all that customers paid, passed on, kept or burned",
        &[
            "fees",
            "fee",
            "total fees",
            "total revenue",
            "customer payments",
            "gross revenue",
            "interest income",
            "borrow interest",
            "borrow interest income",
            "borrower interest",
            "demand fees",
            "protocol fees",
            "total fees usd",
        ],
    ),
    meaning(
        "revenue_recurring",
        Flow,
        "of it, by customers who came 60 days ago or earlier",
        &["recurring revenue", "revenue recurring customers"],
    ),
    meaning(
        "revenue_newcomers",
        Flow,
        "of it, by customers who came less than 60 days ago; entry tickets",
        &["newcomer revenue", "new customer revenue", "revenue new customers"],
    ),
    meaning(
        "newcomer_share",
        Part,
        "part of the revenue by customers who came less than 60 days ago",
        &["new customer share"],
    ),
    meaning(
        "borrower_incentives",
        Flow,
        "what borrowers or customers were paid to be customers",
        &["borrow incentives", "negative interest", "customer incentives", "borrower rewards", "borrow rewards"],
    ),
    meaning(
        "operating_cost",
        Flow,
        "what it cost to run the service",
        &["cost", "costs", "opex", "operating costs", "operating expenses", "expenses"],
    ),
    meaning(
        "burn",
        Flow,
        "what customers paid that was burned, at the token's price",
        &["burned usd", "burnt usd", "burn usd", "buyback", "buybacks", "buyback and burn"],
    ),
    meaning(
        "top_ups",
        Flow,
        "what the issuer or its friends put into the reserve",
        &["top up", "reserve injection", "yield reserve injection", "injection", "subsidies from treasury"],
    ),
    meaning(
        "principal_in",
        Flow,
        "principal that was brought",
        &["inflow", "inflows", "principal inflow", "new deposits"],
    ),
    meaning(
        "principal_out",
        Flow,
        "principal that was taken out",
        &["outflow", "outflows", "withdrawals", "withdrawal", "net withdrawal", "net withdrawals", "redemptions"],
    ),
    meaning("losses", Flow, "what the recipients lost of their capital", &["loss", "bad debt", "slashing"]),
    meaning(
        "promised",
        Flow,
        "what was promised for the period",
        &["payout due", "due", "promised payout", "promised income"],
    ),
    meaning(
        "capital",
        Stock,
        "what the recipients have in it",
        &[
            "tvl",
            "tvl usd",
            "total value locked",
            "deposits",
            "total deposits",
            "total supplied",
            "staked usd",
            "principal",
        ],
    ),
    meaning(
        "reserve",
        Stock,
        "reserves in outside currency from which income can be paid",
        &["reserves", "yield reserve", "surplus buffer", "surplus", "treasury stablecoins", "reserve usd"],
    ),
    meaning(
        "reserve_change",
        Flow,
        "by how much the reserve grew",
        &["yield reserve change", "reserve change per day", "change of reserve"],
    ),
    meaning(
        "own_token_reserve",
        Stock,
        "reserves in the own token, which count nothing",
        &["treasury own token", "reserve own token"],
    ),
    meaning(
        "liquid",
        Stock,
        "outside currency that is there for who leaves",
        &["liquidity", "available liquidity", "cash", "free liquidity"],
    ),
    meaning(
        "redeemable",
        Stock,
        "claims that can be redeemed on any day",
        &["claims on demand", "demand claims", "redeemable on demand"],
    ),
    meaning(
        "emission_tokens",
        TokenFlow,
        "newly issued tokens that the recipients got",
        &[
            "issued",
            "issued tokens",
            "tokens issued",
            "minted",
            "minted tokens",
            "mint",
            "issuance",
            "hnt issued",
            "reward tokens",
            "emitted",
        ],
    ),
    meaning(
        "burn_tokens",
        TokenFlow,
        "tokens that customers paid and that were burned",
        &["burned", "burnt", "burned tokens", "tokens burned", "hnt burned"],
    ),
    meaning(
        "price",
        Price,
        "dollars for one token",
        &["price usd", "token price", "close", "close price", "price at payment"],
    ),
    meaning("supply", TokenStock, "tokens there are", &["total supply", "circulating supply", "circulating"]),
    meaning(
        "staked",
        TokenStock,
        "tokens that get the income",
        &["staked tokens", "bonded", "total staked", "bonded tokens"],
    ),
    meaning(
        "staked_share",
        Part,
        "part of the supply that gets the income",
        &["staking ratio", "bonded ratio", "participation", "participation rate"],
    ),
    meaning(
        "paid_rate",
        Rate,
        "all that the recipients got, of the capital a year",
        &["apr", "apy", "total apy", "yield", "reward rate"],
    ),
    meaning(
        "fee_rate",
        Rate,
        "of it, out of what customers paid",
        &["apy base", "base apy", "base apr", "fee apr", "fee apy", "organic apr"],
    ),
    meaning(
        "emission_rate",
        Rate,
        "of it, newly issued tokens",
        &["apy reward", "reward apy", "reward apr", "emission apr"],
    ),
    meaning(
        "promised_rate",
        Rate,
        "what was promised, of the capital a year",
        &["deposit rate", "target rate", "fixed rate", "savings rate", "dsr", "promised apy", "promised apr"],
    ),
    meaning(
        "top_share",
        Part,
        "part of the revenue that the largest payer paid",
        &["top 1 share", "largest customer share", "top payer share", "top customer share"],
    ),
    meaning(
        "hhi",
        Part,
        "sum of the squares of the payers' parts",
        &["herfindahl", "concentration hhi", "herfindahl index"],
    ),
    meaning(
        "circular_low",
        Part,
        "part of the revenue that the issuer is seen to have funded",
        &["circular fifo", "wash share low"],
    ),
    meaning(
        "circular_high",
        Part,
        "part of the revenue that the issuer could have funded",
        &["circular max flow", "wash share high"],
    ),
    meaning(
        "churn_per_day",
        Hazard,
        "part of the recurring revenue that leaves, a day, over 90 days",
        &["churn", "daily churn"],
    ),
    meaning("own_token_collateral", Part, "part of the collateral that is the own token", &["own collateral share"]),
    meaning("admin", Part, "1 if somebody can mint or redirect at will, else 0", &["admin can mint", "admin rights"]),
];

#[cfg(test)]
mod tests {
    use super::{Column, Kind, Meaning};
    use std::collections::BTreeSet;

    #[test]
    fn each_has_its_own_place_and_name() {
        let names: BTreeSet<&str> = Column::ALL.iter().map(|column| column.name()).collect();
        assert_eq!(names.len(), Column::ALL.len());
        for (place, column) in Column::ALL.into_iter().enumerate() {
            assert_eq!((column.place(), Column::by_name(column.name())), (place, Some(column)));
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let mut words = BTreeSet::new();
        for column in Column::ALL {
            let own = [column.name().replace('_', " ")];
            for word in own.iter().map(String::as_str).chain(column.meaning().aliases.iter().copied()) {
                assert!(words.insert(word.replace([' ', '_'], "")), "{word} means two things");
            }
        }
    }

    #[test]
    fn the_page_of_figures_has_each_of_them() {
        let page = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/figures.md"));
        let words = |kind: Kind| match kind {
            Kind::Flow => "amount of the period",
            Kind::TokenFlow => "tokens of the period",
            Kind::Stock => "amount at its end",
            Kind::TokenStock => "tokens at its end",
            Kind::Price => "dollars",
            Kind::Rate => "part a year",
            Kind::Part => "part",
            Kind::Hazard => "part a day",
        };
        for column in Column::ALL {
            let Meaning { name, kind, about, aliases } = column.meaning();
            let line = format!("| `{name}` | {} | {about} | {} |", words(*kind), aliases.join(", "));
            assert!(page.contains(&line), "docs/figures.md lacks the line\n{line}");
        }
    }
}
