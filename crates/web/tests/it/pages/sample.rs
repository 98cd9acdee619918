//! Figures made by hand, as a running venture, a new one and a hostile one have them.

use alloy::primitives::{Address, B256, U256};
use std::num::NonZeroU64;
use usufruct_model::{
    Bps, Cash, Purses as Addresses, Shares, Terms, Timestamp, offering,
    price::{Millis, PriceClass, PriceQ64},
    share,
};
use usufruct_protocol::deployment::Deployment;
use usufruct_web::{
    figures::{
        AsOf, CapitalPurse, ClassPrice, Currency, Customer, Customers, Day, EarnedDay, Entry, Escrow, Finality,
        Forecast, Happening, Holder, HolderPage, IncomePurse, Money, Overview, Position, PricePoint, Prices, Purses,
        RevenuePurse, Silence, Sources, Stall, Window,
    },
    pages::{position::PositionPage, venture::VenturePage},
};

/// 6 May 2026, at noon.
pub const NOW: u64 = 1_778_068_800;
const DAY: u64 = 86_400;

pub fn money(amount: u128) -> Money {
    Money(U256::from(amount))
}

pub fn as_of() -> AsOf {
    AsOf {
        number: 12_345,
        hash: B256::repeat_byte(7),
        timestamp: Timestamp(NOW),
        finality: Finality::Final,
        now: Timestamp(NOW),
        checked_seconds_ago: 1,
        stale: false,
    }
}

pub fn address(number: u8) -> Address {
    Address::from_slice(&[[0x4a, 0x9c, 0xe2, 0x17].repeat(4).as_slice(), &[0, 0, 0, number]].concat())
}

pub fn terms() -> Terms {
    let bps = |part| Bps::new(part).expect("a part of the whole");
    Terms {
        currency: address(9),
        operator: address(8),
        name: "Lighthouse".to_owned(),
        symbol: "LIGHT".to_owned(),
        contract_uri: String::new(),
        decimals: 2,
        holders_bps: bps(6_000),
        tau: 259_200,
        price: 10_000,
        soft_cap: Shares(50_000),
        hard_cap: Shares(100_000),
        deadline: Timestamp(NOW + 12 * DAY),
        upfront_bps: bps(2_000),
        match_bps: bps(2_500),
        demand_floor: Cash(1_000_000),
        stall_period: 2_592_000,
    }
}

fn stall() -> Stall {
    Stall {
        stalled: false,
        wind_down_from: Some(Timestamp(NOW + 29 * DAY)),
        demand_floor: money(1_000_000),
        credited_since_proof: money(300_000),
        proved_at: Timestamp(NOW - DAY),
        period: 2_592_000,
    }
}

pub fn overview() -> Overview {
    Overview {
        as_of: as_of(),
        at: Deployment {
            chain_id: 84_532,
            factory: address(4),
            purses: Addresses { share: address(1), till: address(2), offering: address(3) },
            currency: address(9),
            first_block: 17,
        },
        terms: terms(),
        currency: Currency { address: address(9), symbol: "USDC".to_owned(), decimals: 6 },
        sale: offering::Phase::Active,
        income: share::Phase::Dripping,
        price_per_share: money(1_000_000),
        supply: Shares(100_000),
        holders: 5,
        holders_bps: Bps::new(6_000).expect("a part of the whole"),
        operator: address(8),
        stall: stall(),
    }
}

/// Thirty uneven days, the newest first and not over yet.
fn days() -> Vec<Day> {
    let today = NOW / DAY;
    (0..28_u64)
        .map(|back| {
            let swing = u128::from((back * 37 + 11) % 23);
            let came_from = Sources {
                vouchers: money(350_000 + swing * 41_317),
                transfers: money(60_000 * (swing % 4)),
                remitted: money(if back % 9 == 3 { 420_000 } else { 0 }),
                operator: money(if back == 12 { 260_000 } else { 0 }),
                ..Sources::default()
            };
            let total = came_from.total().0;
            Day {
                number: today - back,
                complete: back > 0,
                came_from,
                holders_part: Money(total * U256::from(3) / U256::from(5)),
                operators_part: Money(total * U256::from(2) / U256::from(5)),
                released: money(410_000 + swing * 9_000),
                claimed: money(0),
                payers: 12,
            }
        })
        .collect()
}

