// @x402/fetch against a running demo. The names of the tests are the lines of docs/conformance.md.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodePaymentRequiredHeader } from "@x402/core/http";
import { getAddress, parseEventLogs } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { customer } from "./customer.mjs";
import { ESCROW, channel, demo, dollarsOf, escrowAbi, funded, reader, until, usdcAbi, wallet, work } from "./demo.mjs";

const HASH = /^0x[0-9a-f]{64}$/;
const QUOTE_LIFETIME_SECONDS = 60;
const EXACT = ["exact"];
const charged = ({ receipt }) => BigInt(receipt.extra.chargedAmount);
const cumulative = ({ receipt }) => BigInt(receipt.extra.channelState.chargedCumulativeAmount);
const sum = (paid) => paid.map(charged).reduce((a, b) => a + b, 0n);

async function shopper(schemes, dollars, send) {
  const account = await funded(dollars);
  return Object.assign(customer(account.key, demo.rpc, schemes, send), account);
}

function assertServed(paid) {
  assert.equal(paid.status, 200, JSON.stringify(paid));
  assert.equal(paid.receipt.success, true);
}

/** A fetch that remembers what was sent and what came back. */
function recording(requests) {
  return async (input) => {
    const response = await fetch(input.clone());
    requests.push({ request: input, status: response.status, headers: response.headers });
    return response;
  };
}

const paymentsOf = (requests) => requests.filter(({ request }) => request.headers.has("PAYMENT-SIGNATURE"));

