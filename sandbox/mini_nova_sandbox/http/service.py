"""A service: operations under a prefix, one way to refuse, one way to find out who asks.

An operation's handler is a plain function from a Call to an Answer. It runs alone, inside one transaction; one that has
to wait (a password's hash, an upload) is ``async`` and opens its transactions itself.
"""

from __future__ import annotations

import inspect
import json
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from mini_nova_sandbox.http import body
from mini_nova_sandbox.http.call import NOBODY, Answer, Call, Caller, Microversion
from mini_nova_sandbox.http.errors import ApiError, BadRequest, NotAllowed, NotFound, Unauthorized

if TYPE_CHECKING:
    from mini_nova_sandbox.cloud import Cloud

Handler = Callable[[Call], Answer] | Callable[[Call], Awaitable[Answer]]
log = logging.getLogger(__name__)
SECRET_MEMBERS = {
    "adminPass",
    "password",
    "original_password",
    "secret",
    "user_data",
    "personality",
    "auth",
}
_TOKEN_IN_PATH = re.compile(r"(/v2\.0/tokens/)[^/]+")


@dataclass(frozen=True)
class Operation:
    """``GET /servers/{server_id}`` and the function that answers it.

    ``schema`` is a JSON schema of the body, or a function from microversion to one. ``public`` needs no token. ``since``
    and ``until`` bound the microversions in which it exists. ``upload`` leaves the body unread, for the handler.
    """

    method: str
    path: str
    handler: Handler
    schema: Mapping[str, Any] | Callable[[Microversion], Mapping[str, Any]] | None = None
    public: bool = False
    since: Microversion = (0, 0)
    until: Microversion = (99, 0)
    upload: bool = False

    @cached_property
    def route(self) -> Route:
        """The path as Starlette matches it."""
        return Route(self.path, self.handler, methods=[self.method])


@dataclass
class Service:
    """One API of the cloud.

    ``refusal`` renders an error as (content type, text) in the service's own shape.
    ``address`` takes the path below the prefix apart: what the operations match, the base for links, the microversion
    (and may refuse). ``known_by`` gives the Caller of a token, or None.
    """

    name: str
    prefix: str
    operations: Sequence[Operation]
    cloud: Cloud
    refusal: Callable[[ApiError], tuple[str, str]]
    known_by: Callable[[str], Caller | None]
    address: Callable[[str, Mapping[str, str]], Address]
    answer_headers: Callable[[Address, str], dict[str, str]]
    check_caller: Callable[[Caller, Address], None] = lambda _caller, _address: None
    token_of: Callable[[Mapping[str, str]], str] = lambda headers: headers.get("x-auth-token", "")
    _validators: dict[int, Any] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI)."""
        request = Request(scope, receive)
        request_id = f"req-{uuid.uuid4()}"
        where = Address(scope["path"].removeprefix(self.prefix), _root(request) + self.prefix)
        try:
            where = self.address(where.path, request.headers)
            where.base = _root(request) + self.prefix + where.base
            answer = await self._answer(request, where, request_id)
            response = _response(answer)
        except ApiError as error:
            response = self._refused(error)
        except ClientDisconnect:
            return
        except Exception:
            log.exception("%s %r (%s)", request.method, without_secrets(scope["path"]), request_id)
            response = self._refused(
                ApiError(f"Unexpected API Error. The sandbox's log has it as {request_id}.")
            )
        response.headers["x-openstack-request-id"] = request_id
        for name, value in self.answer_headers(where, request_id).items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    async def _answer(self, request: Request, where: Address, request_id: str) -> Answer:
        operation, parameters = self._operation(request.method, where)
        caller = NOBODY
        if operation is None or not operation.public:
            caller = self._caller(request.headers)
            self.check_caller(caller, where)
        if operation is None:
            raise parameters["refusal"]
        call = Call(
            cloud=self.cloud,
            method=request.method,
            root=_root(request),
            base=where.base,
            path={name: body.check_text(str(value)) for name, value in parameters.items()},
            url_path=request.scope["path"],
            query=_query(request),
            headers=request.headers,
            body=None,
            request_id=request_id,
            caller=caller,
            version=where.version,
        )
        if operation.upload:
            call.chunks = request.stream()
        else:
            call.body = self._checked(operation, await body.read(request.stream()), where.version)
        if inspect.iscoroutinefunction(operation.handler):
            return await operation.handler(call)  # type: ignore[no-any-return]
        with self.cloud.database.transaction():
            return operation.handler(call)  # type: ignore[return-value]

    def _operation(self, method: str, where: Address) -> tuple[Operation | None, Mapping[str, Any]]:
        """The operation of this method, path and microversion, and what the path names; or None, and the ``refusal``."""
        scope: Scope = {
            "type": "http",
            "method": method,
            "path": where.path,
            "root_path": "",
            "headers": [],
        }
        there = False
        for operation in self.operations:
            match, child = operation.route.matches(scope)
            if match is Match.FULL and operation.since <= where.version <= operation.until:
                return operation, child["path_params"]
            there = there or (
                match is Match.PARTIAL and operation.since <= where.version <= operation.until
            )
        if there:
            return None, {
                "refusal": NotAllowed("The method specified is not allowed for this resource.")
            }
        return None, {"refusal": NotFound("The resource could not be found.")}

    def _caller(self, headers: Mapping[str, str]) -> Caller:
        caller = self.known_by(self.token_of(headers))
        if caller is None:
            raise Unauthorized("The request you have made requires authentication.")
        return caller

    def _checked(self, operation: Operation, raw: bytes, version: Microversion) -> Any:
        """The parsed body, valid by the operation's schema. Raises BadRequest in the words of the validator."""
        if not raw:
            if operation.schema is not None:
                raise BadRequest("Malformed request body")
            return None
        value = body.parse(raw)
        if operation.schema is None:
            return value
        schema = operation.schema(version) if callable(operation.schema) else operation.schema
        problem = first_problem(self._validators, schema, value)
        if problem:
            raise BadRequest(problem)
        return value

    def _refused(self, error: ApiError) -> Response:
        content_type, text = self.refusal(error)
        return Response(text, error.status, {"content-type": content_type, **error.headers})