fn customers() -> Customers {
    let parts: [u16; 5] = [1_840, 1_220, 910, 700, 540];
    let top = parts.into_iter().zip(21..).map(|(share_bps, number)| Customer {
        address: address(number),
        paid: money(u128::from(share_bps) * 2_013),
        share_bps,
        by_voucher: money(u128::from(share_bps) * 2_000),
        as_insider: Money::ZERO,
    });
    Customers {
        as_of: as_of(),
        window: Window::Month,
        count: 44,
        total: money(20_134_567),
        top_1_bps: 1_840,
        top_5_bps: 5_210,
        top_10_bps: 7_020,
        herfindahl_bps: 722,
        top: top.collect(),
    }
}

fn holders() -> HolderPage {
    let balances = [40_000, 25_000, 20_000, 10_000, 5_000];
    let holder = |(balance, number): (u64, u8)| Holder {
        address: address(number),
        balance: Shares(balance),
        share_bps: u16::try_from(balance / 10).expect("small"),
        owed: money(u128::from(balance) * 55),
        claimed: money(if number % 2 == 1 { u128::from(balance) * 70 } else { 0 }),
    };
    HolderPage {
        as_of: as_of(),
        count: 5,
        supply: Shares(100_000),
        offset: 0,
        holders: balances.into_iter().zip(31..).map(holder).collect(),
        next: None,
    }
}

fn prices() -> Prices {
    let law = PriceClass {
        floor: PriceQ64::from_cash(200),
        target_q32: (1 << 32) / 20,
        sensitivity: NonZeroU64::new(1_000).expect("not zero"),
    };
    let point = |seq: u64| {
        let wave = (seq % 60).abs_diff(30);
        PricePoint {
            seq,
            at: Millis((NOW - 20 * DAY + seq * 3_456) * 1_000),
            class: "work".to_owned(),
            units: 3,
            charged: money(900),
            spot: PriceQ64((200_u128 + 11 * u128::from(30 - wave)) << 64),
        }
    };
    let class = ClassPrice {
        name: "work".to_owned(),
        law,
        spot: PriceQ64(231 << 64),
        excess: 144,
        sales: 1_482,
        units: 96_204,
        revenue: money(20_134_567),
    };
    Prices { at: Millis(NOW * 1_000), unit: U256::ONE, classes: vec![class], path: (0..500).map(point).collect() }
}

/// A venture that earns.
pub fn running() -> VenturePage {
    let forecasts = [
        (1, 2_293_000, 907_000, 650_000),
        (7, 310_000, 2_890_000, 88_000),
        (30, 145, 3_199_855, 41),
        (90, 0, 3_200_000, 0),
    ];
    let forecast = |(days, reserve, released, income)| Forecast {
        days,
        reserve: money(reserve),
        released: money(released),
        income_per_day: money(income),
    };
    VenturePage {
        overview: overview(),
        purses: Purses {
            as_of: as_of(),
            capital: CapitalPurse {
                balance: money(797_000_000),
                raised: money(1_000_000_000),
                drawn: money(203_000_000),
                redeemed: Money::ZERO,
                undrawn: money(797_000_000),
                drawable: money(2_034_000),
                redeemable: Money::ZERO,
            },
            revenue: RevenuePurse {
                balance: money(8_310_000),
                collected: money(20_714_567),
                remitted: money(1_260_000),
                holders_part: money(13_184_741),
                operators_part: money(8_009_826),
                pulled: money(780_000),
                collectable: money(300_174),
                escrow: Escrow { claimed: money(21_000_000), settled: money(20_800_000), waiting: money(200_000) },
            },
            income: IncomePurse {
                balance: money(8_684_741),
                credited: money(13_184_741),
                released: money(9_984_741),
                claimed: money(4_500_000),
                owed: money(5_484_740),
                reserve: money(3_200_000),
                due: money(12_000),
                dust: money(1),
            },
        },
        silence: Silence {
            as_of: as_of(),
            tau: 259_200,
            half_life: 179_664,
            reserve: money(3_200_000),
            income_per_day: money(907_000),
            forecasts: forecasts.map(forecast).into(),
            stall: stall(),
            undrawn: money(797_000_000),
            drawable: money(2_034_000),
        },
        days: days(),
        customers: customers(),
        holders: holders(),
        prices: Some(prices()),
        earned_per_share: money(9_984),
        rpc: Some("http://127.0.0.1:8546".to_owned()),
    }
}

