"""What a stock Python client has to be able to do. The names are the lines of docs/conformance.md."""

import json
import time

import requests
from eth_account import Account
from web3 import Web3
from web3.logs import DISCARD
from x402.http.utils import decode_payment_required_header
from x402.mechanisms.evm.batch_settlement.client import RefundOptions

from demo import DEMO, DOLLAR, call, channel, dollars_of, escrow, funded, send, until, usdc, web3, work

QUOTE_LIFETIME_SECONDS = 60
EXACT = ("exact",)
CASES = {}


def case(name):
    """Registers a function under the name of what it shows."""

    def register(function):
        CASES[name] = function
        return function

    return register


def shopper(kind, schemes=("batch-settlement",), dollars=2):
    return kind(funded(dollars).key.hex(), DEMO["rpc"], schemes)


def served(paid):
    assert paid.status == 200, paid
    assert paid.receipt.success, paid
    return paid


def charged(paid):
    return int(paid.receipt.extra["chargedAmount"])


def state(paid):
    return paid.receipt.extra["channelState"]


def cumulative(paid):
    return int(state(paid)["chargedCumulativeAmount"])


def total(answers):
    return sum(map(charged, answers))


def offers(url):
    return decode_payment_required_header(requests.get(url, timeout=10).headers["PAYMENT-REQUIRED"]).accepts


def equal(left, right, why=""):
    assert left == right, f"{left!r} != {right!r} {why}"


@case("voucher: the first payment deposits, later ones need no transaction")
def deposits_once(kind):
    customer = shopper(kind)
    paid = [served(customer.pay(work(3))) for _ in range(5)]
    equal([len(answer.receipt.transaction) for answer in paid], [66, 0, 0, 0, 0])
    equal(cumulative(paid[-1]), total(paid))
    equal(channel(state(paid[0])["channelId"])[0], DOLLAR)
    equal(dollars_of(customer.address), DOLLAR)


@case("voucher: 300 payments on one channel")
def three_hundred(kind):
    customer = shopper(kind, dollars=6)
    paid = [served(customer.pay(work(1))) for _ in range(300)]
    equal(cumulative(paid[-1]), total(paid))
    deposits = sum(bool(answer.receipt.transaction) for answer in paid)
    assert deposits <= 6, deposits


@case("voucher: a deposit that is used up is topped up")
def tops_up(kind):
    customer = shopper(kind, dollars=4)
    paid = []
    while sum(bool(answer.receipt.transaction) for answer in paid) < 3:
        assert len(paid) < 100
        paid.append(served(customer.pay(work(50))))
    equal(cumulative(paid[-1]), total(paid))
    equal(channel(state(paid[0])["channelId"])[0], 3 * DOLLAR)


@case("voucher: use below the maximum is charged as used")
def metered(kind):
    customer = shopper(kind)
    quoted = int(offers(work(2))[0].amount)
    little, more, nothing = [served(customer.pay(work(units))) for units in (2, 40, 0)]
    assert 0 < charged(little) < charged(more) < quoted, (little, more, quoted)
    equal(charged(nothing), 0)
    equal(cumulative(nothing), total([little, more]))


@case("voucher: a client that lost its memory goes on where it was")
def forgets(kind):
    customer = shopper(kind)
    before = served(customer.pay(work(2)))
    after = served(kind(customer.private_key, DEMO["rpc"]).pay(work(2)))
    equal(after.receipt.transaction, "", "no second deposit")
    equal(cumulative(after), cumulative(before) + charged(after))


@case("voucher: ten requests at once on one channel are all served")
def ten_at_once(kind):
    customer = shopper(kind, dollars=4)
    paid = customer.pay_at_once([work(3)] * 10)
    equal(dollars_of(customer.address), 3 * DOLLAR, "of ten deposits one was enough")
    paid += customer.pay_at_once([work(5)] * 10)
    totals = sorted(cumulative(served(answer)) for answer in paid)
    equal(len(set(totals)), 20, "each was charged for itself")
    equal(totals[-1], total(paid))


@case("voucher: a failed upstream costs nothing")
def upstream_fails(kind):
    customer = shopper(kind)
    before = served(customer.pay(work(1)))
    for status in (404, 500, 503):
        equal(customer.pay(work(1, status)).status, status)
    after = served(customer.pay(work(1)))
    equal(cumulative(after), cumulative(before) + charged(after))


@case("voucher: a copy of a payment gets the same answer and is charged once")
def voucher_copied(kind):
    customer = shopper(kind)
    paid = served(customer.pay(work(4)))
    for _ in range(3):
        copy = requests.get(work(4), headers=payment_of(paid), timeout=10)
        equal((copy.status_code, copy.content), (200, paid.body))
    after = served(customer.pay(work(4)))
    equal(cumulative(after), cumulative(paid) + charged(after))


