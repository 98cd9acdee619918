// cast against the embedded chain's JSON-RPC. USUFRUCT_CAST is the program.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { artifact } from "./artifacts.mjs";
import { USDC, demo, funded } from "./demo.mjs";

const NOBODY = "0x00000000000000000000000000000000000000cc";

/** Runs cast; what it prints. */
async function cast(...words) {
  const env = { ...process.env, ETH_RPC_URL: demo.rpc };
  const { stdout } = await promisify(execFile)(process.env.USUFRUCT_CAST, words, { env });
  return stdout.trim();
}

/** Sends a transaction; its receipt. */
const send = async (key, ...words) => JSON.parse(await cast("send", "--json", "--private-key", key, ...words));

describe("cast", { concurrency: true }, () => {
  test("chain: balances, nonces, code and storage are read", async () => {
    const { address } = await funded();
    assert.equal(await cast("chain-id"), "84532");
    assert.equal(await cast("balance", address), "1000000000000000000");
    assert.match(await cast("call", USDC, "balanceOf(address)(uint256)", address), /^2000000\b/);
    assert.equal(await cast("nonce", address), "0");
    assert.ok((await cast("code", USDC)).length > 1_000);
    assert.match(await cast("storage", USDC, "0"), /^0x[0-9a-f]{64}$/);
  });

  test("chain: a 1559 transaction is sent, and its receipt awaited", async () => {
    const { key, address } = await funded();
    const receipt = await send(key, NOBODY, "--value", "5");
    assert.deepEqual([receipt.status, receipt.type, receipt.gasUsed], ["0x1", "0x2", "0x5208"]);
    assert.equal(JSON.parse(await cast("tx", "--json", receipt.transactionHash)).from, address.toLowerCase());
  });

  test("chain: a legacy transaction is sent", async () => {
    const { key } = await funded();
    const receipt = await send(key, "--legacy", "--gas-price", "3gwei", NOBODY, "--value", "7");
    assert.deepEqual([receipt.type, receipt.effectiveGasPrice], ["0x0", "0xb2d05e00"]);
  });

  test("chain: a contract is deployed and called", async () => {
    const { key } = await funded();
    const { contractAddress } = await send(key, "--create", artifact("Multicall3").bytecode);
    assert.match(await cast("call", contractAddress, "getChainId()(uint256)"), /^84532\b/);
  });

  test("chain: a refused call names its error", async () => {
    const { key, address } = await funded();
    const transfer = [USDC, "transfer(address,uint256)", NOBODY, "3000000"];
    // ERC20InsufficientBalance(address,uint256,uint256), its selector or its name
    const refused = /ERC20InsufficientBalance|0xe450d38c/;
    await assert.rejects(cast("call", "--from", address, ...transfer), refused);
    await assert.rejects(send(key, ...transfer), refused);
    assert.equal((await send(key, "--gas-limit", "100000", ...transfer)).status, "0x0");
  });

  test("chain: events are found and watched", async () => {
    const { key, address } = await funded();
    const { blockNumber } = await send(key, USDC, "transfer(address,uint256)", NOBODY, "11");
    const event = ["--from-block", String(Number(blockNumber)), "--address", USDC, "Transfer(address indexed,address indexed,uint256)", address];
    const logs = JSON.parse(await cast("logs", "--json", ...event));
    assert.equal(logs.length, 1);
    assert.equal(BigInt(logs[0].data), 11n);
  });

  test("chain: a signed permit is accepted", async () => {
    const { key, address } = await funded();
    const [name, version] = [await cast("call", demo.share, "name()(string)"), "1"];
    const field = (text) => ({ name: text.split(" ")[0], type: text.split(" ")[1] });
    const typed = {
      types: {
        EIP712Domain: ["name string", "version string", "chainId uint256", "verifyingContract address"].map(field),
        Permit: ["owner address", "spender address", "value uint256", "nonce uint256", "deadline uint256"].map(field),
      },
      primaryType: "Permit",
      domain: { name: JSON.parse(name), version, chainId: 84532, verifyingContract: demo.share },
      message: { owner: address, spender: NOBODY, value: "77", nonce: "0", deadline: "1099511627776" },
    };
    const program = process.env.USUFRUCT_CAST;
    const { stdout } = await promisify(execFile)(program, ["wallet", "sign", "--private-key", key, "--data", JSON.stringify(typed)]);
    const permit = "permit(address,address,uint256,uint256,bytes)";
    await send(key, demo.share, permit, address, NOBODY, "77", "1099511627776", stdout.trim());
    assert.match(await cast("call", demo.share, "allowance(address,address)(uint256)", address, NOBODY), /^77\b/);
  });

  test("chain: gas and fees are estimated", async () => {
    const { address } = await funded();
    assert.equal(await cast("estimate", "--from", address, NOBODY, "--value", "1"), "21000");
    assert.ok(BigInt(await cast("gas-price")) > 0n);
    assert.ok(BigInt(await cast("base-fee")) > 0n);
  });

  test("chain: blocks and receipts are read", async () => {
    const { key } = await funded();
    const receipt = await send(key, NOBODY, "--value", "1");
    const block = JSON.parse(await cast("block", "--json", "--full", String(Number(receipt.blockNumber))));
    assert.equal(block.hash, receipt.blockHash);
    assert.ok(block.transactions.some(({ hash }) => hash === receipt.transactionHash));
    assert.equal(JSON.parse(await cast("receipt", "--json", receipt.transactionHash)).status, "0x1");
    assert.ok(Number(await cast("block-number")) >= Number(receipt.blockNumber));
  });
});
