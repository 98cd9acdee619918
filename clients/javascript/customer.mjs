// A customer made of stock parts only: the x402 packages with their batch-settlement scheme registered.
//
//   node customer.mjs <url> <private key> <rpc url> [times]
import { wrapFetchWithPaymentFromConfig, decodePaymentResponseHeader } from "@x402/fetch";
import { toClientEvmSigner } from "@x402/evm";
import { BatchSettlementEvmScheme } from "@x402/evm/batch-settlement/client";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { createPublicClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** `schemes`: the schemes this customer has registered, of "batch-settlement" and "exact". */
export function customer(privateKey, rpcUrl, schemes = ["batch-settlement"]) {
  // The public client lets the scheme read its channel again after it has lost its memory.
  const chain = createPublicClient({ transport: http(rpcUrl) });
  const signer = toClientEvmSigner(privateKeyToAccount(privateKey), chain);
  const scheme = { "batch-settlement": BatchSettlementEvmScheme, exact: ExactEvmScheme };
  const fetchPaid = wrapFetchWithPaymentFromConfig(fetch, {
    schemes: schemes.map((name) => ({ network: "eip155:*", client: new scheme[name](signer) })),
  });

  /** Pays for one answer; returns it with what it cost. */
  return async function pay(url, init) {
    const response = await fetchPaid(url, init);
    const header = response.headers.get("PAYMENT-RESPONSE");
    return { status: response.status, body: await response.text(), receipt: header && decodePaymentResponseHeader(header) };
  };
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
