"""What the cloud contains and how it is set: everything its services share, and a test may change."""

import secrets
import threading
import time
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from . import shapes
from .clock import stamp
from .fleet import Duration, Fleet, Pace
from .messages import Json
from .server_shape import Version, bookmark, embedded_flavor, links, new_server
from .tokens import Project, Tokens

CIRROS = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
_STATES: dict[str, Json] = {
    "SHUTOFF": {"OS-EXT-STS:vm_state": "stopped", "OS-EXT-STS:power_state": 4},
    "PAUSED": {"OS-EXT-STS:vm_state": "paused", "OS-EXT-STS:power_state": 3},
    "SUSPENDED": {"OS-EXT-STS:vm_state": "suspended", "OS-EXT-STS:power_state": 4},
}


class World:
    """One user in two projects, some flavors, an image, a network, and servers as they come."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.url = ""
        self._settings()
        self._people()
        self.tokens = Tokens(self.now)
        self.fleet = Fleet(self.now)
        self.images: dict[str, Json] = {}
        self.flavors: dict[str, Json] = {}
        self.networks: dict[str, Json] = {}
        self.add_flavor(name="m1.tiny", id="1", disk=1)
        self.add_flavor(name="m1.small", id="2", ram=2048, disk=20)
        self.add_flavor(name="testflav", id="6")
        self.add_image(name="cirros-0.3.0-x86_64", id=CIRROS)
        self.add_network(name="private")

    def _settings(self) -> None:
        self.region = "RegionOne"
        self.newest: Version = (2, 104)  # microversion; (2, 0) for a Nova that has none
        self.compute_routes: list[Any] = []  # of a test's own, which come first
        self.catalog: list[Any] = []
        self.token_lifetime: float = 3600
        self.clock_offset: float = 0
        self.logins = 0
        self.version_links = "absolute"
        self.identity_versions = ["v3.14", "v2.0"]
        self.v1_redirects = 0
        self.pace: Pace = [
            ("scheduling", 0.05),
            ("networking", 0.05),
            ("block_device_mapping", 0.05),
            ("spawning", 0.05),
        ]
        self.outcome = "ACTIVE"
        self.delete_takes: Duration = 0.0
        self.action_takes: Duration = 0.0
        self.page_size = 1000
        self.image_page_size = 25

    def _people(self) -> None:
        self.username = "demo"
        self.password = "s3cr3t-pa55"
        self.user_id = uuid.uuid4().hex
        self.domain_id = "default"
        self.domain_name = "Default"
        self.project = Project(uuid.uuid4().hex, "demo")
        self.other_project = Project(uuid.uuid4().hex, "other")
        self.roles = [{"id": uuid.uuid4().hex, "name": name} for name in ("member", "reader")]
        self.application_credential: Json = {
            "id": uuid.uuid4().hex,
            "name": "ci",
            "secret": "app-s3cr3t",
        }

    @property
    def projects(self) -> tuple[Project, ...]:
        """The projects the user has a role in."""
        return (self.project, self.other_project)

    @property
    def servers(self) -> Mapping[str, Json]:
        """The servers there are now; each may be changed in place, the mapping itself may not."""
        with self.lock:
            self.fleet.advance()
            return MappingProxyType(dict(self.fleet.servers))

    def now(self) -> float:
        """The time by the cloud's clock."""
        return time.time() + self.clock_offset

    def revoke_tokens(self) -> None:
        """Make every token issued so far worthless."""
        with self.lock:
            self.tokens.revoke()

    def add_flavor(self, name: str, id: str | None = None, **overrides: Any) -> Json:
        """A further flavor: 512 MB, one CPU, 1 GB, unless told otherwise."""
        flavor = {**shapes.flavor_shape(id or str(uuid.uuid4()), name), **overrides}
        with self.lock:
            self.flavors[flavor["id"]] = flavor
        return flavor

    def add_image(self, name: str, id: str | None = None, **overrides: Any) -> Json:
        """A further image, public and active unless told otherwise."""
        shape = shapes.image_shape(
            id or str(uuid.uuid4()), name, self.project.id, stamp(self.now())
        )
        with self.lock:
            self.images[shape["id"]] = {**shape, **overrides}
        return self.images[shape["id"]]

    def add_network(self, name: str, id: str | None = None, **overrides: Any) -> Json:
        """A further network, shared unless told otherwise; servers that ask for none get the
        first.
        """
        shape = shapes.network_shape(
            id or str(uuid.uuid4()), name, self.project.id, stamp(self.now())
        )
        with self.lock:
            self.networks[shape["id"]] = {**shape, **overrides}
        return self.networks[shape["id"]]

    def add_server(self, name: str, id: str | None = None, **overrides: Any) -> Json:
        """A server that stands already: ACTIVE, of the first image, flavor and network, unless told
        otherwise.

        A `status` brings the states that go with it, ERROR its fault too; names with colons are
        given as `**{"OS-EXT-STS:task_state": ...}`. `flavor` and `image` may be ids,
        `reservation_id` is kept aside.
        """
        flavor_id = overrides.pop("flavor", None) or next(iter(self.flavors))
        image_id = overrides.pop("image", None) or next(iter(self.images))
        reservation_id = overrides.pop("reservation_id", None) or self.new_reservation()
        with self.lock:
            server = self.shape_server(
                name, self.project.id, self.flavors[flavor_id], image_id, server_id=id
            )
            self.fleet.put(server, flavor_id, reservation_id)
            status = overrides.get("status", "ACTIVE")
            if status != "BUILD":
                server["OS-EXT-STS:task_state"] = None
                self.fleet.connect(
                    server, [str(network["name"]) for network in list(self.networks.values())[:1]]
                )
                self.fleet.start(server)
            if status == "ERROR":
                self.fleet.mark_error(server)
            server.update({**_STATES.get(status, {}), **overrides})
        return server

    def remove_server(self, server_id: str) -> None:
        """Delete a server at once, as if by someone else."""
        with self.lock:
            self.fleet.advance()
            self.fleet.remove(server_id)

    def shape_server(
        self,
        name: str,
        project_id: str,
        flavor: Json,
        image_id: str,
        *,
        server_id: str | None = None,
    ) -> Json:
        """A server just asked for, of this flavor and image."""
        base = f"{self.url}/compute/v2.1"
        server = new_server(
            server_id or str(uuid.uuid4()), name, project_id, self.user_id, stamp(self.now())
        )
        server["flavor"] = embedded_flavor(flavor)
        server["image"] = bookmark(base, "images", image_id) if image_id else ""
        server["links"] = links(base, "servers", server["id"])
        return server

    def new_request_id(self) -> str:
        """The id of the next request."""
        return f"req-{uuid.uuid4()}"

    @staticmethod
    def new_reservation() -> str:
        """A reservation id: r- and eight characters."""
        return "r-" + "".join(
            secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(8)
        )
