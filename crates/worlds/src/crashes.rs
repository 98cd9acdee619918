//! Processes die and are opened again, from the files as they were at that moment.

use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use usufruct_gateway::Gateway;
use usufruct_protocol::{client::Client, escrow::Escrow, sender::Sender};
use usufruct_testkit::cast::{self, RELAYER};

use crate::{
    board::{Fuse, Party},
    dice::Dice,
    recipe::Defect,
    seats::PATIENCE,
    witness::{Broken, Check, hold},
    world::{World, gateway_config},
};

/// Sales that are read at once.
const PAGE: u32 = 10_000;
/// Requests after which a lit fuse has burnt down, at most.
const FUSE_MAX: u64 = 20;

impl World {
    /// Opens the gateway on its book; says whether its node let it. Opening is one step of the world: it comes about, or is
    /// tried again.
    pub async fn open_gateway(&mut self) -> bool {
        let provider = self.gateway_node.provider(self.party());
        let sender = Sender::connect(provider.clone(), &cast::key(RELAYER), PATIENCE).await;
        let Ok(sender) = sender else { return false };
        let (service, config) = (self.workshop.service(self.party()), gateway_config(self.ground.at.purses.till));
        let (escrow, clock) = (Escrow::new(provider), self.gateway_clock());
        let opened = Gateway::open_in_process(service, config, escrow, sender, clock, &self.book).await;
        self.gateway =
            Some(opened.unwrap_or_else(|error| panic!("{}: a good book does not open: {error}", self.recipe)));
        true
    }

    pub async fn open_ledger(&mut self) -> bool {
        let client = Client::new(self.ledger_node.provider(Party::Ledger), self.ground.at);
        self.ledger.open(client).await.is_ok()
    }

    /// Whoever a fuse has killed is dead.
    pub async fn bury(&mut self) {
        let Some(party) = self.board.blown() else { return };
        self.board.bury();
        self.tally.one("crashes at a request");
        match party {
            Party::Gateway(_) => self.crash_gateway(),
            Party::Keeper => self.crash_keeper(),
            Party::Ledger => self.crash_ledger().await,
        }
    }

    /// A crash now, or soon: at a request that is not made yet.
    pub async fn crash(&mut self, dice: &mut Dice) {
        let party = dice.pick(&[self.party(), self.party(), Party::Keeper, Party::Ledger]);
        let (now, requests, after) = (dice.below(3) == 0, dice.below(FUSE_MAX), dice.below(2) == 0);
        if !now {
            self.note(|| format!("a fuse of {requests} requests burns for {party:?}"));
            self.board.light(Fuse { party, requests, after });
            return;
        }
        match party {
            Party::Gateway(_) => self.crash_gateway(),
            Party::Keeper => self.crash_keeper(),
            Party::Ledger => self.crash_ledger().await,
        }
    }

    /// The gateway dies, and the keeper, which is in the same program.
    pub fn crash_gateway(&mut self) {
        // Held until its files are copied: closing them would change them.
        let Some(_dying) = self.gateway.take() else { return };
        self.note(|| "the gateway dies".to_owned());
        self.tally.one("crashes of the gateway");
        self.board.forget(self.party());
        self.kill_keeper();
        for visit in std::mem::take(&mut self.visits) {
            visit.task.abort();
            self.unanswered(visit.customer, visit.own);
        }
        self.incarnation += 1;
        let next = self.directory.path().join(format!("book-{}.sqlite", self.incarnation));
        copy_book(&self.book, &next);
        self.book = next;
    }

    pub fn crash_keeper(&mut self) {
        if self.kill_keeper() {
            self.note(|| "the keeper dies".to_owned());
            self.tally.one("crashes of the keeper");
        }
    }

    fn kill_keeper(&mut self) -> bool {
        let killed = self.keeper.kill();
        self.board.forget(Party::Keeper);
        killed
    }

