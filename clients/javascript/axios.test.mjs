// @x402/axios against a running demo. The package on npm is older than the batch scheme: it pays by exact.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import axios from "axios";
import { wrapAxiosWithPayment, x402Client, decodePaymentResponseHeader } from "@x402/axios";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { privateKeyToAccount } from "viem/accounts";
import { dollarsOf, funded, work } from "./demo.mjs";

async function shopper(dollars) {
  const { key, address } = await funded(dollars);
  const x402 = new x402Client().register("eip155:*", new ExactEvmScheme(privateKeyToAccount(key)));
  // Every status is an answer here.
  const http = wrapAxiosWithPayment(axios.create({ validateStatus: (status) => status !== 402 }), x402);
  const pay = async (url, config) => {
    const { status, data, headers } = await http.request({ url, ...config });
    const receipt = headers["payment-response"];
    return { status, data, receipt: receipt && decodePaymentResponseHeader(receipt) };
  };
  return Object.assign(pay, { address });
}

describe("@x402/axios", { concurrency: true }, () => {
  test("exact: one transfer for one answer", async () => {
    const pay = await shopper();
    const { status, receipt } = await pay(work(3));
    assert.equal(status, 200);
    assert.match(receipt.transaction, /^0x[0-9a-f]{64}$/);
    assert.equal(await dollarsOf(pay.address), 2_000_000n - BigInt(receipt.amount));
  });

  test("exact: ten requests at once are all served", async () => {
    const pay = await shopper(10);
    const paid = await Promise.all(Array.from({ length: 10 }, () => pay(work(1))));
    const total = paid.reduce((sum, { receipt }) => sum + BigInt(receipt.amount), 0n);
    assert.deepEqual(paid.map(({ status }) => status), Array(10).fill(200));
    assert.equal(await dollarsOf(pay.address), 10_000_000n - total);
  });

  test("exact: a failed upstream costs nothing", async () => {
    const pay = await shopper();
    assert.equal((await pay(work(1, 500))).status, 500);
    assert.equal(await dollarsOf(pay.address), 2_000_000n);
  });

  test("http: POST with a body, HEAD, and headers in any case", async () => {
    const pay = await shopper();
    const posted = await pay(work(3), { method: "POST", data: { question: "?" }, headers: { "X-OWN-header": "1" } });
    assert.equal(posted.status, 200);
    assert.equal((await pay(work(3), { method: "HEAD" })).status, 200);
  });
});
