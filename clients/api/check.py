"""Holds a running server's JSON API against its own OpenAPI document, with schemathesis.

    pip install -r requirements.txt
    python check.py http://127.0.0.1:8080 [--examples 500]

First with the venture that the server has, then with addresses that it does not have. The stream of live updates never
ends, so it is only asked for its first event. Exits with 0 when nothing is amiss.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

# What the API answers to what it does not accept. 414 is a request that is longer than it reads.
REJECTED = [400, 404, 405, 414]
SECONDS_MAX = 1_800


def get(url: str) -> urllib.request.addinfourl:
    """Asks the server itself, whatever proxy the environment names."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=30)


def first_event(venture: str) -> None:
    """Fails unless the first live update is about a block."""
    with get(f"{venture}/events") as stream:
        event, data = stream.readline().decode(), stream.readline().decode()
    if event.strip() != "event: block" or not data.startswith("data:"):
        sys.exit(f"the first live update is {event!r}, {data!r}")
    block = json.loads(data.removeprefix("data:"))["block"]
    print(f"live updates begin at block {block['number']}")


def schemathesis(server: str, config: str, examples: int) -> int:
    """Runs it with a configuration in TOML."""
    environment = {**os.environ, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "schemathesis.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[checks]\nnegative_data_rejection.expected-statuses = {REJECTED}\n{config}")
        # The same cases every time: a failure can be looked at again.
        arguments = ["--max-examples", str(examples), "--seed", "1", "--exclude-operation-id", "events"]
        arguments += ["--continue-on-failure", "--warnings", "off"]
        command = [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "--config-file", path, "run"]
        command += [f"{server}/api/v1/openapi.json", *arguments]
        return subprocess.run(command, cwd=folder, env=environment, timeout=SECONDS_MAX).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server", help="its address, e.g. http://127.0.0.1:8080")
    parser.add_argument("--examples", type=int, default=500, help="for each operation")
    asked = parser.parse_args()
    server = asked.server.rstrip("/")
    with get(f"{server}/api/v1/ventures") as answer:
        share = json.load(answer)["data"][0]["share"]
    first_event(f"{server}/api/v1/ventures/{share}")
    known = schemathesis(server, f'[parameters]\n"path.share" = "{share}"\n', asked.examples)
    unknown = schemathesis(server, "", max(asked.examples // 10, 1))
    return known or unknown


if __name__ == "__main__":
    sys.exit(main())
