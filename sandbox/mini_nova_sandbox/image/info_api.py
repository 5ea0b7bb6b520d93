"""What clients ask about the image service itself: import methods, stores, usage, the cache."""

from __future__ import annotations

from typing import NoReturn

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image.checksums import CHUNK
from mini_nova_sandbox.image.imports import METHODS
from mini_nova_sandbox.image.lookup import require_admin
from mini_nova_sandbox.image.views import STORE

CACHE_RULES = {"GET": "cache_list", "DELETE": "cache_delete", "PUT": "cache_image"}


def import_methods(_call: Call) -> Answer:
    """List the import methods."""
    methods = {
        "description": "Import methods available.",
        "type": "array",
        "value": METHODS,
    }
    return Answer(body={"import-methods": methods})


def stores(_call: Call) -> Answer:
    """List the stores: there is one."""
    store = {"id": STORE, "default": "true"}
    return Answer(body={"stores": [store]})


def stores_detail(call: Call) -> Answer:
    """List the stores with what only admins see. Raises Forbidden."""
    require_admin(call, "stores_info_detail")
    properties = {
        "data_dir": str(call.cloud.settings.images),
        "chunk_size": CHUNK,
        "thin_provisioning": False,
    }
    store = {
        "id": STORE,
        "default": "true",
        "type": "file",
        "properties": properties,
        "weight": 0,
    }
    return Answer(body={"stores": [store]})


def usage(_call: Call) -> Answer:
    """Show the usage of quotas: there are none."""
    return Answer(body={"usage": {}})


def cache(call: Call) -> NoReturn:
    """Refuse the cache, which is not there. Raises Forbidden, NotFound."""
    require_admin(call, CACHE_RULES[call.method])
    raise NotFound("Caching via API is not supported at this site.")


OPERATIONS = (
    Operation("GET", "/v2/info/import", import_methods),
    Operation("GET", "/v2/info/stores", stores),
    Operation("GET", "/v2/info/stores/detail", stores_detail),
    Operation("GET", "/v2/info/usage", usage),
    Operation("GET", "/v2/cache", cache),
    Operation("DELETE", "/v2/cache", cache),
    Operation("PUT", "/v2/cache/{image_id}", cache),
    Operation("DELETE", "/v2/cache/{image_id}", cache),
)
