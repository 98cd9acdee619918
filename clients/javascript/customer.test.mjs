// Run by `cargo xtask check` against a running demo: USUFRUCT_DEMO holds what the demo printed, as JSON
// {gateway, rpc, customers: [private keys of funded accounts]}.
import assert from "node:assert/strict";
import test from "node:test";
import { customer } from "./customer.mjs";

const demo = JSON.parse(process.env.USUFRUCT_DEMO);
const charged = (paid) => BigInt(paid.receipt.extra.chargedAmount);
const cumulative = (paid) => BigInt(paid.receipt.extra.channelState.chargedCumulativeAmount);

test("the stock client deposits once, then pays by voucher", async () => {
  const pay = customer(demo.customers[0], demo.rpc);
  const paid = [];
  for (let i = 0; i < 5; i++) paid.push(await pay(`${demo.gateway}/work?units=3`));
  for (const { status, receipt } of paid) {
    assert.equal(status, 200);
    assert.equal(receipt.success, true);
  }
  assert.match(paid[0].receipt.transaction, /^0x[0-9a-f]{64}$/, "the first answer carries the deposit's transaction");
  for (const { receipt } of paid.slice(1)) assert.equal(receipt.transaction, "", "a voucher needs no transaction");
  for (let i = 1; i < paid.length; i++) assert.equal(cumulative(paid[i]), cumulative(paid[i - 1]) + charged(paid[i]));
  assert.ok(charged(paid[0]) > 0n);
});

test("a customer that lost its memory goes on where it was", async () => {
  const before = await customer(demo.customers[1], demo.rpc)(`${demo.gateway}/work?units=2`);
  const after = await customer(demo.customers[1], demo.rpc)(`${demo.gateway}/work?units=2`);
  assert.equal(after.status, 200);
  assert.equal(after.receipt.transaction, "", "no second deposit");
  assert.equal(cumulative(after), cumulative(before) + charged(after));
});

test("a failed answer costs nothing", async () => {
  const pay = customer(demo.customers[2], demo.rpc);
  const before = await pay(`${demo.gateway}/work?units=1`);
  const failed = await pay(`${demo.gateway}/work?units=1&status=500`);
  const after = await pay(`${demo.gateway}/work?units=1`);
  assert.equal(failed.status, 500);
  assert.equal(cumulative(after), cumulative(before) + charged(after));
});

test("a customer without the batch scheme pays by exact", async () => {
  const pay = customer(demo.customers[3], demo.rpc, ["exact"]);
  const { status, receipt } = await pay(`${demo.gateway}/work?units=1`);
  assert.equal(status, 200);
  assert.equal(receipt.success, true);
  assert.match(receipt.transaction, /^0x[0-9a-f]{64}$/);
});