/// A venture of which nothing but its terms is known.
pub fn selling() -> VenturePage {
    let mut page = running();
    page.overview.sale = offering::Phase::Open;
    page.overview.income = share::Phase::Selling;
    page.overview.supply = Shares::ZERO;
    page.overview.holders = 0;
    page.overview.stall.wind_down_from = None;
    page.purses = Purses {
        as_of: as_of(),
        capital: CapitalPurse::default(),
        revenue: RevenuePurse::default(),
        income: IncomePurse::default(),
    };
    let nothing = |forecast: Forecast| Forecast {
        days: forecast.days,
        reserve: Money::ZERO,
        released: Money::ZERO,
        income_per_day: Money::ZERO,
    };
    page.silence.forecasts = page.silence.forecasts.into_iter().map(nothing).collect();
    page.silence.stall = page.overview.stall;
    for amount in [
        &mut page.silence.reserve,
        &mut page.silence.income_per_day,
        &mut page.silence.undrawn,
        &mut page.silence.drawable,
    ] {
        *amount = Money::ZERO;
    }
    page.days = vec![Day { number: NOW / DAY, ..Day::default() }];
    page.customers = Customers {
        count: 0,
        total: Money::ZERO,
        top_1_bps: 0,
        top_5_bps: 0,
        top_10_bps: 0,
        herfindahl_bps: 0,
        top: Vec::new(),
        ..page.customers
    };
    page.holders = HolderPage { count: 0, supply: Shares::ZERO, holders: Vec::new(), ..page.holders };
    page.prices = None;
    page.earned_per_share = Money::ZERO;
    page
}

/// One of the holders of [`running`].
pub fn position() -> PositionPage {
    let me = address(31);
    let entry = |back: u64, what| Entry {
        at: Timestamp(NOW - back * DAY),
        block: 12_345 - back * 100,
        transaction: B256::repeat_byte(3),
        what,
    };
    let earned = (0..28)
        .map(|back| EarnedDay { day: NOW / DAY - back, amount: money(160_000 + u128::from(back * 37 % 11) * 9_000) });
    PositionPage {
        overview: overview(),
        position: Position {
            as_of: as_of(),
            address: me,
            balance: Shares(40_000),
            share_bps: 4_000,
            owed: money(2_200_417),
            accrued: money(2_214_000),
            received: money(2_800_000),
            payee: None,
            is_operator: false,
            earned: earned.collect(),
            entries: vec![
                entry(3, Happening::Claimed { amount: money(1_400_000), to: me }),
                entry(10, Happening::Received { shares: Shares(500), from: address(35) }),
                entry(17, Happening::Claimed { amount: money(1_400_000), to: me }),
                entry(28, Happening::Bought { shares: Shares(39_500), cost: money(395_000_000), buyer: me }),
            ],
            entries_count: 4,
            next: None,
        },
        offset: 0,
        rpc: Some("http://127.0.0.1:8546".to_owned()),
    }
}
