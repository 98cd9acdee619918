//! Log searches and filters that remember what they have told.

use std::collections::BTreeMap;

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{B256, U64},
    rpc::types::{Filter, FilterBlockOption, Log},
};

use crate::{
    history::History,
    logs::{LOGS_BLOCKS_MAX, search, search_block},
    node::Chain,
    rpc::{
        errors::RpcError,
        methods::{Answer, answer},
        params::Params,
    },
};

/// Filters at one time. Clients forget to remove theirs, so the one unused for longest makes room.
pub const FILTERS_MAX: usize = 1_000;

/// The installed filters.
#[derive(Debug, Default)]
pub(crate) struct Filters {
    installed: BTreeMap<u64, Installed>,
    last_id: u64,
    /// Counts uses, to know which filter is the least recently used.
    uses: u64,
}

#[derive(Debug)]
struct Installed {
    /// None for a filter of blocks.
    logs: Option<Filter>,
    /// The first block not told yet.
    next: u64,
    used: u64,
}

impl Filters {
    fn install(&mut self, logs: Option<Filter>, next: u64) -> u64 {
        if self.installed.len() == FILTERS_MAX {
            let oldest = self.installed.iter().min_by_key(|(_, installed)| installed.used);
            if let Some(id) = oldest.map(|(id, _)| *id) {
                self.installed.remove(&id);
            }
        }
        self.last_id += 1;
        self.uses += 1;
        self.installed.insert(self.last_id, Installed { logs, next, used: self.uses });
        self.last_id
    }

    fn find(&mut self, id: u64) -> Result<&mut Installed, RpcError> {
        self.uses += 1;
        let installed = self.installed.get_mut(&id);
        let installed = installed.ok_or_else(|| RpcError::refused("filter not found"))?;
        installed.used = self.uses;
        Ok(installed)
    }

    /// Blocks after `to` are gone: what comes instead has not been told.
    pub(crate) fn rolled_back(&mut self, to: u64) {
        for installed in self.installed.values_mut() {
            installed.next = installed.next.min(to + 1);
        }
    }
}

pub(super) fn logs(chain: &Chain, params: &Params<'_>) -> Answer {
    let filter: Filter = params.get(0, "filter")?;
    answer(&find_logs(&chain.history(), &filter)?)
}

pub(super) fn new_log_filter(chain: &Chain, params: &Params<'_>) -> Answer {
    let filter: Filter = params.get(0, "filter")?;
    let next = chain.head().number + 1;
    answer(&U64::from(chain.filters().install(Some(filter), next)))
}

pub(super) fn new_block_filter(chain: &Chain, _params: &Params<'_>) -> Answer {
    let next = chain.head().number + 1;
    answer(&U64::from(chain.filters().install(None, next)))
}

pub(super) fn uninstall(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.count(0, "filter")?;
    answer(&chain.filters().installed.remove(&id).is_some())
}

/// Everything that a log filter matches, told or not.
pub(super) fn filter_logs(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.count(0, "filter")?;
    let filter = chain.filters().find(id)?.logs.clone();
    let filter = filter.ok_or_else(|| RpcError::refused("not a filter of logs"))?;
    answer(&find_logs(&chain.history(), &filter)?)
}

/// What is new since the filter was last asked: block hashes or logs.
pub(super) fn changes(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.count(0, "filter")?;
    // The history is locked first, as a rollback does.
    let history = chain.history();
    let mut filters = chain.filters();
    let installed = filters.find(id)?;
    let head = history.head().header.number;
    let from = installed.next;
    // What is left is told the next time.
    let until = head.min(from + (LOGS_BLOCKS_MAX - 1));
    let answer = match &installed.logs {
        None => {
            let blocks = (from..=until).filter_map(|number| history.by_number(number));
            answer(&blocks.map(|block| block.hash).collect::<Vec<B256>>())
        }
        Some(filter) => {
            let (first, last) = named(filter);
            answer(&search(&history, filter, from.max(first), until.min(last))?)
        }
    };
    installed.next = until + 1;
    answer
}

fn find_logs(history: &History, filter: &Filter) -> Result<Vec<Log>, RpcError> {
    if let FilterBlockOption::AtBlockHash(hash) = filter.block_option {
        let block = history.by_hash(hash).ok_or_else(|| RpcError::refused("unknown block"))?;
        let mut found = Vec::new();
        search_block(block, filter, &mut found);
        return Ok(found);
    }
    if let FilterBlockOption::Range {
        from_block: Some(BlockNumberOrTag::Number(from)),
        to_block: Some(BlockNumberOrTag::Number(to)),
    } = filter.block_option
        && from > to
    {
        return Err(RpcError::params("invalid block range: it ends before it begins"));
    }
    let (from, to) = range(history, filter);
    Ok(search(history, filter, from, to)?)
}

/// The blocks to which a filter is restricted by number. Tags move on with the chain, so what is new is within them.
fn named(filter: &Filter) -> (u64, u64) {
    let number = |tag: Option<BlockNumberOrTag>| tag.and_then(|tag| tag.as_number());
    let FilterBlockOption::Range { from_block, to_block } = filter.block_option else {
        return (0, u64::MAX);
    };
    (number(from_block).unwrap_or(0), number(to_block).unwrap_or(u64::MAX))
}

/// The blocks that a search is about; the latest one where it does not say.
fn range(history: &History, filter: &Filter) -> (u64, u64) {
    let FilterBlockOption::Range { from_block, to_block } = filter.block_option else {
        return (0, u64::MAX);
    };
    let number = |tag: Option<BlockNumberOrTag>| match tag.unwrap_or_default() {
        BlockNumberOrTag::Number(number) => number,
        tag => {
            let block = history.by_id(BlockId::Number(tag));
            block.map_or(0, |block| block.header.number)
        }
    };
    (number(from_block), number(to_block))
}
