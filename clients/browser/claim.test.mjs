// A holder claims from the page, with its own wallet, which signs for real. And everything that can go wrong on the way.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { api, chain, currency, demo, figure, figureBecomes, holders, json, launch, positionOf, read, tab, venture } from "./browser.mjs";
import { PAYLOADS } from "./payloads.mjs";
import { inject, wallet } from "./wallet.mjs";

let browser;
let first;
let second;
before(async () => {
  browser = await launch();
  [first, second] = await holders();
  assert.ok(second.owed > 0n, "two holders are owed something");
});
after(() => browser?.close());

const words = (page) => page.locator("[data-claim-says]");
const press = (page, name) => page.getByRole("button", { name }).click();
const says = (page, text) => words(page).filter({ hasText: text }).waitFor({ timeout: 20_000 });
const claimSelector = "0x4e71d92d";

test("a declined signature leaves everything as it was, and two wallets can be told apart", async () => {
  const { page, close } = await tab(browser);
  const declining = wallet(second.key, { name: "Careful Wallet", declines: true });
  const other = wallet(first.key, { name: "Other Wallet" });
  await inject(page, declining);
  await inject(page, other);
  await page.goto(positionOf(second.address));
  await press(page, "Claim with your wallet");
  await says(page, "Which wallet?");
  await press(page, /^Careful Wallet/);
  await says(page, "You will sign one transaction");
  const described = await words(page).textContent();
  for (const part of [demo.share.toLowerCase(), second.address.toLowerCase(), "claim()", String(chain.chain.id)]) {
    assert.ok(described.toLowerCase().includes(part.toLowerCase()), `${part} is not named: ${described}`);
  }
  await press(page, /^Sign with/);
  await says(page, "You declined in the wallet. Nothing was sent.");
  assert.deepEqual(other.asked, [], "the other wallet was left alone");
  assert.equal(await read(demo.share, "owed", second.address), second.owed);
  await close();
});

test("not now means that the wallet is asked for nothing", async () => {
  const { page, close } = await tab(browser);
  const mine = wallet(second.key);
  await inject(page, mine);
  await page.goto(positionOf(second.address));
  await press(page, "Claim with your wallet");
  await press(page, "Not now");
  await says(page, "Nothing was sent.");
  assert.ok(!mine.asked.includes("eth_sendTransaction"));
  await close();
});

test("a wallet of somebody else is shown its own position instead", async () => {
  const { page, close } = await tab(browser);
  const strangers = wallet(first.key);
  await inject(page, strangers);
  await page.goto(positionOf(second.address));
  await press(page, "Claim with your wallet");
  await says(page, "but the wallet’s account is");
  assert.ok(!strangers.asked.includes("eth_sendTransaction"));
  await press(page, /^Show the position of/);
  await page.waitForURL((url) => url.searchParams.get("address") === first.address);
  await close();
});

test("an account that changes while the words are read is noticed", async () => {
  const { page, close } = await tab(browser);
  const changing = wallet(second.key);
  await inject(page, changing);
  await page.goto(positionOf(second.address));
  await press(page, "Claim with your wallet");
  await says(page, "You will sign one transaction");
  changing.account = first.address;
  await press(page, /^Sign with/);
  await says(page, "but the wallet’s account is");
  assert.ok(!changing.asked.includes("eth_sendTransaction"));
  await close();
});

test("a claim that the chain refuses is told as that", async () => {
  const { page, close } = await tab(browser);
  // Enough to be taken in, too little to be carried out.
  const stingy = wallet(second.key, { gas: 30_000n });
  await inject(page, stingy);
  await page.goto(positionOf(second.address));
  await press(page, "Claim with your wallet");
  await press(page, /^Sign with/);
  await says(page, "The chain refused the claim");
  assert.equal(await read(demo.share, "owed", second.address), second.owed);
  await close();
});

test("a holder claims with an announced wallet, and is owed nothing afterwards", async () => {
  const { page, close } = await tab(browser);
  const mine = wallet(first.key);
  await inject(page, mine);
  await page.goto(positionOf(first.address));
  const received = await figure(page, "position.received");
  const owed = await read(demo.share, "owed", first.address);
  const cash = await read(currency, "balanceOf", first.address);
  assert.equal(await figure(page, "position.owed"), owed);
  await press(page, "Claim with your wallet");
  await press(page, /^Sign with Test Wallet/);
  await says(page, /^Paid: /);

  assert.deepEqual(mine.sent.map(({ to, data, value }) => ({ to: to.toLowerCase(), data, value })), [{ to: demo.share.toLowerCase(), data: claimSelector, value: "0x0" }]);
  assert.equal(await read(demo.share, "owed", first.address), 0n);
  assert.equal(await read(currency, "balanceOf", first.address), cash + owed);
  await figureBecomes(page, "position.owed", 0n);
  await figureBecomes(page, "position.received", received + owed);
  await page.getByText("Income paid out").first().waitFor();
  const { data } = await json(`${api}/positions/${first.address}`);
  assert.equal(data.owed, "0");

  await press(page, "Claim with your wallet");
  await says(page, "There is nothing to claim right now");
  assert.equal(mine.sent.length, 1);
  await close();
});

test("an older wallet on a chain of its own is switched first, and told of the chain if it does not know it", async () => {
  const { page, close } = await tab(browser, { viewport: { width: 390, height: 844 } });
  const astray = wallet(second.key, { chainId: 1, known: new Set([1]) });
  await inject(page, astray, { announced: false });
  await page.goto(positionOf(second.address));
  await press(page, "Claim with your wallet");
  await says(page, "The wallet is on chain 1");
  assert.ok(!astray.asked.includes("eth_sendTransaction"));
  await press(page, /^Switch to chain/);
  await press(page, /^Sign with/);
  await says(page, /^Paid: /);
  assert.equal(Number(astray.added.chainId), chain.chain.id);
  assert.deepEqual(astray.added.rpcUrls, [demo.rpc]);
  assert.equal(await read(demo.share, "owed", second.address), 0n);
  await figureBecomes(page, "position.owed", 0n);
  await close();
});

test("without a wallet there is advice", async () => {
  const { page, close } = await tab(browser);
  await page.goto(positionOf(first.address));
  await press(page, "Claim with your wallet");
  await says(page, "No wallet was found in this browser");
  await close();
});

test("connecting leads to the position of the wallet's account", async () => {
  const { page, close } = await tab(browser);
  await inject(page, wallet(first.key));
  await page.goto(venture);
  await press(page, "Connect a wallet");
  await page.waitForURL((url) => url.searchParams.get("address")?.toLowerCase() === first.address.toLowerCase());
  await page.getByRole("heading", { name: "Position" }).waitFor();
  await close();
});

test("hostile names of wallets stay text", async () => {
  const { page, close } = await tab(browser);
  for (const name of PAYLOADS) await inject(page, wallet(first.key, { name }));
  await page.goto(positionOf(first.address));
  await press(page, "Claim with your wallet");
  await says(page, "Which wallet?");
  const buttons = page.locator("[data-claim-wallets] button");
  assert.equal(await buttons.count(), PAYLOADS.length);
  assert.equal(await page.locator("[data-claim-wallets] *:not(button)").count(), 0, "a name became an element");
  for (const button of (await buttons.all()).slice(0, 5)) await button.hover();
  await close();
});
