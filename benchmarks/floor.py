"""The floor: the cost of any script that imports click and requests, sends the same requests,
and prints.
"""

import os

import click
import requests


@click.command()
@click.argument("paths", nargs=-1)
def main(paths: tuple[str, ...]) -> None:
    """Request each path below FLOOR_URL with FLOOR_TOKEN."""
    session = requests.Session()
    headers = {"X-Auth-Token": os.environ["FLOOR_TOKEN"], "OpenStack-API-Version": "compute 2.96"}
    for path in paths:
        answer = session.get(os.environ["FLOOR_URL"] + path, headers=headers, timeout=60).json()
        for server in answer.get("servers", [answer]):
            click.echo(str(server.get("id", server)))


main()
