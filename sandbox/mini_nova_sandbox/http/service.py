"""A service: the operations below a URL prefix, with one way to authenticate and one to refuse."""

from __future__ import annotations

import inspect
import json
import logging
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from mini_nova_sandbox.http import body
from mini_nova_sandbox.http.call import NOBODY, Answer, Call, Caller, Microversion
from mini_nova_sandbox.http.errors import (
    ApiError,
    BadRequest,
    MethodNotAllowed,
    NotFound,
    Unauthorized,
)
from mini_nova_sandbox.http.file_response import FileResponse
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import JSON
from mini_nova_sandbox.http.validation import schema_problem
from mini_nova_sandbox.state import chance

if TYPE_CHECKING:
    from mini_nova_sandbox.cloud import Cloud

MAX_QUERY_FIELDS = 200
_TOKEN_IN_PATH = re.compile(r"(/v2\.0/tokens/)[^/]+")
_PROJECT_ID = re.compile(r"[0-9a-f]{32}")
_SLASHES = re.compile("//+")  # which servers take for one
_ENCODER = json.JSONEncoder(check_circular=False)  # answers are built from rows: they are trees
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Address:
    """A path below a service's prefix, split into its parts.

    ``path`` is matched against the operations; ``base`` is the rest, which links begin with.
    ``microversioned`` is whether answers name the microversion in their headers.
    """

    path: str
    base: str = ""
    version: Microversion = (2, 1)
    microversioned: bool = True
    project_id: str = ""


def split_project(path: str) -> tuple[str, str]:
    """Return the project's id at the beginning of a path without a slash there, and the rest.

    The id is '' if the path begins with something else.
    """
    project_id, _, rest = path.partition("/")
    if _PROJECT_ID.fullmatch(project_id):
        return project_id, rest
    return "", path


def _allow(_caller: Caller, _address: Address) -> None:
    """Let every caller in."""


def _auth_token(headers: Mapping[str, str]) -> str:
    return headers.get("x-auth-token", "")


