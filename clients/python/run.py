"""Runs every case with a client and reports in TAP:  python run.py httpx|requests"""

import sys
import traceback
from concurrent.futures import ThreadPoolExecutor

from cases import CASES
from customer import Httpx, Requests

CLIENTS = {"httpx": Httpx, "requests": Requests}


def attempt(case, kind):
    """What went wrong, if anything."""
    try:
        case(kind)
    except Exception:
        return traceback.format_exc()


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in CLIENTS:
        sys.exit(f"usage: python {sys.argv[0]} {'|'.join(CLIENTS)}")
    kind = CLIENTS[sys.argv[1]]
    with ThreadPoolExecutor(len(CASES)) as threads:
        wrongs = list(threads.map(lambda case: attempt(case, kind), CASES.values()))
    for number, (name, wrong) in enumerate(zip(CASES, wrongs), 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        for line in (wrong or "").splitlines():
            print(f"    # {line}")
    sys.exit(any(wrongs))


if __name__ == "__main__":
    main()
