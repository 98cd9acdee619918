//! What every page has around it: the head, the top line, the foot, and the line that says which block figures are of.

use super::{
    charts,
    words::{self, When},
};
use crate::figures::{AsOf, Finality};
use alloy::primitives::Address;
use maud::{DOCTYPE, Markup, html};

/// A page about to be framed.
pub struct Frame<'a> {
    pub title: &'a str,
    pub about: &'a str,
    /// The venture's name and where its pages are; none on pages that belong to no venture.
    pub venture: Option<(&'a str, Address)>,
    pub as_of: Option<AsOf>,
}

impl Frame<'_> {
    pub fn around(&self, body: &Markup) -> Markup {
        let home = self.venture.map_or("/".to_owned(), |(_, share)| venture_path(share));
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="description" content=(self.about);
                    title { (self.title) }
                    link rel="icon" type="image/svg+xml" href="/assets/favicon.svg";
                    link rel="stylesheet" href="/assets/page.css";
                    script type="module" src="/assets/page.js" {}
                }
                body {
                    a.skip href="#main" { "To the content" }
                    (charts::patterns())
                    header.top {
                        div.frame {
                            a.mark href=(home) { (mark()) "Usufruct" }
                            @if self.venture.is_some() { (sections(&home)) }
                        }
                    }
                    main id="main" { (body) }
                    (self.foot())
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            footer {
                div.frame {
                    @if let Some(as_of) = &self.as_of {
                        div id="foot" data-live { (as_of_line(as_of)) (stale(as_of)) }
                    }
                    p { "Income comes from customers only. Nobody can change the deal." }
                }
            }
        }
    }
}

fn sections(home: &str) -> Markup {
    let all = [
        ("income", "Income"),
        ("silence", "If customers stop"),
        ("price", "Price"),
        ("purses", "Purses"),
        ("deal", "The deal"),
    ];
    html! {
        nav aria-label="Sections" {
            @for (place, (id, name)) in all.iter().enumerate() {
                a.far[place > 0 && place < 4] href=(format!("{home}#{id}")) { (name) }
            }
        }
    }
}

/// A cup that is filled and never drained: three strokes.
fn mark() -> Markup {
    html! {
        svg viewBox="0 0 32 32" aria-hidden="true" {
            path.mark-cup d="M7 6v10a9 9 0 0 0 18 0V6" {}
            circle.mark-fruit cx="16" cy="14.5" r="4" {}
        }
    }
}

pub fn venture_path(share: Address) -> String {
    format!("/ventures/{}", share.to_checksum(None))
}

pub fn position_path(share: Address, holder: Address) -> String {
    format!("{}/position?address={}", venture_path(share), holder.to_checksum(None))
}

/// Which block a group of figures is of, and how sure that block is.
pub fn as_of_line(as_of: &AsOf) -> Markup {
    let sure = match as_of.finality {
        Finality::Latest => "newest, not final yet",
        Finality::Safe => "safe, unlikely to be undone",
        Finality::Final => "final",
    };
    html! {
        p.asof.final[as_of.finality == Finality::Final] {
            span { "Block " data data-figure="block" value=(as_of.number) { (words::count(as_of.number)) } ", " (sure) }
            span { (When::Second(as_of.timestamp)) }
        }
    }
}

/// A warning, if the chain has not answered for too long.
pub fn stale(as_of: &AsOf) -> Markup {
    html! {
        @if as_of.stale {
            p.notice.warn role="status" {
                "These figures may be old: the chain last answered " (words::duration(as_of.checked_seconds_ago)) " ago."
            }
        }
    }
}
