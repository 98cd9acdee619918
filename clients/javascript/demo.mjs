// The running demo as these tests see it. USUFRUCT_DEMO holds what it printed, as JSON
// {gateway, rpc, till, share, customers: [private keys of accounts with dollars and gas]}.
import { createPublicClient, createWalletClient, defineChain, http, keccak256, parseAbi, parseEther, toHex } from "viem";
import { nonceManager, privateKeyToAccount } from "viem/accounts";

export const demo = JSON.parse(process.env.USUFRUCT_DEMO);
export const USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
export const ESCROW = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003";

/** The path of a request that uses so many units. */
export const work = (units, status) => `${demo.gateway}/work?units=${units}${status ? `&status=${status}` : ""}`;

export const usdcAbi = parseAbi([
  "function balanceOf(address) view returns (uint256)",
  "function transfer(address to, uint256 value) returns (bool)",
  "event Transfer(address indexed from, address indexed to, uint256 value)",
]);
export const escrowAbi = parseAbi([
  "struct ChannelConfig { address payer; address payerAuthorizer; address receiver; address receiverAuthorizer; address token; uint40 withdrawDelay; bytes32 salt; }",
  "function channels(bytes32 id) view returns (uint128 balance, uint128 totalClaimed)",
  "function getChannelId(ChannelConfig config) view returns (bytes32)",
  "function initiateWithdraw(ChannelConfig config, uint128 amount)",
]);

export const chain = defineChain({
  id: 84532,
  name: "the demo's",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [demo.rpc] } },
});
export const reader = createPublicClient({ chain, transport: http(), pollingInterval: 50 });
export const wallet = (account) => createWalletClient({ account, chain, transport: http() });

const purse = wallet(privateKeyToAccount(demo.customers[0], { nonceManager }));
let accounts = 0;
let purseIsFree = Promise.resolve();

/** A new account with some dollars and gas, out of the first customer's purse. */
export async function funded(dollars = 2) {
  const key = keccak256(toHex(`${process.pid} account ${accounts++}`));
  const { address } = privateKeyToAccount(key);
  purseIsFree = purseIsFree.then(async () => {
    const gas = await purse.sendTransaction({ to: address, value: parseEther("1") });
    const cash = await purse.writeContract({
      address: USDC, abi: usdcAbi, functionName: "transfer", args: [address, BigInt(dollars * 1_000_000)],
    });
    for (const hash of [gas, cash]) await reader.waitForTransactionReceipt({ hash });
  });
  await purseIsFree;
  return { key, address };
}

export const dollarsOf = (address) => reader.readContract({ address: USDC, abi: usdcAbi, functionName: "balanceOf", args: [address] });

/** What the escrow says of a channel. */
export async function channel(id) {
  const [balance, claimed] = await reader.readContract({ address: ESCROW, abi: escrowAbi, functionName: "channels", args: [id] });
  return { balance, claimed };
}

/** Asks again and again until the answer is true; the last answer if it never is. */
export async function until(seconds, ask) {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
