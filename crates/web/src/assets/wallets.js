// Finds the wallets of this browser: those that announce themselves (EIP-6963), else the one at `window.ethereum` (EIP-1193).

const announced = new Map();
addEventListener("eip6963:announceProvider", ({ detail }) => {
  if (detail?.info?.uuid && detail.provider?.request) announced.set(detail.info.uuid, detail);
});
const call = () => dispatchEvent(new Event("eip6963:requestProvider"));
call();

/** Wallets answer at once, or as soon as their own script runs. */
const ANNOUNCING_MS = 100;
const NAME_CHARS_MAX = 40;

/** The wallets there are: `{ name, rdns, provider }`. */
async function wallets() {
  call();
  if (announced.size === 0) await new Promise((resolve) => setTimeout(resolve, ANNOUNCING_MS));
  const found = [...announced.values()].map(({ info, provider }) => ({ name: shown(info.name), rdns: shown(info.rdns), provider }));
  if (found.length === 0 && window.ethereum?.request) found.push({ name: "the wallet of this browser", rdns: "", provider: window.ethereum });
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A stranger's text, cut and without controls. It is only ever set as textContent. */
export const shown = (text) => String(text ?? "").replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, NAME_CHARS_MAX);

/** The wallet to use: the only one, or the one chosen from buttons in `place`. Null if there is none. */
export async function chooseWallet(place, say) {
  const found = await wallets();
  if (found.length === 0) {
    say("No wallet was found in this browser. Install one, or open this page in your wallet’s own browser.", "warn");
    return null;
  }
  if (found.length === 1) return found[0];
  say("Which wallet?");
  return new Promise((resolve) => {
    const buttons = found.map((wallet) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = wallet.rdns ? `${wallet.name} (${wallet.rdns})` : wallet.name;
      button.addEventListener("click", () => {
        place.hidden = true;
        place.replaceChildren();
        resolve(wallet);
      });
      return button;
    });
    place.replaceChildren(...buttons);
    place.hidden = false;
    buttons[0].focus();
  });
}

/** Asks the wallet for its accounts. */
export async function accountsOf(wallet) {
  const accounts = await wallet.provider.request({ method: "eth_requestAccounts" });
  return Array.isArray(accounts) ? accounts.filter((account) => /^0x[0-9a-fA-F]{40}$/.test(account)) : [];
}

/** What a wallet's refusal means. */
export function explain(error) {
  switch (Number(error?.code)) {
    case 4001:
      return "You declined in the wallet. Nothing was sent.";
    case 4100:
      return "The wallet has not allowed this page to use that account. Allow it in the wallet and try again.";
    case 4900:
    case 4901:
      return "The wallet is not connected to the chain. Check its network and try again.";
    case -32002:
      return "The wallet is already asking you something. Open it and answer there.";
    default:
      return `The wallet could not do it: ${shown(error?.message ?? error) || "it did not say why"}.`;
  }
}

/** Shows words in `place`; a kind of "warn" or "bad" colours them. */
export function speaker(place) {
  return (text, kind = "") => {
    place.hidden = false;
    place.className = `notice scripted-only ${kind}`.trim();
    place.textContent = text;
  };
}

/** "Connect a wallet": goes to the position of the wallet's account. */
export function offerConnection() {
  for (const button of document.querySelectorAll("[data-connect]")) {
    const form = button.closest("form");
    const say = speaker(form.querySelector("[data-wallet-says]"));
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const wallet = await chooseWallet(form.querySelector("[data-wallets]"), say);
        if (!wallet) return;
        say(`Answer in ${wallet.name}.`);
        const [account] = await accountsOf(wallet);
        if (!account) return say("The wallet named no account.", "warn");
        form.querySelector("input[name=address]").value = account;
        form.requestSubmit();
      } catch (error) {
        say(explain(error), "warn");
      } finally {
        button.disabled = false;
      }
    });
  }
}