def payment_of(paid):
    return {name: value for name, value in paid.sent.items() if name.lower() == "payment-signature"}


@case("voucher: an old quote is refused and a new one is paid")
def quote_expires(kind):
    customer = shopper(kind)
    before = served(customer.pay(work(1)))
    late = kind(customer.private_key, DEMO["rpc"])
    late.x402.on_after_payment_creation(lambda _: time.sleep(QUOTE_LIFETIME_SECONDS + 1))
    refused = late.pay(work(2))
    equal(refused.status, 402)
    equal(json.loads(refused.body)["type"], "urn:usufruct:problem:stale-quote")
    after = served(customer.pay(work(1)))
    equal(cumulative(after), cumulative(before) + charged(after))


@case("voucher: unused money comes back on request")
def refunds(kind):
    customer = shopper(kind)
    scheme = customer.schemes["batch-settlement"]
    paid = served(customer.pay(work(5)))
    assert scheme.refund(work(1), RefundOptions(amount="100000")).success
    equal(dollars_of(customer.address), DOLLAR + 100_000)
    again = served(customer.pay(work(5)))
    equal(len(scheme.refund(work(1)).transaction), 66)
    used = total([paid, again])
    equal(dollars_of(customer.address), 2 * DOLLAR - used)
    equal(channel(state(paid)["channelId"]), (used, used))
    fresh = served(customer.pay(work(5)))
    equal(len(fresh.receipt.transaction), 66, "an emptied channel is opened again by a deposit")


@case("voucher: what was charged is claimed while a withdrawal waits")
def withdraws(kind):
    customer = shopper(kind)
    paid = [served(customer.pay(work(units))) for units in (7, 9)]
    config = customer.schemes["batch-settlement"].build_channel_config(offers(work(1))[0])
    fields = (
        config.payer,
        config.payer_authorizer,
        config.receiver,
        config.receiver_authorizer,
        config.token,
        config.withdraw_delay,
        config.salt,
    )
    channel_id = state(paid[0])["channelId"]
    equal(Web3.to_hex(escrow.functions.getChannelId(fields).call()), channel_id)
    equal(channel(channel_id)[1], 0, "the vouchers are outstanding")
    account = Account.from_key(customer.private_key)
    send(account, call(account, escrow.functions.initiateWithdraw(fields, DOLLAR)))
    assert until(150, lambda: channel(channel_id)[1] > 0), "the keeper claims"
    equal(channel(channel_id)[1], total(paid))


@case("exact: one transfer for one answer")
def exact_transfers(kind):
    customer = shopper(kind, EXACT)
    paid = [served(customer.pay(work(1))) for _ in range(2)]
    for answer in paid:
        receipt = web3.eth.get_transaction_receipt(answer.receipt.transaction)
        moved = [dict(log["args"]) for log in usdc.events.Transfer().process_receipt(receipt, errors=DISCARD)]
        till = Web3.to_checksum_address(DEMO["till"])
        equal(moved, [{"from": customer.address, "to": till, "value": int(answer.receipt.amount)}])
    equal(dollars_of(customer.address), 2 * DOLLAR - spent(paid))


def spent(paid):
    return sum(int(answer.receipt.amount) for answer in paid)


@case("exact: ten requests at once are all served")
def exact_ten_at_once(kind):
    customer = shopper(kind, EXACT, dollars=10)
    paid = [served(answer) for answer in customer.pay_at_once([work(1)] * 10)]
    equal(len({answer.receipt.transaction for answer in paid}), 10)
    equal(dollars_of(customer.address), 10 * DOLLAR - spent(paid))


@case("exact: a failed upstream costs nothing")
def exact_upstream_fails(kind):
    customer = shopper(kind, EXACT)
    equal(customer.pay(work(1, 500)).status, 500)
    equal(dollars_of(customer.address), 2 * DOLLAR)


@case("exact: a copy of a payment gets the same answer and is charged once")
def exact_copied(kind):
    customer = shopper(kind, EXACT)
    paid = served(customer.pay(work(6)))
    left = dollars_of(customer.address)
    copy = requests.get(work(6), headers=payment_of(paid), timeout=10)
    equal((copy.status_code, copy.content), (200, paid.body))
    elsewhere = requests.get(work(7), headers=payment_of(paid), timeout=10)
    equal(elsewhere.status_code, 402, "it pays for no other request")
    equal(dollars_of(customer.address), left)


@case("http: POST with a body, HEAD, and headers in any case")
def methods(kind):
    customer = shopper(kind)
    served(customer.pay(work(3), "POST", json={"question": "?"}, headers={"X-OWN-header": "1"}))
    equal(served(customer.pay(work(3), "HEAD")).body, b"")
