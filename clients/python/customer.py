"""Customers made of stock parts only: the package x402 with its schemes registered, over httpx or over requests.

    python customer.py <url> <private key> <rpc url> [times]
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from eth_account import Account
from x402 import SchemeRegistration, x402Client, x402ClientConfig, x402ClientSync
from x402.http.clients import x402_requests, x402AsyncTransport
from x402.http.utils import decode_payment_response_header
from x402.mechanisms.evm.batch_settlement.client import BatchSettlementEvmScheme
from x402.mechanisms.evm.exact import ExactEvmScheme
from x402.mechanisms.evm.signers import EthAccountSignerWithRPC

AVAILABLE = {"batch-settlement": BatchSettlementEvmScheme, "exact": ExactEvmScheme}


@dataclass
class Paid:
    """An answer with its receipt, and the headers that the last try was sent with."""

    status: int
    body: bytes
    receipt: object
    sent: dict


class _Customer:
    client_class = None

    def __init__(self, private_key, rpc_url, schemes=("batch-settlement",)):
        # The RPC lets the scheme read its channel again after it has lost its memory.
        signer = EthAccountSignerWithRPC(Account.from_key(private_key), rpc_url)
        self.address = signer.address
        self.private_key = private_key
        self.schemes = {name: AVAILABLE[name](signer) for name in schemes}
        registered = [SchemeRegistration(network="eip155:*", client=scheme) for scheme in self.schemes.values()]
        self.x402 = self.client_class.from_config(x402ClientConfig(schemes=registered))

    def pay(self, url, method="GET", **options):
        """Pays for one answer."""
        return self.pay_at_once([url], method, **options)[0]


class Httpx(_Customer):
    """Over httpx: asynchronous, many requests at once in one thread."""

    client_class = x402Client

    def pay_at_once(self, urls, method="GET", **options):
        """Pays for many answers at the same time."""
        return asyncio.run(self._pay_at_once(urls, method, options))

    async def _pay_at_once(self, urls, method, options):
        sent = {}
        async with httpx.AsyncClient(transport=x402AsyncTransport(self.x402, _Recording(sent))) as client:
            requested = [client.request(method, url, **options, extensions={"number": i}) for i, url in enumerate(urls)]
            answers = await asyncio.gather(*requested)
        return [_paid(answer.status_code, answer.content, answer.headers, sent[i]) for i, answer in enumerate(answers)]


class _Recording(httpx.AsyncHTTPTransport):
    """Remembers the headers that were sent last for each request."""

    def __init__(self, sent):
        super().__init__()
        self._sent = sent

    async def handle_async_request(self, request):
        self._sent[request.extensions["number"]] = dict(request.headers)
        return await super().handle_async_request(request)


class Requests(_Customer):
    """Over requests: one session, many requests at once in as many threads."""

    client_class = x402ClientSync

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._session = x402_requests(self.x402)

    def pay_at_once(self, urls, method="GET", **options):
        """Pays for many answers at the same time."""
        with ThreadPoolExecutor(len(urls)) as threads:
            answers = list(threads.map(lambda url: self._session.request(method, url, **options), urls))
        return [_paid(answer.status_code, answer.content, answer.headers, dict(answer.request.headers)) for answer in answers]


def _paid(status, body, headers, sent):
    receipt = headers.get("PAYMENT-RESPONSE")
    return Paid(status, body, receipt and decode_payment_response_header(receipt), sent)


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(f"usage: python {sys.argv[0]} <url> <private key> <rpc url> [times]")
    url, private_key, rpc_url, *times = sys.argv[1:]
    customer = Httpx(private_key, rpc_url)
    for _ in range(int(times[0]) if times else 3):
        paid = customer.pay(url)
        print(paid.status, paid.receipt.extra["chargedAmount"] if paid.receipt else None)


if __name__ == "__main__":
    main()
