// ethers against the embedded chain's JSON-RPC.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Contract, ContractFactory, JsonRpcProvider, NonceManager, Signature, Wallet, parseUnits } from "ethers";
import { artifact } from "./artifacts.mjs";
import { USDC, demo, funded, until } from "./demo.mjs";

const NOBODY = "0x00000000000000000000000000000000000000bb";
const provider = new JsonRpcProvider(demo.rpc, undefined, { pollingInterval: 50, cacheTimeout: -1 });
const usdc = new Contract(USDC, artifact("Usdc").abi, provider);
const sender = async () => new Wallet((await funded()).key, provider);

describe("ethers", { concurrency: true }, () => {
  test("chain: balances, nonces, code and storage are read", async () => {
    const me = await sender();
    assert.equal((await provider.getNetwork()).chainId, 84532n);
    assert.equal(await provider.getBalance(me.address), 10n ** 18n);
    assert.equal(await usdc.balanceOf(me.address), 2_000_000n);
    assert.equal(await provider.getTransactionCount(me.address), 0);
    assert.ok((await provider.getCode(USDC)).length > 1_000);
    assert.match(await provider.getStorage(USDC, 0), /^0x[0-9a-f]{64}$/);
  });

  test("chain: a 1559 transaction is sent, and its receipt awaited", async () => {
    const me = await sender();
    const receipt = await (await me.sendTransaction({ to: NOBODY, value: 5n })).wait();
    assert.deepEqual([receipt.status, receipt.type, receipt.gasUsed], [1, 2, 21_000n]);
    const sent = await provider.getTransaction(receipt.hash);
    assert.deepEqual([sent.from, sent.value, sent.nonce], [me.address, 5n, 0]);
  });

  test("chain: a legacy transaction is sent", async () => {
    const me = await sender();
    const receipt = await (await me.sendTransaction({ to: NOBODY, value: 7n, type: 0, gasPrice: parseUnits("3", "gwei") })).wait();
    assert.deepEqual([receipt.type, receipt.gasPrice], [0, parseUnits("3", "gwei")]);
  });

  test("chain: a contract is deployed and called", async () => {
    const { abi, bytecode } = artifact("Multicall3");
    const deployed = await new ContractFactory(abi, bytecode, await sender()).deploy();
    await deployed.waitForDeployment();
    assert.equal(await deployed.getChainId(), 84532n);
    const symbol = usdc.interface.encodeFunctionData("symbol");
    const [{ success, returnData }] = await deployed.aggregate3.staticCall([[USDC, false, symbol]]);
    assert.deepEqual([success, ...usdc.interface.decodeFunctionResult("symbol", returnData)], [true, "USDC"]);
  });

  test("chain: a refused call names its error", async () => {
    const me = await sender();
    const mine = usdc.connect(me);
    const named = ({ code, data }) => {
      const { name, args } = usdc.interface.parseError(data);
      assert.deepEqual([code, name, ...args], ["CALL_EXCEPTION", "ERC20InsufficientBalance", me.address, 2_000_000n, 3_000_000n]);
      return true;
    };
    await assert.rejects(mine.transfer.staticCall(NOBODY, 3_000_000n), ({ revert }) => revert.name === "ERC20InsufficientBalance");
    await assert.rejects(mine.transfer.staticCall(NOBODY, 3_000_000n), named);
    await assert.rejects(mine.transfer(NOBODY, 3_000_000n), named, "the estimate fails before anything is sent");
    const sent = await mine.transfer(NOBODY, 3_000_000n, { gasLimit: 100_000n });
    await assert.rejects(sent.wait(), ({ receipt }) => receipt.status === 0);
  });

  test("chain: events are found and watched", async () => {
    const me = await sender();
    const mine = usdc.connect(me);
    const filter = usdc.filters.Transfer(me.address);
    const seen = [];
    await usdc.on(filter, ({ log }) => seen.push(log));
    // A watch begins with its first look, of which nobody is told.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { blockNumber } = await (await mine.transfer(NOBODY, 11n)).wait();
    await (await mine.transfer(NOBODY, 12n)).wait();
    const found = await usdc.queryFilter(filter, blockNumber);
    assert.deepEqual(found.map(({ args }) => args.value), [11n, 12n]);
    assert.ok(await until(10, () => seen.length === 2), `${seen.length} events were seen`);
    await usdc.off(filter);
  });

  test("chain: a signed permit is accepted", async () => {
    const me = await sender();
    const share = new Contract(demo.share, artifact("Share").abi, me);
    const { name, version, chainId, verifyingContract } = await share.eip712Domain();
    const types = { Permit: ["owner address", "spender address", "value uint256", "nonce uint256", "deadline uint256"].map((field) => {
      const [name, type] = field.split(" ");
      return { name, type };
    }) };
    const message = { owner: me.address, spender: NOBODY, value: 77n, nonce: await share.nonces(me.address), deadline: 2n ** 40n };
    const { v, r, s } = Signature.from(await me.signTypedData({ name, version, chainId, verifyingContract }, types, message));
    const permit = share["permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"];
    await (await permit(me.address, NOBODY, 77n, message.deadline, v, r, s)).wait();
    assert.equal(await share.allowance(me.address, NOBODY), 77n);
  });

  test("chain: gas and fees are estimated", async () => {
    const me = await sender();
    assert.equal(await me.estimateGas({ to: NOBODY, value: 1n }), 21_000n);
    const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = await provider.getFeeData();
    assert.ok(gasPrice > 0n && maxFeePerGas >= maxPriorityFeePerGas);
    const history = await provider.send("eth_feeHistory", ["0x4", "latest", [25, 75]]);
    assert.equal(history.baseFeePerGas.length, 5);
  });

  test("chain: requests are batched", async () => {
    // This provider batches whatever is asked in one tick.
    const blocks = await Promise.all(Array.from({ length: 30 }, (_, i) => provider.getBlock(i)));
    assert.deepEqual(blocks.map(({ number }) => number), Array.from({ length: 30 }, (_, i) => i));
    const [number, refused] = await Promise.allSettled([provider.getBlockNumber(), provider.send("eth_unheardOf", [])]);
    assert.deepEqual([number.status, refused.status], ["fulfilled", "rejected"]);
  });

  test("chain: transactions sent at once arrive in any order", async () => {
    const me = new NonceManager(await sender());
    const sent = await Promise.all(Array.from({ length: 10 }, (_, i) => me.sendTransaction({ to: NOBODY, value: BigInt(i) })));
    const receipts = await Promise.all(sent.map((transaction) => transaction.wait()));
    assert.deepEqual(receipts.map(({ status }) => status), Array(10).fill(1));
  });

  test("chain: blocks and receipts are read", async () => {
    const me = await sender();
    const receipt = await (await me.sendTransaction({ to: NOBODY, value: 1n })).wait();
    const block = await provider.getBlock(receipt.blockNumber, true);
    assert.equal(block.hash, receipt.blockHash);
    assert.ok(block.prefetchedTransactions.some(({ hash }) => hash === receipt.hash));
    assert.equal((await provider.getBlock(block.hash)).number, block.number);
    for (const tag of ["latest", "pending", "safe", "finalized", "earliest"]) assert.ok(await provider.getBlock(tag), tag);
    assert.equal(await provider.getBlock(2 ** 40), null);
    assert.equal(await provider.getTransactionReceipt(`0x${"12".repeat(32)}`), null);
  });
});

process.on("beforeExit", () => provider.destroy());
