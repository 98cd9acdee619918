// Wallets for tests. What a page sees is a provider as browsers inject it; behind it a holder's key signs for real and the
// demo's JSON-RPC receives the raw transaction.
import { privateKeyToAccount } from "viem/accounts";
import { chain, sender } from "./browser.mjs";

const refusal = (code, message) => Object.assign(new Error(message), { code });

/** A wallet with one key. Change its fields to make it behave otherwise; `asked` is what it was asked for. */
export function wallet(key, { name = "Test Wallet", ...behaviour } = {}) {
  const self = {
    name,
    account: privateKeyToAccount(key).address,
    chainId: chain.chain.id,
    known: new Set([chain.chain.id]),
    declines: false,
    gas: undefined,
    asked: [],
    sent: [],
    ...behaviour,
  };
  const methods = {
    eth_requestAccounts: () => [self.account],
    eth_accounts: () => [self.account],
    eth_chainId: () => `0x${self.chainId.toString(16)}`,
    wallet_switchEthereumChain: ([{ chainId }]) => {
      if (!self.known.has(Number(chainId))) throw refusal(4902, "Unrecognized chain");
      self.chainId = Number(chainId);
      return null;
    },
    wallet_addEthereumChain: ([added]) => {
      self.added = added;
      self.known.add(Number(added.chainId));
      return null;
    },
    eth_sendTransaction: async ([{ from, to, data, value }]) => {
      if (self.declines) throw refusal(4001, "User rejected the request.");
      if (from.toLowerCase() !== self.account.toLowerCase()) throw refusal(4100, "Unknown account");
      const hash = await sender(key).sendTransaction({ to, data, value: BigInt(value), gas: self.gas });
      self.sent.push({ to, data, value, hash });
      return hash;
    },
  };
  self.request = async ({ method, params }) => {
    self.asked.push(method);
    try {
      return { result: methods[method] ? await methods[method](params) : await chain.request({ method, params }) };
    } catch (error) {
      return { error: { code: error.code ?? -32603, message: error.shortMessage ?? error.message } };
    }
  };
  return self;
}

let injected = 0;

/** Puts `wallet` into a page: announced as EIP-6963 says, or bare at `window.ethereum`. Before the page is opened. */
export async function inject(page, wallet, { announced = true } = {}) {
  const bridge = `walletBridge${injected++}`;
  await page.exposeFunction(bridge, wallet.request);
  await page.addInitScript(
    ({ bridge, name, announced }) => {
      const provider = {
        async request({ method, params = [] }) {
          const answer = await window[bridge]({ method, params });
          if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
          return answer.result;
        },
      };
      if (!announced) {
        window.ethereum = provider;
        return;
      }
      const info = Object.freeze({ uuid: crypto.randomUUID?.() ?? bridge, name, icon: "data:image/svg+xml,<svg/>", rdns: `test.${bridge}` });
      const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
      addEventListener("eip6963:requestProvider", announce);
      announce();
    },
    { bridge, name: wallet.name, announced },
  );
}
