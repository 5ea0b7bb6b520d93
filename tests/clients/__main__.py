"""Drive OpenStack clients through their steps: ``python -m tests.clients [CLIENT...]``.

Prints how many steps each passed, and on stderr each step that did not. Exit codes: 0 done, 1 less
than recorded (with --check), 2 usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.clients import page
from tests.clients.clients import CLIENTS, Client, default_cache, named
from tests.clients.record import LAB, SANDBOX, Record
from tests.clients.runs import Run, drive


def main() -> int:
    """Run the clients that the command line names, and show how they fared."""
    options = _options()
    record = Record.read()
    if options.page:
        page.write(record)
        return 0
    losses: list[str] = []
    for run in _runs(_installed(options), options):
        _show(run)
        losses += record.losses(run)
        if options.record:
            latest = Record.read()  # another run may have added to it
            latest.add(run, options.cloud)
            latest.write()
            page.write(latest)
    if not options.check:
        return 0
    for sentence in losses:
        print(sentence, file=sys.stderr)
    return 1 if losses else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.clients", description=__doc__)
    names = list(dict.fromkeys(name for client in CLIENTS for name in (client.family, client.name)))
    parser.add_argument("clients", nargs="*", metavar="CLIENT", help=", ".join(names))
    parser.add_argument("--cloud", choices=[SANDBOX, LAB], default=SANDBOX, help="lab: as OS_* say")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="what install made")
    parser.add_argument("--quick", action="store_true", help="only clients that are quick")
    parser.add_argument("--record", action="store_true", help="keep the result, and make the page")
    parser.add_argument("--check", action="store_true", help="fail if less passes than recorded")
    parser.add_argument("--page", action="store_true", help="only make the page from the record")
    parser.add_argument("--jobs", type=int, default=2, help="clients at once")
    options = parser.parse_args()
    unknown = set(options.clients) - set(names)
    if unknown:
        parser.error(f"no such client: {', '.join(sorted(unknown))}")
    return options


def _installed(options: argparse.Namespace) -> Iterator[Client]:
    """The clients to run; says loudly which are not there."""
    for client in named(options.clients):
        if options.quick and not client.is_quick:
            continue
        if client.is_installed(options.cache):
            yield client
        else:
            print(f"!!! {client.name} IS NOT INSTALLED: NOT RUN !!!", file=sys.stderr)


def _runs(clients: Iterator[Client], options: argparse.Namespace) -> Iterator[Run]:
    run = partial(drive, cloud_name=options.cloud, cache=options.cache)
    with ThreadPoolExecutor(options.jobs) as pool:
        yield from pool.map(run, clients)


def _show(run: Run) -> None:
    for step, problem in run.steps.items():
        if problem:
            print(f"{run.client}: {step}: {problem}", file=sys.stderr)
    print(f"{run.client}: {len(run.passed)} of {len(run.steps)} steps passed", flush=True)


if __name__ == "__main__":
    sys.exit(main())