@dataclass
class Service:
    """One API of the cloud, as an ASGI application.

    ``refusal`` renders an error as (content type, text) in the service's own format.
    ``parse_address`` splits the path below the prefix, given the headers; it may raise ApiError.
    ``find_caller`` returns the owner of a token, or None if the token is not valid.
    ``hides_methods`` answers 404, not 405, if a path does not have the method.
    ``refuses_head`` answers 405 to HEAD, except for public operations.
    ``check_caller`` raises ApiError for callers that the address is not for.
    ``service_types`` are its types in the catalog, the name if there are none.
    """

    name: str
    prefix: str
    operations: Sequence[Operation]
    cloud: Cloud
    refusal: Callable[[ApiError], tuple[str, str]]
    find_caller: Callable[[str], Caller | None]
    parse_address: Callable[[str, Mapping[str, str]], Address]
    answer_headers: Callable[[Address, str], dict[str, str]]
    check_caller: Callable[[Caller, Address], None] = _allow
    hides_methods: bool = False
    refuses_head: bool = False
    read_token: Callable[[Mapping[str, str]], str] = _auth_token
    service_types: tuple[str, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        request_id = "req-" + chance.new_uuid("request")
        path = _SLASHES.sub("/", scope["path"])
        address = Address(path.removeprefix(self.prefix))
        try:
            address = self.parse_address(address.path, request.headers)
            answer = await self._answer(request, address, request_id)
            response = _response(answer)
        except ApiError as error:
            response = self._refuse(error, address, request_id)
        except ClientDisconnect:
            return
        except Exception as error:
            path = redact_path(scope["path"])
            log.exception("%s %r (%s)", request.method, path, request_id)
            response = self._refuse(_unexpected(error, request_id), address, request_id)
        headers = self.answer_headers(address, request_id)
        response.headers["x-openstack-request-id"] = request_id
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    async def _answer(self, request: Request, address: Address, request_id: str) -> Answer:
        try:
            operation, parameters = self._match(request.method, address)
        except ApiError:
            self._authenticate(request, address)  # without a token it is a 401, not a 404
            raise
        caller = NOBODY if operation.public else self._authenticate(request, address)
        query = _query(request)
        _refuse_unknown_parameter(operation, query, address.version)
        root = _root(request)
        call = Call(
            cloud=self.cloud,
            method=request.method,
            root=root,
            base=root + self.prefix + address.base,
            path={name: body.check_text(str(value)) for name, value in parameters.items()},
            url_path=request.scope["path"],
            query=query,
            headers=request.headers,
            body=None,
            request_id=request_id,
            caller=caller,
            version=address.version,
        )
        if operation.upload:
            call.chunks = request.stream()
        else:
            raw = await body.read(request.stream())
            call.body = _parse_body(operation, raw, address.version)
        return await self._run(operation, call)

    def _match(self, method: str, address: Address) -> tuple[Operation, Mapping[str, Any]]:
        """Find an operation and its path parameters. Raises NotFound, MethodNotAllowed."""
        scope: Scope = {
            "type": "http",
            "method": method,
            "path": address.path,
            "root_path": "",
            "headers": [],
        }
        methods = set()
        for operation in self.operations:
            if not operation.exists_in(address.version):
                continue
            match, child_scope = operation.route.matches(scope)
            is_refused = self.refuses_head and method == "HEAD" and not operation.public
            if match is Match.FULL and not is_refused:
                return operation, child_scope["path_params"]
            if match is not Match.NONE:
                methods.add(operation.method)
        if methods and not self.hides_methods:
            allow = ", ".join(sorted(methods))
            raise MethodNotAllowed(
                "The method specified is not allowed for this resource.", headers={"allow": allow}
            )
        raise NotFound("The resource could not be found.")

    def _authenticate(self, request: Request, address: Address) -> Caller:
        """Return the owner of the request's token. Raises Unauthorized, or as check_caller."""
        caller = self.find_caller(self.read_token(request.headers))
        path = _SLASHES.sub("/", request.scope["path"]).removeprefix(self.prefix)
        types = self.service_types or (self.name,)
        if caller is None or not caller.may_send(types, request.method, path):
            raise Unauthorized("The request you have made requires authentication.")
        self.check_caller(caller, address)
        return caller

    async def _run(self, operation: Operation, call: Call) -> Answer:
        if inspect.iscoroutinefunction(operation.handler):
            return await operation.handler(call)  # type: ignore[no-any-return]
        with self.cloud.database.transaction():
            return operation.handler(call)  # type: ignore[return-value]

    def _refuse(self, error: ApiError, address: Address, request_id: str) -> Response:
        error.request_id = request_id
        error.version = address.version
        content_type, text = self.refusal(error)
        headers = {"content-type": content_type, **error.headers}
        return Response(text, error.status, headers)


def _unexpected(error: Exception, request_id: str) -> ApiError:
    """Return the answer to a mistake of ours, or to a disk that is full."""
    if isinstance(error, (OSError, sqlite3.OperationalError)):
        return ApiError(f"The sandbox cannot store its state: {error}.")
    return ApiError(f"Unexpected API Error. The sandbox's log has it as {request_id}.")


def redact_path(path: str) -> str:
    """Mask the token in a path of v2.0, for the log."""
    return _TOKEN_IN_PATH.sub(r"\1***", path)


def _parse_body(operation: Operation, raw: bytes, version: Microversion) -> Any:
    """Parse and validate a body; None if it is empty. Raises BadRequest in the schema's words."""
    if not raw:
        if operation.schema is not None:
            raise BadRequest("Malformed request body")
        return None
    value = body.parse(raw)
    schema = operation.schema_for(version)
    if schema is None:
        return value
    problem = schema_problem(schema, value)
    if problem:
        raise BadRequest(problem)
    return value


def _query(request: Request) -> list[tuple[str, str]]:
    try:
        raw = request.scope["query_string"].decode("ascii")
        pairs = parse_qsl(
            raw, keep_blank_values=True, max_num_fields=MAX_QUERY_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise BadRequest("Malformed query string") from error
    return [(body.check_text(name), body.check_text(value)) for name, value in pairs]


def _refuse_unknown_parameter(
    operation: Operation, query: Sequence[tuple[str, str]], version: Microversion
) -> None:
    """Raise BadRequest, in Nova's words, for a parameter that a strict operation does not know."""
    names = [name for name, _ in query]
    unknown = operation.unknown_parameter(names, version)
    if unknown:
        raise BadRequest(f"Additional properties are not allowed ('{unknown}' was unexpected)")


def _root(request: Request) -> str:
    host, port = request.scope["server"]
    return f"http://{host}:{port}"


def _response(answer: Answer) -> Response:
    if answer.file is not None:
        return FileResponse(answer.file, answer.status, answer.headers, answer.span)
    if answer.stream is not None:
        return StreamingResponse(answer.stream, answer.status, answer.headers)
    if answer.text is not None:
        return Response(answer.text, answer.status, answer.headers)
    if answer.body is None:
        return Response(b"", answer.status, answer.headers)
    text = _ENCODER.encode(answer.body)
    headers = {"content-type": JSON, **answer.headers}
    return Response(text, answer.status, headers)
