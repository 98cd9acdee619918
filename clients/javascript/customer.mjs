// A customer made of stock parts only: the x402 packages with their schemes registered.
//
//   node customer.mjs <url> <private key> <rpc url> [times]
import { wrapFetchWithPaymentFromConfig, decodePaymentResponseHeader } from "@x402/fetch";
import { toClientEvmSigner } from "@x402/evm";
import { BatchSettlementEvmScheme } from "@x402/evm/batch-settlement/client";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { createPublicClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

/**
 * `schemes`: the schemes this customer has registered, of "batch-settlement" and "exact". Returns a function that pays for
 * one answer and returns it with its receipt; `pay.batch` is its batch scheme. `send` is the fetch that is wrapped.
 */
export function customer(privateKey, rpcUrl, schemes = ["batch-settlement"], send = fetch) {
  // The public client lets the scheme read its channel again after it has lost its memory.
  const chain = createPublicClient({ transport: http(rpcUrl) });
  const signer = toClientEvmSigner(privateKeyToAccount(privateKey), chain);
  const available = {
    "batch-settlement": () => new BatchSettlementEvmScheme(signer),
    exact: () => new ExactEvmScheme(signer),
  };
  const clients = schemes.map((name) => available[name]());
  const fetchPaid = wrapFetchWithPaymentFromConfig(send, {
    schemes: clients.map((client) => ({ network: "eip155:*", client })),
  });

  async function pay(url, init) {
    const response = await fetchPaid(url, init);
    const header = response.headers.get("PAYMENT-RESPONSE");
    return { status: response.status, body: await response.text(), receipt: header && decodePaymentResponseHeader(header) };
  }
  pay.batch = clients.find((client) => client.scheme === "batch-settlement");
  return pay;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [url, privateKey, rpcUrl, times = "3"] = process.argv.slice(2);
  if (!rpcUrl) {
    console.error("usage: node customer.mjs <url> <private key> <rpc url> [times]");
    process.exit(2);
  }
  const pay = customer(privateKey, rpcUrl);
  for (let i = 0; i < Number(times); i++) {
    const { status, receipt } = await pay(url);
    console.log(status, receipt?.extra?.chargedAmount ?? receipt);
  }
}
