"""The running demo as these tests see it.

USUFRUCT_DEMO holds what it printed, as JSON {gateway, rpc, till, share, customers: [private keys of accounts with dollars
and gas]}.
"""

import itertools
import json
import os
import threading
import time

from eth_account import Account
from web3 import Web3

DEMO = json.loads(os.environ["USUFRUCT_DEMO"])
USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
ESCROW = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003"
DOLLAR = 1_000_000

_ADDRESS, _UINT = {"type": "address"}, {"type": "uint256"}
_CONFIG = {
    "type": "tuple",
    "components": [
        {"name": "payer", "type": "address"},
        {"name": "payerAuthorizer", "type": "address"},
        {"name": "receiver", "type": "address"},
        {"name": "receiverAuthorizer", "type": "address"},
        {"name": "token", "type": "address"},
        {"name": "withdrawDelay", "type": "uint40"},
        {"name": "salt", "type": "bytes32"},
    ],
}


def _function(name, inputs, outputs, mutability="view"):
    named = [{"name": f"in{i}", **kind} for i, kind in enumerate(inputs)]
    returned = [{"name": f"out{i}", **kind} for i, kind in enumerate(outputs)]
    return {"type": "function", "name": name, "inputs": named, "outputs": returned, "stateMutability": mutability}


web3 = Web3(Web3.HTTPProvider(DEMO["rpc"]))
usdc = web3.eth.contract(
    USDC,
    abi=[
        _function("balanceOf", [_ADDRESS], [_UINT]),
        _function("transfer", [_ADDRESS, _UINT], [{"type": "bool"}], "nonpayable"),
        {
            "type": "event",
            "name": "Transfer",
            "anonymous": False,
            "inputs": [
                {"name": "from", "indexed": True, **_ADDRESS},
                {"name": "to", "indexed": True, **_ADDRESS},
                {"name": "value", "indexed": False, **_UINT},
            ],
        },
    ],
)
escrow = web3.eth.contract(
    ESCROW,
    abi=[
        _function("channels", [{"type": "bytes32"}], [{"type": "uint128"}, {"type": "uint128"}]),
        _function("getChannelId", [_CONFIG], [{"type": "bytes32"}]),
        _function("initiateWithdraw", [_CONFIG, {"type": "uint128"}], [], "nonpayable"),
    ],
)

_purse = Account.from_key(DEMO["customers"][0])
_purse_is_free = threading.Lock()
_numbers = itertools.count()


def work(units, status=None):
    """The URL of a request that uses so many units."""
    return f"{DEMO['gateway']}/work?units={units}" + (f"&status={status}" if status else "")


def send(account, transaction):
    """Signs, sends, waits, and insists on success."""
    signed = account.sign_transaction(transaction)
    receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(signed.raw_transaction), poll_latency=0.02)
    assert receipt["status"] == 1, receipt
    return receipt


def call(account, function):
    """A transaction of `account` that calls `function`."""
    return function.build_transaction({"from": account.address, "nonce": web3.eth.get_transaction_count(account.address)})


def funded(dollars=2):
    """A new account with some dollars and gas, out of the first customer's purse."""
    account = Account.from_key(Web3.keccak(text=f"{os.getpid()} account {next(_numbers)}"))
    with _purse_is_free:
        gas = {
            "to": account.address,
            "value": Web3.to_wei(1, "ether"),
            "gas": 21_000,
            "gasPrice": web3.eth.gas_price,
            "nonce": web3.eth.get_transaction_count(_purse.address),
            "chainId": web3.eth.chain_id,
        }
        send(_purse, gas)
        send(_purse, call(_purse, usdc.functions.transfer(account.address, dollars * DOLLAR)))
    return account


def dollars_of(address):
    """In base units."""
    return usdc.functions.balanceOf(Web3.to_checksum_address(address)).call()


def channel(channel_id):
    """What the escrow says of a channel: balance and total claimed."""
    return tuple(escrow.functions.channels(channel_id).call())


def until(seconds, ask):
    """Asks again and again until the answer is true; the last answer if it never is."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.1)
