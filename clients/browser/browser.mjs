// The running demo in Chromium, and what a page may never do.
//
// USUFRUCT_DEMO holds what the demo printed, as JSON {web, gateway, rpc, share, till, customers: [keys], holders: [{name, key}]}.
import assert from "node:assert/strict";
import { createPublicClient, createWalletClient, defineChain, http, parseAbi } from "viem";
import { privateKeyToAccount } from "viem/accounts";

export const demo = JSON.parse(process.env.USUFRUCT_DEMO);
export const venture = `${demo.web}/ventures/${demo.share}`;
export const api = `${demo.web}/api/v1/ventures/${demo.share}`;
export const positionOf = (address) => `${venture}/position?address=${address}`;

export { SCHEMES, SCREENS, launch } from "./chromium.mjs";

export const abi = parseAbi([
  "function credited() view returns (uint256)",
  "function owed(address) view returns (uint256)",
  "function claim() returns (uint256)",
  "function collect() returns (uint256, uint256)",
  "function transfer(address, uint256) returns (bool)",
  "function balanceOf(address) view returns (uint256)",
  "function CASH() view returns (address)",
]);

const transport = http(demo.rpc);
const chainId = await createPublicClient({ transport }).getChainId();
export const chain = createPublicClient({
  transport,
  pollingInterval: 100,
  chain: defineChain({ id: chainId, name: "demo", nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 }, rpcUrls: { default: { http: [demo.rpc] } } }),
});
export const read = (address, functionName, ...args) => chain.readContract({ address, abi, functionName, args });
export const currency = await read(demo.share, "CASH");
export const sender = (key) => createWalletClient({ account: privateKeyToAccount(key), chain: chain.chain, transport });

/** Sends a call and waits until it is in a block. */
export async function send(key, address, functionName, ...args) {
  const hash = await sender(key).writeContract({ address, abi, functionName, args });
  return chain.waitForTransactionReceipt({ hash });
}

/** The holders of the demo, with what they are owed now; those that are owed most first. */
export async function holders() {
  const all = demo.holders.map(({ name, key }) => ({ name, key, address: privateKeyToAccount(key).address }));
  for (const holder of all) holder.owed = await read(demo.share, "owed", holder.address);
  return all.sort((a, b) => (a.owed < b.owed ? 1 : -1));
}

/** A tab that notes everything a page must not do; `watched.assertClean()` at the end of each test. */
export async function tab(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => (faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${demo.web}/`) && !url.startsWith("data:")) faults.push(`request to ${url}`);
  });
  if (options.javaScriptEnabled !== false) {
    await page.exposeFunction("noteViolation", (what) => faults.push(`policy: ${what}`));
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => window.noteViolation(`${event.violatedDirective} ${event.blockedURI}`));
    });
  }
  const close = async () => {
    await context.close();
    assert.deepEqual(faults, []);
  };
  return { page, faults, close };
}

/** The base units of the figure `name`, as the page has them. */
export const figure = async (page, name) => BigInt(await page.locator(`data[data-figure="${name}"]`).first().getAttribute("value"));

/** Resolves when the figure is `wanted`; fails with what it was instead. */
export async function figureBecomes(page, name, wanted) {
  const matches = ([name, wanted]) => document.querySelector(`data[data-figure="${name}"]`)?.value === wanted;
  await page.waitForFunction(matches, [name, String(wanted)], { timeout: 20_000 }).catch(async () => {
    assert.equal(await figure(page, name), wanted, name);
  });
}

export async function json(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return answer.json();
}