describe("@x402/fetch", { concurrency: true }, () => {
  test("voucher: the first payment deposits, later ones need no transaction", async () => {
    const pay = await shopper();
    const paid = [];
    for (let i = 0; i < 5; i++) paid.push(await pay(work(3)));
    paid.forEach(assertServed);
    assert.match(paid[0].receipt.transaction, HASH);
    for (const { receipt } of paid.slice(1)) assert.equal(receipt.transaction, "");
    assert.equal(cumulative(paid[4]), sum(paid));
    const { channelId } = paid[0].receipt.extra.channelState;
    assert.equal((await channel(channelId)).balance, 1_000_000n);
    assert.equal(await dollarsOf(pay.address), 1_000_000n);
  });

  test("voucher: 300 payments on one channel", async () => {
    const pay = await shopper(undefined, 6);
    const paid = [];
    for (let i = 0; i < 300; i++) paid.push(await pay(work(1)));
    paid.forEach(assertServed);
    assert.equal(cumulative(paid[299]), sum(paid));
    const deposits = paid.filter(({ receipt }) => receipt.transaction).length;
    assert.ok(deposits <= 6, `${deposits} deposits`);
  });

  test("voucher: a deposit that is used up is topped up", async () => {
    const pay = await shopper(undefined, 4);
    const paid = [];
    let deposits = 0;
    for (let i = 0; deposits < 3 && i < 100; i++) {
      paid.push(await pay(work(50)));
      deposits = paid.filter(({ receipt }) => receipt.transaction).length;
    }
    paid.forEach(assertServed);
    assert.equal(deposits, 3);
    assert.equal(cumulative(paid.at(-1)), sum(paid));
    assert.equal((await channel(paid[0].receipt.extra.channelState.channelId)).balance, 3_000_000n);
  });

  test("voucher: use below the maximum is charged as used", async () => {
    const requests = [];
    const pay = await shopper(undefined, 2, recording(requests));
    const [little, more, nothing] = [await pay(work(2)), await pay(work(40)), await pay(work(0))];
    [little, more, nothing].forEach(assertServed);
    const quoted = BigInt(decodePaymentRequiredHeader(requests[0].headers.get("PAYMENT-REQUIRED")).accepts[0].amount);
    assert.ok(charged(little) > 0n && charged(little) < charged(more) && charged(more) < quoted);
    assert.equal(charged(nothing), 0n);
    assert.equal(cumulative(nothing), sum([little, more]));
  });

  test("voucher: a client that lost its memory goes on where it was", async () => {
    const pay = await shopper();
    const before = await pay(work(2));
    const after = await customer(pay.key, demo.rpc)(work(2));
    assertServed(after);
    assert.equal(after.receipt.transaction, "", "no second deposit");
    assert.equal(cumulative(after), cumulative(before) + charged(after));
  });

  test("voucher: ten requests at once on one channel are all served", async () => {
    const pay = await shopper(undefined, 4);
    const first = await Promise.all(Array.from({ length: 10 }, () => pay(work(3))));
    assert.equal(await dollarsOf(pay.address), 3_000_000n, "of ten deposits one was enough");
    const second = await Promise.all(Array.from({ length: 10 }, () => pay(work(5))));
    const paid = [...first, ...second];
    paid.forEach(assertServed);
    const totals = paid.map(cumulative).sort((a, b) => (a < b ? -1 : 1));
    assert.equal(new Set(totals).size, 20, "each was charged for itself");
    assert.equal(totals.at(-1), sum(paid));
  });

  test("voucher: a failed upstream costs nothing", async () => {
    const pay = await shopper();
    const before = await pay(work(1));
    for (const status of [404, 500, 503]) assert.equal((await pay(work(1, status))).status, status);
    const after = await pay(work(1));
    assertServed(after);
    assert.equal(cumulative(after), cumulative(before) + charged(after));
  });

  test("voucher: a copy of a payment gets the same answer and is charged once", async () => {
    const requests = [];
    const pay = await shopper(undefined, 2, recording(requests));
    const paid = await pay(work(4));
    const [{ request }] = paymentsOf(requests);
    for (let i = 0; i < 3; i++) {
      const copy = await fetch(request.url, { headers: request.headers });
      assert.equal(copy.status, 200);
      assert.equal(await copy.text(), paid.body);
    }
    const after = await pay(work(4));
    assert.equal(cumulative(after), cumulative(paid) + charged(after));
  });

  test("voucher: an old quote is refused and a new one is paid", async () => {
    const requests = [];
    const pay = await shopper(undefined, 2, recording(requests));
    const before = await pay(work(1));
    const old = await fetch(work(2));
    const late = customer(pay.key, demo.rpc, undefined, async (input) => {
      if (!input.headers.has("PAYMENT-SIGNATURE")) return old.clone();
      await new Promise((resolve) => setTimeout(resolve, (QUOTE_LIFETIME_SECONDS + 1) * 1_000));
      return fetch(input);
    });
    const refused = await late(work(2));
    assert.equal(refused.status, 402);
    assert.equal(JSON.parse(refused.body).type, "urn:usufruct:problem:stale-quote");
    const after = await pay(work(1));
    assertServed(after);
    assert.equal(cumulative(after), cumulative(before) + charged(after));
  });

  test("voucher: unused money comes back on request", async () => {
    const pay = await shopper();
    const paid = await pay(work(5));
    const part = await pay.batch.refund(work(1), { amount: "100000" });
    assert.equal(part.success, true);
    assert.equal(await dollarsOf(pay.address), 1_100_000n);
    const again = await pay(work(5));
    assertServed(again);
    const all = await pay.batch.refund(work(1));
    assert.match(all.transaction, HASH);
    assert.equal(await dollarsOf(pay.address), 2_000_000n - sum([paid, again]));
    const { balance, claimed } = await channel(paid.receipt.extra.channelState.channelId);
    assert.deepEqual([balance, claimed], [sum([paid, again]), sum([paid, again])]);
    const fresh = await pay(work(5));
    assertServed(fresh);
    assert.match(fresh.receipt.transaction, HASH, "an emptied channel is opened again by a deposit");
  });

  test("voucher: what was charged is claimed while a withdrawal waits", async () => {
    const requests = [];
    const pay = await shopper(undefined, 2, recording(requests));
    const paid = [await pay(work(7)), await pay(work(9))];
    const { accepts } = decodePaymentRequiredHeader(requests[0].headers.get("PAYMENT-REQUIRED"));
    const config = pay.batch.buildChannelConfig(accepts[0]);
    const { channelId } = paid[0].receipt.extra.channelState;
    assert.equal(await reader.readContract({ address: ESCROW, abi: escrowAbi, functionName: "getChannelId", args: [config] }), channelId);
    assert.equal((await channel(channelId)).claimed, 0n, "the vouchers are outstanding");
    const hash = await wallet(privateKeyToAccount(pay.key)).writeContract({
      address: ESCROW, abi: escrowAbi, functionName: "initiateWithdraw", args: [config, 1_000_000n],
    });
    assert.equal((await reader.waitForTransactionReceipt({ hash })).status, "success");
    assert.ok(await until(150, async () => (await channel(channelId)).claimed > 0n), "the keeper claims");
    assert.equal((await channel(channelId)).claimed, sum(paid));
  });

  test("exact: one transfer for one answer", async () => {
    const pay = await shopper(EXACT);
    const paid = [await pay(work(1)), await pay(work(1))];
    paid.forEach(assertServed);
    for (const { receipt } of paid) {
      const { logs, status } = await reader.getTransactionReceipt({ hash: receipt.transaction });
      const moved = parseEventLogs({ abi: usdcAbi, logs, eventName: "Transfer" }).map(({ args }) => args);
      assert.equal(status, "success");
      assert.deepEqual(moved, [{ from: pay.address, to: getAddress(demo.till), value: BigInt(receipt.amount) }]);
    }
    const total = paid.reduce((sum, { receipt }) => sum + BigInt(receipt.amount), 0n);
    assert.equal(await dollarsOf(pay.address), 2_000_000n - total);
  });

  test("exact: ten requests at once are all served", async () => {
    const pay = await shopper(EXACT, 10);
    const paid = await Promise.all(Array.from({ length: 10 }, () => pay(work(1))));
    paid.forEach(assertServed);
    assert.equal(new Set(paid.map(({ receipt }) => receipt.transaction)).size, 10);
    const total = paid.reduce((sum, { receipt }) => sum + BigInt(receipt.amount), 0n);
    assert.equal(await dollarsOf(pay.address), 10_000_000n - total);
  });

  test("exact: a failed upstream costs nothing", async () => {
    const pay = await shopper(EXACT);
    assert.equal((await pay(work(1, 500))).status, 500);
    assert.equal(await dollarsOf(pay.address), 2_000_000n);
  });

  test("exact: a copy of a payment gets the same answer and is charged once", async () => {
    const requests = [];
    const pay = await shopper(EXACT, 2, recording(requests));
    const paid = await pay(work(6));
    const left = await dollarsOf(pay.address);
    const [{ request }] = paymentsOf(requests);
    const copy = await fetch(request.url, { headers: request.headers });
    assert.equal(copy.status, 200);
    assert.equal(await copy.text(), paid.body);
    const elsewhere = await fetch(work(7), { headers: request.headers });
    assert.equal(elsewhere.status, 402, "it pays for no other request");
    assert.equal(await dollarsOf(pay.address), left);
  });

  test("http: POST with a body, HEAD, and headers in any case", async () => {
    const pay = await shopper();
    const posted = await pay(work(3), { method: "POST", body: JSON.stringify({ question: "?" }), headers: { "CONTENT-TYPE": "application/json" } });
    assertServed(posted);
    const head = await pay(work(3), { method: "HEAD" });
    assertServed(head);
    assert.equal(head.body, "");
  });
});
