"""Nova: its versions and microversions, its token check, and the way to its resources."""

import re
from dataclasses import replace

from . import nova_actions, nova_create, nova_resources, nova_servers
from .messages import Answer, Recorded, json_answer
from .nova_call import BadRequest, Call, Route
from .refusals import keystone_refusal, nova_refusal
from .server_shape import Version
from .tokens import Token
from .version_documents import compute_version, compute_version_in_full
from .world import World

_ROOTS = {"v2.1": "v2.1", "v2": "v2.0", "v1.1": "v1.1"}
_LOWEST = (2, 1)
_NOT_FOUND = "The resource could not be found."
_ROUTES: list[Route] = [
    ("POST", r"/servers", nova_create.create),
    ("GET", r"/servers", nova_servers.index),
    ("GET", r"/servers/detail", nova_servers.detail),
    ("GET", r"/servers/(?P<id>[^/]+)", nova_servers.show),
    ("DELETE", r"/servers/(?P<id>[^/]+)", nova_servers.delete),
    ("POST", r"/servers/(?P<id>[^/]+)/action", nova_actions.act),
    ("GET", r"/flavors", nova_resources.flavors),
    ("GET", r"/flavors/detail", nova_resources.flavors_in_detail),
    ("GET", r"/flavors/(?P<id>[^/]+)", nova_resources.flavor),
    ("GET", r"/images", nova_resources.images),
    ("GET", r"/images/detail", nova_resources.images_in_detail),
    ("GET", r"/images/(?P<id>[^/]+)", nova_resources.image),
    ("GET", r"/os-networks", nova_resources.networks),
]


def handle(world: World, request: Recorded) -> Answer:
    """Answer a request under /compute."""
    request_id = world.new_request_id()
    answer = _versioned(world, request, request.path.rstrip("/").removeprefix("/compute"))
    return answer.with_headers(x_compute_request_id=request_id, x_openstack_request_id=request_id)


def _versioned(world: World, request: Recorded, path: str) -> Answer:
    if path == "":
        return json_answer(
            200, {"versions": [compute_version(world, "v2.0"), compute_version(world, "v2.1")]}
        )
    root, _, rest = path[1:].partition("/")
    if root not in _ROOTS:
        return nova_refusal(404, _NOT_FOUND)
    if not rest and request.method in ("GET", "HEAD"):
        return json_answer(200, {"version": compute_version_in_full(world, _ROOTS[root])})
    token = world.tokens.find(request.headers.get("X-Auth-Token"))
    if token is None:
        return keystone_refusal(401).with_headers(
            WWW_Authenticate=f'Keystone uri="{world.url}/identity/v3"'
        )
    return _authorized(world, request, token, path)


def _authorized(world: World, request: Recorded, token: Token, path: str) -> Answer:
    root, _, rest = path[1:].partition("/")
    try:
        version = _microversion(world, request) if root == "v2.1" else _LOWEST
    except BadRequest as bad:
        return nova_refusal(400, str(bad))
    project_id = token.scope.project.id if token.scope.project else ""
    answer = _scoped(
        Call(world, request, project_id, version, f"{world.url}/compute/{root}", root, f"/{rest}")
    )
    if root != "v2.1":
        return answer
    text = _dotted(version)
    answer = answer.with_headers(
        X_OpenStack_Nova_API_Version=text, OpenStack_API_Version=f"compute {text}"
    )
    return answer.with_headers(Vary="OpenStack-API-Version, X-OpenStack-Nova-API-Version")


def _dotted(version: Version) -> str:
    return ".".join(str(part) for part in version)


def _microversion(world: World, request: Recorded) -> Version:
    legacy = request.headers.get("X-OpenStack-Nova-API-Version")
    versions = dict(
        re.findall(r"([\w-]+)\s+([^\s,]+)", request.headers.get("OpenStack-API-Version", ""))
    )
    version = versions.get("compute", legacy or "2.1").strip()
    if version == "latest":
        return world.newest
    if not re.fullmatch(r"[1-9]\d*\.(0|[1-9]\d*)", version):
        raise BadRequest(
            f"API Version String {version} is of invalid format. Must be of format MajorNum.MinorNum."
        )
    major, minor = version.split(".")
    return int(major), int(minor)


def _scoped(call: Call) -> Answer:
    if not _LOWEST <= call.version <= max(call.world.newest, _LOWEST):
        text = (
            f"Version {_dotted(call.version)} is not supported by the API. "
            f"Minimum is 2.1 and maximum is {_dotted(call.world.newest)}."
        )
        return nova_refusal(406, text)
    if not call.project_id:
        return nova_refusal(
            403, "Policy doesn't allow os_compute_api:servers:index to be performed."
        )
    prefix = re.match(r"/([0-9a-f]{32})(?=/|$)", call.path)
    if prefix is None:
        return _dispatch(call) if call.root == "v2.1" else nova_refusal(404, _NOT_FOUND)
    if prefix[1] != call.project_id:
        return nova_refusal(
            400, "Malformed request URL: URL's project_id doesn't match Context's project_id"
        )
    return _dispatch(replace(call, base=call.base + prefix[0], path=call.path[len(prefix[0]) :]))


def _dispatch(call: Call) -> Answer:
    method = "GET" if call.request.method == "HEAD" else call.request.method
    routes: list[Route] = [*call.world.compute_routes, *_ROUTES]
    for route_method, pattern, resource in routes:
        match = re.fullmatch(pattern, call.path)
        if match and method == route_method:
            try:
                return resource(replace(call, item_id=match.groupdict().get("id", "")))
            except BadRequest as bad:
                return nova_refusal(400, str(bad))
    return nova_refusal(404, _NOT_FOUND)
