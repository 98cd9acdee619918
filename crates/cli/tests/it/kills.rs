//! `kill -9` at a hundred random moments, while customers pay and programs send transactions.
//!
//! After each kill the program is started again on the same directory. Customers whose payment got no answer send the same
//! payment again; then everybody goes on from what they remember. Whatever had been acknowledged must still be so, and
//! nothing may have been charged that was not.

mod customers;
mod senders;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use alloy::primitives::B256;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::program::{json, shown, stderr, usufruct};
use customers::Customer;
use senders::Sender;

const SEED: u64 = 1;
const KILLS: usize = 100;
/// The program lives so long, in milliseconds.
const LIFE: std::ops::Range<u64> = 50..800;

/// The program, serving.
struct Serving {
    child: Child,
    gateway: String,
    rpc: String,
    keys: Vec<B256>,
}

impl Serving {
    fn start(data: &Path, trace: &Path) -> Serving {
        let mut child = Command::new(env!("CARGO_BIN_EXE_usufruct"))
            .args(["demo", "--json", "--meter", "bytes", "--trace", shown(trace), "--data", shown(data)])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary was built");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        // The first start reports on its replay before it says where it serves.
        let told = loop {
            let line = lines.next().expect("it serves").expect("UTF-8");
            let told: Value = serde_json::from_str(&line).expect("JSON");
            if told["gateway"].is_string() {
                break told;
            }
        };
        let text = |name: &str| told[name].as_str().expect("a text").to_owned();
        let keys = told["customers"].as_array().expect("a list").iter();
        let keys = keys.map(|key| key.as_str().and_then(|key| key.parse().ok()).expect("a key")).collect();
        Serving { child, gateway: text("gateway"), rpc: text("rpc"), keys }
    }

    /// SIGKILL: nothing of it runs any more when this returns.
    fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it runs");
    }
}

/// Requests for much, so that the price stays calm however fast customers come later.
fn trace(directory: &Path) -> PathBuf {
    let line = |second: usize| {
        let (minute, second) = (second / 60, second % 60);
        format!(
            "10.0.0.1 - - [17/May/2015:10:{minute:02}:{second:02} +0000] \"GET / HTTP/1.1\" 200 1000000 \"-\" \"-\"\n"
        )
    };
    let path = directory.join("trace.log");
    fs::write(&path, (0..200).map(line).collect::<String>()).expect("written");
    path
}

/// Base units that the gateway has recorded, if the audit holds.
fn recorded(data: &Path) -> u128 {
    let output = usufruct(&["audit", "--json", "--data", shown(data)]);
    assert!(output.status.success(), "{}{}", stderr(&output), String::from_utf8_lossy(&output.stdout));
    let audit = json(&output);
    let lines = audit["audit"].as_array().expect("lines");
    let line = lines.iter().find(|line| line["what"].as_str().is_some_and(|what| what.starts_with("recorded = ")));
    line.and_then(|line| line["left"].as_str()).and_then(|text| text.parse().ok()).expect("a sum")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_charged_twice_by_a_hundred_kills() {
    let directory = tempfile::tempdir().expect("a directory");
    let (data, trace) = (directory.path().join("data"), trace(directory.path()));
    let serving = Serving::start(&data, &trace);
    let mut customers = Customer::all(&serving.keys[..6]);
    let mut senders = Sender::all(&serving.keys[6..]);
    serving.kill();
    let before = recorded(&data);

    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    for _ in 0..KILLS {
        let serving = Serving::start(&data, &trace);
        let life = Duration::from_millis(chance.random_range(LIFE));
        let paying: Vec<_> =
            customers.drain(..).map(|one| tokio::spawn(one.pay_until_killed(serving.gateway.clone()))).collect();
        let sending: Vec<_> =
            senders.drain(..).map(|one| tokio::spawn(one.send_until_killed(serving.rpc.clone()))).collect();
        tokio::time::sleep(life).await;
        serving.kill();
        for one in paying {
            customers.push(one.await.expect("every customer finds what it was promised"));
        }
        for one in sending {
            senders.push(one.await.expect("every transaction is where it was"));
        }
        let promised: u128 = customers.iter().map(|one| one.charged).sum();
        let in_doubt: u128 = customers.iter().map(Customer::in_doubt).sum();
        let charged = recorded(&data) - before;
        assert!((promised..=promised + in_doubt).contains(&charged), "{promised} promised, {charged} recorded");
    }

    let serving = Serving::start(&data, &trace);
    for customer in &mut customers {
        customer.resolve(&serving.gateway).await.expect("it serves");
    }
    for sender in &mut senders {
        sender.resolve(&serving.rpc).await.expect("it serves");
        sender.all_there(&serving.rpc).await;
    }
    serving.kill();
    let promised: u128 = customers.iter().map(|one| one.charged).sum();
    assert_eq!(recorded(&data) - before, promised, "each charge that somebody was told of, once, and no other");
    let count = |of: fn(&Customer) -> usize| customers.iter().map(of).sum::<usize>();
    let (purchases, repeated, deposits) =
        (count(|one| one.purchases), count(|one| one.repeated), count(|one| one.deposits));
    let transactions: usize = senders.iter().map(Sender::sent).sum();
    eprintln!(
        "{KILLS} kills: {purchases} purchases ({repeated} asked for again after a kill), {deposits} deposits, \
         {transactions} transactions"
    );
    // How many there are depends on the machine; without any of a kind nothing would have been shown.
    assert!(purchases > KILLS && repeated > 0 && deposits >= customers.len() && transactions > KILLS);
}
