// Claims what the page's holder is owed, by a transaction that the holder signs in its own wallet.
//
//   wallet → account → chain → what is owed now → in words what will be signed → signature → receipt → fresh figures
//
// The server wrote down chain, contract, holder and the two calls (`data-*` of the claim's element). Nothing else is ever
// asked for: another chain or another account ends in words, never in a transaction.
import { accountsOf, chooseWallet, explain, shown, speaker } from "./wallets.js";
import { blockOf } from "./live.js";

/** A receipt is waited for so long. */
const PATIENCE_MS = 300_000;
const RECEIPT_EVERY_MS = 1_000;
/** After the receipt, the page's own ledger may need so many looks to see the block. */
const LOOKS_MAX = 30;

/** Ends a claim with words for the holder, and buttons that may help: `[label, action]`. */
class Ended extends Error {
  constructor(words, kind = "warn", choices = []) {
    super(words);
    Object.assign(this, { kind, choices });
  }
}

export function offerClaim(refresh) {
  const panel = document.querySelector("[data-claim]");
  if (!panel) return;
  const start = panel.querySelector("[data-claim-start]");
  const choices = panel.querySelector("[data-claim-choices]");
  const say = speaker(panel.querySelector("[data-claim-says]"));
  const deal = { ...panel.dataset };

  const offer = (buttons) => {
    choices.replaceChildren(...buttons.map(([label, action, plain]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = plain ? "plain" : "";
      button.textContent = label;
      button.addEventListener("click", action, { once: true });
      return button;
    }));
    choices.hidden = buttons.length === 0;
    choices.querySelector("button")?.focus();
  };
  const run = async (wallet) => {
    start.disabled = true;
    offer([]);
    try {
      wallet ??= await chooseWallet(panel.querySelector("[data-claim-wallets]"), say);
      if (wallet) await claim({ wallet, deal, say, offer, refresh, again: () => run(wallet) });
    } catch (error) {
      const ended = error instanceof Ended ? error : new Ended(explain(error));
      say(ended.message, ended.kind);
      offer(ended.choices);
    } finally {
      start.disabled = false;
    }
  };
  start.addEventListener("click", () => run());
}

async function claim({ wallet, deal, say, offer, refresh, again }) {
  const request = (method, ...params) => wallet.provider.request({ method, params });
  say(`Answer in ${wallet.name}.`);
  await checkAccount(wallet, deal);
  await checkChain(request, deal, say, again);
  const owed = await owedNow(request, deal);
  if (!(await agreed(deal, wallet, owed, say, offer))) throw new Ended("Nothing was sent.");
  // The wallet may have changed while the words were read.
  await checkAccount(wallet, deal);
  await checkChain(request, deal, say, again);

  say(`Sign in ${wallet.name}.`);
  const hash = await request("eth_sendTransaction", { from: deal.holder, to: deal.share, data: deal.call, value: "0x0" });
  say("Sent. Waiting for the chain…");
  const receipt = await receiptOf(request, hash);
  if (BigInt(receipt.status ?? "0x1") === 0n) throw new Ended(`The chain refused the claim (${hash}). Nothing was paid; only the network’s fee was.`, "bad");
  const block = BigInt(receipt.blockNumber);
  say(`Paid: ${owed.text}, in block ${block}. Refreshing the figures…`);
  const seen = await refreshedTo(block, refresh);
  say(`Paid: ${owed.text}, in block ${block}.${seen ? "" : " The figures on this page will follow."}`);
}

async function checkAccount(wallet, { holder }) {
  const accounts = await accountsOf(wallet);
  if (accounts.some((account) => account.toLowerCase() === holder.toLowerCase())) return;
  const other = accounts[0];
  if (!other) throw new Ended("The wallet named no account.");
  const there = new URL(location.href);
  there.search = new URLSearchParams({ address: other }).toString();
  throw new Ended(`This page is about ${holder}, but the wallet’s account is ${other}. Choose the other account in the wallet, or look at its position.`, "warn", [
    [`Show the position of ${other.slice(0, 6)}…${other.slice(-4)}`, () => location.assign(there)],
  ]);
}

async function checkChain(request, deal, say, again) {
  const wanted = BigInt(deal.chain);
  const actual = BigInt(await request("eth_chainId"));
  if (actual === wanted) return;
  const chainId = `0x${wanted.toString(16)}`;
  const change = async () => {
    try {
      await request("wallet_switchEthereumChain", { chainId });
    } catch (error) {
      // 4902: the wallet does not know the chain. Some wrap it in an inner error.
      const code = Number(error?.data?.originalError?.code ?? error?.code);
      if (code !== 4902 || !deal.rpc) throw error;
      const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
      await request("wallet_addEthereumChain", { chainId, chainName: `Chain ${wanted}`, rpcUrls: [deal.rpc], nativeCurrency });
      await request("wallet_switchEthereumChain", { chainId });
    }
  };
  const switching = () => change().then(again, (error) => say(explain(error), "warn"));
  throw new Ended(`The wallet is on chain ${actual}, but this venture is on chain ${wanted}. Nothing is sent on another chain.`, "warn", [
    [`Switch to chain ${wanted}`, switching],
  ]);
}

/** What the contract itself says is owed, asked through the wallet. */
async function owedNow(request, deal) {
  const answer = await request("eth_call", { to: deal.share, data: deal.owedCall }, "latest");
  if (!/^0x[0-9a-fA-F]{64}$/.test(answer)) throw new Ended("The wallet’s chain has no such contract. Is it another chain with the same number?", "bad");
  const amount = BigInt(answer) * BigInt(deal.unit);
  if (amount === 0n) throw new Ended("There is nothing to claim right now: what this account was owed has been paid.", "");
  return { amount, text: `${decimal(amount, Number(deal.decimals))} ${deal.symbol}` };
}

/** `amount / 10^decimals`, exactly. */
function decimal(amount, decimals) {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return rest ? `${whole}.${rest}` : whole;
}

/** Says in words what is about to be signed, and waits for the holder's yes. */
function agreed(deal, wallet, owed, say, offer) {
  say(
    `You will sign one transaction on chain ${deal.chain}: claim() on the Share of ${shown(deal.name)}, at ${deal.share}. ` +
      `It pays ${owed.text} to ${deal.holder}. It moves nothing else and permits nothing; you pay the network’s fee.`,
  );
  return new Promise((resolve) => {
    const answer = (yes) => () => (offer([]), resolve(yes));
    offer([[`Sign with ${wallet.name}`, answer(true)], ["Not now", answer(false), true]]);
  });
}

async function receiptOf(request, hash) {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const receipt = await request("eth_getTransactionReceipt", hash);
    if (receipt) return receipt;
    await new Promise((resolve) => setTimeout(resolve, RECEIPT_EVERY_MS));
  }
  throw new Ended(`The transaction ${hash} is still waiting. The wallet shows what becomes of it; it is not sent twice from here.`);
}

async function refreshedTo(block, refresh) {
  const page = document.querySelector("#page");
  for (let look = 0; look < LOOKS_MAX; look++) {
    await refresh();
    if (blockOf(page) >= block) return true;
    await new Promise((resolve) => setTimeout(resolve, RECEIPT_EVERY_MS / 2));
  }
  return false;
}
