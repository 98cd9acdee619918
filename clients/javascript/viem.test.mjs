// viem against the embedded chain's JSON-RPC.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  BaseError, ContractFunctionRevertedError, createPublicClient, getAddress, http, parseEther, parseGwei, parseSignature,
} from "viem";
import { nonceManager, privateKeyToAccount } from "viem/accounts";
import { artifact } from "./artifacts.mjs";
import { USDC, chain, demo, funded, reader, until, wallet } from "./demo.mjs";

const usdc = { address: USDC, abi: artifact("Usdc").abi };
const NOBODY = "0x00000000000000000000000000000000000000aa";

async function sender() {
  const { key } = await funded();
  return wallet(privateKeyToAccount(key));
}

const mined = (hash) => reader.waitForTransactionReceipt({ hash });

describe("viem", { concurrency: true }, () => {
  test("chain: balances, nonces, code and storage are read", async () => {
    const { account } = await sender();
    assert.equal(await reader.getChainId(), 84532);
    assert.equal(await reader.getBalance({ address: account.address }), parseEther("1"));
    assert.equal(await reader.readContract({ ...usdc, functionName: "balanceOf", args: [account.address] }), 2_000_000n);
    assert.equal(await reader.getTransactionCount({ address: account.address }), 0);
    assert.ok((await reader.getCode({ address: USDC })).length > 1_000);
    assert.match(await reader.getStorageAt({ address: USDC, slot: "0x0" }), /^0x[0-9a-f]{64}$/);
  });

  test("chain: a 1559 transaction is sent, and its receipt awaited", async () => {
    const me = await sender();
    const receipt = await mined(await me.sendTransaction({ to: NOBODY, value: 5n }));
    assert.equal(receipt.status, "success");
    assert.equal(receipt.type, "eip1559");
    assert.equal(receipt.gasUsed, 21_000n);
    const sent = await reader.getTransaction({ hash: receipt.transactionHash });
    assert.deepEqual([sent.from, sent.value, sent.nonce], [me.account.address.toLowerCase(), 5n, 0]);
  });

  test("chain: a legacy transaction is sent", async () => {
    const me = await sender();
    const receipt = await mined(await me.sendTransaction({ to: NOBODY, value: 7n, type: "legacy", gasPrice: parseGwei("3") }));
    assert.equal(receipt.type, "legacy");
    assert.equal(receipt.effectiveGasPrice, parseGwei("3"));
  });

  test("chain: a contract is deployed and called", async () => {
    const me = await sender();
    const { abi, bytecode } = artifact("Multicall3");
    const { contractAddress } = await mined(await me.deployContract({ abi, bytecode }));
    assert.equal(await reader.readContract({ address: contractAddress, abi, functionName: "getChainId" }), 84532n);
    const contracts = [{ ...usdc, functionName: "decimals" }, { ...usdc, functionName: "symbol" }];
    const answers = await reader.multicall({ multicallAddress: contractAddress, contracts, allowFailure: false });
    assert.deepEqual(answers, [6, "USDC"]);
  });

  test("chain: a refused call names its error", async () => {
    const me = await sender();
    const attempt = reader.simulateContract({ ...usdc, account: me.account, functionName: "transfer", args: [NOBODY, 3_000_000n] });
    const error = await attempt.then(() => assert.fail("it was not refused"), (error) => error);
    const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    assert.ok(error instanceof BaseError && revert);
    assert.equal(revert.data.errorName, "ERC20InsufficientBalance");
    assert.deepEqual(revert.data.args, [me.account.address, 2_000_000n, 3_000_000n]);
    await assert.rejects(reader.estimateGas({ account: me.account, to: USDC, data: "0x12345678" }));
    // Sent all the same, it is mined and fails.
    const hash = await me.writeContract({ ...usdc, functionName: "transfer", args: [NOBODY, 3_000_000n], gas: 100_000n });
    assert.equal((await mined(hash)).status, "reverted");
  });

  test("chain: events are found and watched", async () => {
    const me = await sender();
    const from = me.account.address;
    const filter = await reader.createContractEventFilter({ ...usdc, eventName: "Transfer", args: { from } });
    const seen = [];
    const unwatch = reader.watchContractEvent({ ...usdc, eventName: "Transfer", args: { from }, onLogs: (logs) => seen.push(...logs) });
    // A watch begins with its first look, of which nobody is told.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { blockNumber } = await mined(await me.writeContract({ ...usdc, functionName: "transfer", args: [NOBODY, 11n] }));
    await mined(await me.writeContract({ ...usdc, functionName: "transfer", args: [NOBODY, 12n] }));
    const values = (logs) => logs.map(({ args }) => args.value);
    assert.deepEqual(values(await reader.getFilterChanges({ filter })), [11n, 12n]);
    assert.deepEqual(await reader.getFilterChanges({ filter }), []);
    const found = await reader.getContractEvents({ ...usdc, eventName: "Transfer", args: { from }, fromBlock: blockNumber });
    assert.deepEqual(values(found), [11n, 12n]);
    assert.ok(await until(10, () => seen.length === 2), `${seen.length} events were seen`);
    unwatch();
  });

  test("chain: a signed permit is accepted", async () => {
    const me = await sender();
    const owner = me.account.address;
    const share = { address: getAddress(demo.share), abi: artifact("Share").abi };
    const { domain: { salt: _unused, ...domain } } = await reader.getEip712Domain({ address: share.address });
    const message = { owner, spender: getAddress(NOBODY), value: 77n, nonce: 0n, deadline: 2n ** 40n };
    const types = { Permit: ["owner address", "spender address", "value uint256", "nonce uint256", "deadline uint256"].map((field) => {
      const [name, type] = field.split(" ");
      return { name, type };
    }) };
    const signature = await me.signTypedData({ domain, types, primaryType: "Permit", message });
    const { r, s, v } = parseSignature(signature);
    const args = [owner, message.spender, 77n, message.deadline, Number(v), r, s];
    assert.equal((await mined(await me.writeContract({ ...share, functionName: "permit", args }))).status, "success");
    assert.equal(await reader.readContract({ ...share, functionName: "allowance", args: [owner, message.spender] }), 77n);
  });

  test("chain: gas and fees are estimated", async () => {
    const { account } = await sender();
    assert.equal(await reader.estimateGas({ account, to: NOBODY, value: 1n }), 21_000n);
    const { maxFeePerGas, maxPriorityFeePerGas } = await reader.estimateFeesPerGas();
    assert.ok(maxFeePerGas >= maxPriorityFeePerGas && (await reader.getGasPrice()) > 0n);
    const history = await reader.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
    assert.equal(history.baseFeePerGas.length, 5);
    assert.deepEqual(history.reward.map((rewards) => rewards.length), [2, 2, 2, 2]);
  });

  test("chain: requests are batched", async () => {
    const batching = createPublicClient({ chain, transport: http(undefined, { batch: { wait: 20 } }) });
    const numbers = await Promise.all(Array.from({ length: 30 }, (_, i) => batching.getBlock({ blockNumber: BigInt(i) })));
    assert.deepEqual(numbers.map(({ number }) => number), Array.from({ length: 30 }, (_, i) => BigInt(i)));
    await assert.rejects(Promise.all([batching.getBlockNumber(), batching.request({ method: "eth_unheardOf" })]), /eth_unheardOf/);
  });

  test("chain: transactions sent at once arrive in any order", async () => {
    const { key } = await funded();
    const me = wallet(privateKeyToAccount(key, { nonceManager }));
    const hashes = await Promise.all(Array.from({ length: 10 }, (_, i) => me.sendTransaction({ to: NOBODY, value: BigInt(i) })));
    const receipts = await Promise.all(hashes.map(mined));
    assert.deepEqual(receipts.map(({ status }) => status), Array(10).fill("success"));
  });

  test("chain: blocks and receipts are read", async () => {
    const me = await sender();
    const receipt = await mined(await me.sendTransaction({ to: NOBODY, value: 1n }));
    const block = await reader.getBlock({ blockNumber: receipt.blockNumber, includeTransactions: true });
    assert.equal(block.hash, receipt.blockHash);
    assert.ok(block.transactions.some(({ hash }) => hash === receipt.transactionHash));
    assert.equal((await reader.getBlock({ blockHash: block.hash })).number, block.number);
    for (const blockTag of ["latest", "pending", "safe", "finalized", "earliest"]) assert.ok(await reader.getBlock({ blockTag }));
    const receipts = await reader.request({ method: "eth_getBlockReceipts", params: [`0x${block.number.toString(16)}`] });
    assert.equal(receipts.length, block.transactions.length);
    await assert.rejects(reader.getBlock({ blockNumber: 2n ** 40n }), /could not be found/);
  });
});