    pub async fn crash_ledger(&mut self) {
        let Some(ledger) = self.ledger.ledger.take() else { return };
        self.note(|| "the ledger dies".to_owned());
        self.tally.one("crashes of the ledger");
        self.ledger.interrupt();
        self.board.forget(Party::Ledger);
        self.ledger.opened += 1;
        let next = self.directory.path().join(format!("ledger-{}.sqlite", self.ledger.opened));
        copy_book(&self.ledger.path, &next);
        drop(ledger);
        self.ledger.path = next;
        if self.recipe.defect == Some(Defect::MissingLog) {
            let last = "(SELECT block, log_index FROM log ORDER BY block DESC, log_index DESC LIMIT 1)";
            self.tamper(&self.ledger.path, &format!("DELETE FROM log WHERE (block, log_index) = {last}")).await;
        }
    }

    /// Opens what is down.
    pub async fn reopen(&mut self) -> Check {
        if self.gateway.is_none() {
            self.plant().await;
            let opened = self.open_gateway().await;
            self.note(|| format!("the gateway is opened again: {opened}"));
            if opened {
                self.tally.one("gateways opened again");
                self.disk_is_bad = false;
                self.tamper(&self.book, HEAL).await;
                let gateway = self.gateway.as_ref().expect("it was opened");
                let sales = gateway.sales(0, PAGE).await.map_err(unreadable)?;
                self.witness.finds(&sales)?;
                let audit = gateway.audit().await.map_err(unreadable)?;
                hold(audit.discrepancies.is_empty(), "PRICE-3", || format!("{:?}", audit.discrepancies))?;
                self.read_log().await?;
            }
        }
        if self.ledger.ledger.is_none() {
            let opened = self.open_ledger().await;
            self.note(|| format!("the ledger is opened again: {opened}"));
        }
        Ok(())
    }

    /// The planted defect, if there is one of the book.
    async fn plant(&mut self) {
        // A gateway that was never open has no book yet.
        match self.recipe.defect.filter(|_| self.incarnation > 0) {
            Some(Defect::ForgottenSale) => {
                let last = "(SELECT max(seq) FROM sales)";
                self.tamper(&self.book, &format!("DELETE FROM transfers WHERE sale = {last}")).await;
                self.tamper(&self.book, &format!("DELETE FROM sales WHERE seq = {last}")).await;
            }
            Some(Defect::DoubleCharge) => {
                let again = "UPDATE channels SET charged = CAST(charged AS INTEGER) + 1,
                             signed_max = CAST(signed_max AS INTEGER) + 1";
                self.tamper(&self.book, again).await;
            }
            _ => {}
        }
    }

    // ---- the disk ----

    /// From here on nothing can be recorded, or it can again.
    pub async fn turn_disk(&mut self) {
        self.disk_is_bad = !self.disk_is_bad;
        let bad = self.disk_is_bad;
        self.note(|| format!("the disk is bad: {bad}"));
        self.tally.one(if bad { "disks that failed" } else { "disks that work again" });
        self.tamper(&self.book, if bad { FAIL } else { HEAL }).await;
    }

    /// Changes a file behind its owner's back.
    async fn tamper(&self, path: &Path, sql: &str) {
        let options = SqliteConnectOptions::new().filename(path).disable_statement_logging();
        let mut db = SqliteConnection::connect_with(&options).await.expect("the file is there");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut db).await.expect("it can be changed");
        db.close().await.expect("it can be closed");
    }

    /// Everything that is in the log and was not read yet.
    pub async fn read_log(&mut self) -> Check {
        let Some(gateway) = &self.gateway else { return Ok(()) };
        let after = self.witness.log.last().map_or(0, |last| last.seq);
        let sales = gateway.sales(after, PAGE).await.map_err(unreadable)?;
        let now = self.seconds();
        self.tally.add("sales", sales.len() as u128);
        self.witness.reads(sales, now)
    }
}

/// As a full disk shows itself: whatever is inserted fails, and takes its transaction with it.
const FAIL: &str = "CREATE TRIGGER bad_disk BEFORE INSERT ON sales BEGIN SELECT RAISE(FAIL, 'the disk is full'); END";
const HEAL: &str = "DROP TRIGGER IF EXISTS bad_disk";

fn unreadable(error: usufruct_gateway::BookFault) -> Broken {
    Broken { invariant: "GATEWAY-1", text: format!("the book does not read: {error}") }
}

/// The files of a database as they are at this moment.
fn copy_book(from: &Path, to: &Path) {
    for suffix in ["", "-wal"] {
        let file = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        if file(from).exists() {
            std::fs::copy(file(from), file(to)).expect("the world's files can be copied");
        }
    }
}
