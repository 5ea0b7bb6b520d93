"""The cloud of the benchmarks, in its own process: a line on stdin asks, JSON on stdout answers."""

from __future__ import annotations

import json
import sys

from tests.local_cloud import LocalCloud

SERVERS = 10
PACE = [("scheduling", 0.5), ("networking", 0.5), ("block_device_mapping", 0.5), ("spawning", 0.5)]
OWN_TIME = sum(seconds for _, seconds in PACE)


def main() -> None:
    """Serve until stdin ends. Each line asks for the number of requests so far."""
    with LocalCloud() as cloud:
        cloud.pace = PACE
        ids = [str(cloud.add_server(f"server-{number}")["id"]) for number in range(SERVERS)]
        print(
            json.dumps({"openrc": cloud.openrc(3), "url": cloud.url, "server": ids[0]}), flush=True
        )
        for _ in sys.stdin:
            print(json.dumps(len(cloud.requests)), flush=True)


if __name__ == "__main__":
    main()
