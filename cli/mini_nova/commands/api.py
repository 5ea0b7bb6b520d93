"""Send any request to a service, with its endpoint and a token.

PATH begins with a slash and follows the service's endpoint, which usually ends in a version:
/servers for compute, /users for identity, but /v2/images for image ('mini-nova catalog endpoint
SERVICE' shows the endpoint). The answer's body goes to stdout, JSON indented whatever --format
says. The exit code is 0 for a status below 400.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage, OutcomeUnknown, service_error
from mini_nova.lazy import Command
from mini_nova.output.machine import as_json
from mini_nova_auth import redact
from mini_nova_auth.access import microversions
from mini_nova_auth.access.access import Base
from mini_nova_auth.access.service_types import official
from mini_nova_auth.errors import Unavailable
from mini_nova_auth.services.paging import pages
from mini_nova_auth.settings.microversion import microversion as default_microversion
from mini_nova_auth.wire.message import READ_METHODS, Response
from mini_nova_auth.wire.refusal import refusal

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@click.command("api", cls=Command, help=__doc__)
@click.argument("method", metavar="METHOD")
@click.argument("path")
@click.option(
    "--service",
    metavar="TYPE",
    default="compute",
    help="Type of the service in the catalog; default compute.",
)
@click.option("--data", metavar="JSON", help="Body: JSON, @FILE, or @- for stdin.")
@click.option(
    "-H",
    "--header",
    "header_lines",
    metavar="NAME:VALUE",
    multiple=True,
    help="Header; may be repeated.",
)
@click.option(
    "--microversion",
    metavar="VERSION",
    help="The service's microversion: N.N or latest; default as in the settings.",
)
@click.option("--paginate", is_flag=True, help="Follow the links to further pages and join them.")
@click.option("-i", "--include", is_flag=True, help="Print the answer's status and headers first.")
@click.pass_obj
def command(
    context: Context,
    method: str,
    path: str,
    service: str,
    data: str | None,
    header_lines: tuple[str, ...],
    microversion: str | None,
    paginate: bool,
    include: bool,
) -> None:
    """Send a request that may change something only once.

    The body of a refusal is printed like any other; then the error follows on stderr.
    """
    method = method.upper()
    _check_request(method, path, paginate)
    body = _body(data)
    headers = microversions.headers(service, microversion or "")
    headers.update(_headers(header_lines))
    default = default_microversion(context.settings, service)
    headers = microversions.add_default(headers, service, default)
    base = _base(context, service)
    if paginate:
        document = pages(context.session, base, path, headers)
        context.show_document(document)
    else:
        answer = _send(context, method, base, path, body, headers)
        _print(context, answer, include)


def _base(context: Context, service: str) -> Base:
    """Return the base of a service's URLs; for compute, that of the compute commands."""
    if official(service) == "compute":
        return context.compute.base
    return context.session.endpoint(service)


def _check_request(method: str, path: str, paginate: bool) -> None:
    """Raise BadUsage for a request that cannot be sent."""
    if method not in METHODS:
        methods = ", ".join(METHODS)
        raise BadUsage(f"{method} is none of {methods}")
    has_blanks = any(character <= " " for character in path)
    if has_blanks or not path.startswith("/"):
        raise BadUsage(
            "PATH begins with a slash, and has no blanks",
            hint="For example: mini-nova api GET /servers",
        )
    if paginate and method != "GET":
        raise BadUsage("--paginate is for GET")


def _send(
    context: Context, method: str, base: Base, path: str, body: Any, headers: dict[str, str]
) -> Response:
    try:
        return context.session.send(method, base, path, body=body, headers=headers)
    except Unavailable as problem:
        if problem.sent and method not in READ_METHODS:
            raise OutcomeUnknown(
                f"{problem.message}: the {method} may have been done or not",
                hint="Look before sending it again.",
            ) from problem
        raise


def _print(context: Context, answer: Response, include: bool) -> None:
    """Print the answer: JSON indented and safe for a terminal, anything else unchanged.

    A refusal may echo the secrets that it refuses; they are hidden.
    """
    if include:
        _print_head(context, answer)
    value = answer.json_or_none()
    if value is not None and answer.is_error:
        context.io.result(_refusal_text(value))
    elif value is not None:
        context.show_document(value)
    elif answer.content:
        context.io.result_bytes(answer.content)
    if answer.is_error:
        raise service_error(refusal(answer))


def _refusal_text(value: Any) -> str:
    text = as_json(redact.body(value))
    return redact.echo(text)


def _print_head(context: Context, answer: Response) -> None:
    headers = answer.headers
    if answer.is_error:
        headers = redact.headers(headers)
    io = context.io
    io.result_line(f"HTTP {answer.status}")
    for name, value in headers.items():
        io.result_line(f"{name}: {value}")
    io.result("\n")


def _body(data: str | None) -> Any:
    """Return the JSON value to send. Raises BadUsage if it is not JSON."""
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


def _headers(lines: Sequence[str]) -> dict[str, str]:
    """Parse headers. Raises BadUsage for a malformed one, and for one that replaces the token."""
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name, value = name.strip(), value.strip()
        is_text = line.isascii() and line.isprintable()
        if not colon or not name or not is_text:
            raise BadUsage("a header is NAME:VALUE in one line of ASCII")
        if name.lower() == "x-auth-token":
            raise BadUsage(
                "the token is the login's",
                hint="Give another one with OS_TOKEN and OS_AUTH_TYPE=token.",
            )
        if name.lower() in redact.SECRET_HEADERS:
            redact.learn(value)
        headers[name] = value
    return headers
