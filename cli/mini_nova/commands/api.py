"""Send any request to a service of the cloud, with its endpoint and a token; the answer's body goes to stdout.

PATH begins with a slash and follows the service's endpoint, which mostly has the version in it: /servers for compute,
/users for identity, and yet /v2/images for image ('mini-nova catalog endpoint SERVICE' shows it). JSON is printed
indented, whatever --format says. The exit code is 0 for a status below 400.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from mini_nova.compute.service import service_error
from mini_nova.context import Context
from mini_nova.errors import BadUsage, OutcomeUnknown
from mini_nova.lazy import Command
from mini_nova.output.machine import as_json
from mini_nova_auth import redact
from mini_nova_auth.access import microversions
from mini_nova_auth.access.service_types import official
from mini_nova_auth.errors import Unavailable
from mini_nova_auth.services.paging import pages
from mini_nova_auth.session import Base
from mini_nova_auth.settings.microversion import microversion as default_microversion
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.refusal import refusal

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@click.command("api", cls=Command, help=__doc__)
@click.argument("method", metavar="METHOD")
@click.argument("path")
@click.option(
    "--service",
    metavar="TYPE",
    default="compute",
    help="The service's type in the catalog; default compute.",
)
@click.option("--data", metavar="JSON", help="The body: JSON, @FILE, or @- for stdin.")
@click.option(
    "-H",
    "--header",
    "headers",
    metavar="NAME:VALUE",
    multiple=True,
    help="A header; may be repeated.",
)
@click.option(
    "--microversion",
    metavar="VERSION",
    help="The service's microversion, as 2.96 or latest; default what the settings ask for.",
)
@click.option(
    "--paginate", is_flag=True, help="Follow the links to the next page, and join the pages."
)
@click.option("-i", "--include", is_flag=True, help="Print the answer's status and headers first.")
@click.pass_obj
def command(
    context: Context,
    method: str,
    path: str,
    service: str,
    data: str | None,
    headers: tuple[str, ...],
    microversion: str | None,
    paginate: bool,
    include: bool,
) -> None:
    """PATH begins with a slash and follows the service's endpoint: /servers/detail?limit=2. JSON is printed indented.

    A request that may have changed something is sent once. Exit code 0 for a status below 400; else the body is printed
    all the same, and the error follows on stderr.
    """
    method = method.upper()
    if method not in METHODS:
        raise BadUsage(f"{method} is none of {', '.join(METHODS)}")
    if not path.startswith("/") or any(character <= " " for character in path):
        raise BadUsage(
            "PATH begins with a slash, and has no blanks",
            hint="For example: mini-nova api GET /servers",
        )
    if paginate and method != "GET":
        raise BadUsage("--paginate is for GET")
    body = _body(data)
    sent = _headers(context.settings, service, headers, microversion)
    base = (
        context.compute.base
        if official(service) == "compute"
        else context.session.endpoint(service)
    )
    if paginate:
        context.io.result(as_json(pages(context.session, base, path, sent)))
        return
    _print(context, _answer(context, method, base, path, body, sent), include)


def _answer(
    context: Context, method: str, base: Base, path: str, body: Any, headers: dict[str, str]
) -> Response:
    try:
        return context.session.send(method, base, path, body=body, headers=headers)
    except Unavailable as problem:
        if problem.sent and method not in ("GET", "HEAD"):
            raise OutcomeUnknown(
                f"{problem.message}: the {method} may have been done or not",
                hint="Look before sending it again.",
            ) from problem
        raise


def _print(context: Context, answer: Response, include: bool) -> None:
    """The answer on stdout: JSON indented and made safe for a terminal, anything else as it is.

    Of an error no secret is shown: servers repeat what they refuse, and nobody has asked for theirs.
    """
    failed = answer.is_error
    if include:
        context.io.result_line(f"HTTP {answer.status}")
        for name, value in (redact.headers(answer.headers) if failed else answer.headers).items():
            context.io.result_line(f"{name}: {value}")
        context.io.result("\n")
    value = answer.json_or_none()
    if value is not None:
        context.io.result(redact.echo(as_json(redact.body(value))) if failed else as_json(value))
    elif answer.content:
        context.io.result_bytes(answer.content)
    if failed:
        raise service_error(refusal(answer))


def _body(data: str | None) -> Any:
    """The JSON value to send. Raises BadUsage for what is none, before anything is sent."""
    if data is None:
        return None
    try:
        if data == "@-":
            data = sys.stdin.read()
        elif data.startswith("@"):
            data = Path(data[1:]).read_text(encoding="utf-8")
        return json.loads(data)
    except OSError as problem:
        raise BadUsage(f"{data[1:]} cannot be read: {problem.strerror}") from problem
    except (ValueError, RecursionError) as problem:
        raise BadUsage(
            "the data is not JSON", hint="""Quote it for the shell: --data '{"key": "value"}'"""
        ) from problem


def _headers(
    settings: Settings, service: str, given: tuple[str, ...], microversion: str | None
) -> dict[str, str]:
    """The user's headers, with the settings' microversion unless the user asks for another.

    Raises BadUsage for a malformed header, and for one that would replace the token.
    """
    headers = microversions.headers(service, microversion or "")
    for line in given:
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or not (line.isascii() and line.isprintable()):
            raise BadUsage("a header is NAME:VALUE in one line of ASCII")
        name, value = name.strip(), value.strip()
        if name.lower() == "x-auth-token":
            raise BadUsage(
                "the token is the login's",
                hint="Give another one with OS_TOKEN and OS_AUTH_TYPE=token.",
            )
        if name.lower() in redact.SECRET_HEADERS:
            redact.learn(value)
        headers[name] = value
    return microversions.add_default(headers, service, default_microversion(settings, service))