@dataclass
class Address:
    """Where a request goes within a service."""

    path: str
    base: str = ""
    version: Microversion = (2, 1)
    asked_version: bool = True
    project_id: str = ""


def first_problem(validators: dict[int, Any], schema: Mapping[str, Any], value: Any) -> str:
    """What is most wrong with a value, in Nova's words, or ''. Schemas live as long as the process: they are kept by id."""
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import best_match

    validator = validators.get(id(schema))
    if validator is None:
        validator = validators[id(schema)] = Draft7Validator(schema)
    error = best_match(validator.iter_errors(value))
    if error is None:
        return ""
    if not error.path:
        return str(error.message)[:2000]
    if SECRET_MEMBERS.intersection(map(str, error.path)):
        return f"Invalid input for field/attribute {error.path[-1]}."
    return f"Invalid input for field/attribute {error.path[-1]}. Value: {_shown(error.instance)}. {error.message}"[
        :2000
    ]


def _shown(value: Any) -> Any:
    """A value as a refusal repeats it: without the secrets among its members."""
    if not isinstance(value, dict):
        return value
    return {name: "***" if name in SECRET_MEMBERS else inner for name, inner in value.items()}


def without_secrets(path: str) -> str:
    """A path as it may be written down: v2.0 has tokens in its paths."""
    return _TOKEN_IN_PATH.sub(r"\1***", path)


def _query(request: Request) -> list[tuple[str, str]]:
    try:
        raw = request.scope["query_string"].decode("ascii")
        pairs = parse_qsl(raw, keep_blank_values=True, max_num_fields=200, errors="strict")
    except ValueError as error:
        raise BadRequest("Malformed query string") from error
    return [(body.check_text(name), body.check_text(value)) for name, value in pairs]


def _root(request: Request) -> str:
    host, port = request.scope["server"]
    return f"http://{host}:{port}"


def _response(answer: Answer) -> Response:
    if answer.file is not None:
        return FileResponse(
            answer.file, answer.status, answer.headers, media_type="application/octet-stream"
        )
    if answer.text is not None:
        return Response(answer.text, answer.status, answer.headers)
    if answer.body is None:
        return Response(b"", answer.status, answer.headers)
    text = json.dumps(answer.body)
    return Response(text, answer.status, {"content-type": "application/json", **answer.headers})
