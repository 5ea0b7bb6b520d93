"""Something of everything on a real cloud, for a recording to find, and its deletion."""

from __future__ import annotations

import os
import time
from typing import Any

import requests

from mini_nova_auth import Session
from tests.acceptance.test_commands import IMAGE

PREFIX = f"record-{os.getpid()}"
SECRET = "Tr0ub4dor-record"
USER_DATA = "c2VjcmV0LXJlY29yZA=="
VERSION = {"OpenStack-API-Version": "compute 2.96"}
LIMIT = 300.0  # seconds, on a busy machine
FLAVOR = "6"

Item = dict[str, Any]


class Content:
    """Makes the things of ``PREFIX`` on a cloud, and deletes them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def send(self, method: str, service: str, path: str, body: Any = None) -> Any:
        """Send a request, and return the answer's JSON, None for none."""
        headers = VERSION if service == "compute" else {}
        answer = self._session.request(method, service, path, json=body, headers=headers)
        assert answer.status < 400, f"{method} {path}: {answer.status} {answer.content[:300]!r}"
        return answer.json() if answer.content else None

    def make(self, service: str, path: str, key: str, **members: Any) -> Item:
        """Create a thing with a POST, and return it."""
        return dict(self.send("POST", service, path, {key: members})[key])

    def furnish(self) -> None:
        """Make all of it."""
        self._make_flavors()
        self._make_image()
        self._make_networks()
        self._make_volumes()
        self._make_groups()
        self._make_servers()
        self._change_servers()

    def _make_flavors(self) -> None:
        self.make("compute", "/flavors", "flavor", name=f"{PREFIX}-a", ram=64, vcpus=1, disk=1)
        hidden = {"ram": 64, "vcpus": 2, "disk": 0, "os-flavor-access:is_public": False}
        flavor = self.make("compute", "/flavors", "flavor", name=f"{PREFIX}-hidden", **hidden)
        path = f"/flavors/{flavor['id']}"
        specs = {"extra_specs": {"hw:cpu_policy": "shared"}}
        self.send("POST", "compute", f"{path}/os-extra_specs", specs)
        access = {"addTenantAccess": {"tenant": self._session.access.project.id}}
        self.send("POST", "compute", f"{path}/action", access)

    def _make_image(self) -> None:
        image = {
            "name": f"{PREFIX}-image",
            "disk_format": "raw",
            "container_format": "bare",
            "os_distro": "debian",
            "admin_password": SECRET,
            "tags": ["one", "two"],
        }
        image_id = self.send("POST", "image", "/v2/images", image)["id"]
        url = self._session.endpoint("image")(self._session.access)
        headers = {
            "X-Auth-Token": self._session.access.token,
            "Content-Type": "application/octet-stream",
        }
        requests.put(
            f"{url}/v2/images/{image_id}/file", data=b"x" * 4096, headers=headers, timeout=LIMIT
        ).raise_for_status()

    def _make_networks(self) -> None:
        network = self.make("network", "/v2.0/networks", "network", name=f"{PREFIX}-net")
        self.network_id = network["id"]
        subnet = self._subnet("10.77.0.0/24", 4, dns_nameservers=["8.8.4.4"])
        self._subnet("fd77::/64", 6)
        external = self.external_network()
        gateway = {"external_gateway_info": {"network_id": external}}
        router = self.make("network", "/v2.0/routers", "router", name=f"{PREFIX}-r", **gateway)
        path = f"/v2.0/routers/{router['id']}/add_router_interface"
        self.send("PUT", "network", path, {"subnet_id": subnet["id"]})
        self._make_security_group()
        floating = {"floating_network_id": external}
        for number in range(2):
            words = {"description": f"{PREFIX}-{number}", **floating}
            self.make("network", "/v2.0/floatingips", "floatingip", **words)
        port = self.make(
            "network", "/v2.0/ports", "port", name=f"{PREFIX}-port", network_id=self.network_id
        )
        self.send("PUT", "network", f"/v2.0/ports/{port['id']}/tags", {"tags": ["spare"]})

    def _subnet(self, cidr: str, version: int, **members: Any) -> Item:
        members |= {"network_id": self.network_id, "cidr": cidr, "ip_version": version}
        name = f"{PREFIX}-v{version}"
        return self.make("network", "/v2.0/subnets", "subnet", name=name, **members)

    def _make_security_group(self) -> None:
        path = "/v2.0/security-groups"
        group = self.make("network", path, "security_group", name=f"{PREFIX}-web")
        rule = {"security_group_id": group["id"], "direction": "ingress", "protocol": "tcp"}
        ports = {"port_range_min": 80, "port_range_max": 443, "remote_ip_prefix": "192.0.2.0/24"}
        path = "/v2.0/security-group-rules"
        self.make("network", path, "security_group_rule", **rule, **ports)
        peers = {"remote_group_id": group["id"], "description": f"{PREFIX} peers"}
        self.make("network", path, "security_group_rule", **rule, **peers)

    def external_network(self) -> str:
        """Return the id of the external network: of the oldest one, as others may try theirs."""
        path = "/v2.0/networks?router:external=true"
        networks = self.send("GET", "network", path)["networks"]
        return str(min(networks, key=lambda network: str(network["created_at"]))["id"])

    def _make_volumes(self) -> None:
        for name in ("data", "spare"):
            self.make("block-storage", "/volumes", "volume", name=f"{PREFIX}-{name}", size=1)
        root = {"name": f"{PREFIX}-root", "size": 1, "imageRef": IMAGE}
        self.make("block-storage", "/volumes", "volume", **root)
        for name in ("data", "spare", "root"):
            self._wait_for("block-storage", "/volumes/detail", "volumes", name, "available")
        snapshot = {"name": f"{PREFIX}-snapshot", "volume_id": self.volume("spare")["id"]}
        self.make("block-storage", "/snapshots", "snapshot", **snapshot)

    def volume(self, name: str) -> Item:
        """Return the volume of a name behind the prefix."""
        return self._find("block-storage", "/volumes/detail", "volumes", name)

    def server(self, name: str) -> Item:
        """Return the server of a name behind the prefix."""
        return self._find("compute", "/servers/detail", "servers", name)

    def _find(self, service: str, path: str, key: str, name: str) -> Item:
        items = self.send("GET", service, path)[key]
        return next(dict(item) for item in items if item["name"] == f"{PREFIX}-{name}")

    def _wait_for(self, service: str, path: str, key: str, name: str, *statuses: str) -> None:
        end = time.monotonic() + LIMIT
        item = self._find(service, path, key, name)
        while item["status"] not in statuses or item.get("OS-EXT-STS:task_state"):
            assert time.monotonic() < end, item
            time.sleep(1)
            item = self._find(service, path, key, name)

    def _make_groups(self) -> None:
        aggregate = {"name": f"{PREFIX}-aggregate", "availability_zone": None}
        number = self.make("compute", "/os-aggregates", "aggregate", **aggregate)["id"]
        path = f"/os-aggregates/{number}/action"
        host = self.send("GET", "compute", "/os-services?binary=nova-compute")["services"][0][
            "host"
        ]
        self.send("POST", "compute", path, {"set_metadata": {"metadata": {"ssd": "true"}}})
        self.send("POST", "compute", path, {"add_host": {"host": host}})
        zone = {"name": f"{PREFIX}-zone", "availability_zone": f"{PREFIX}-zone"}
        self.make("compute", "/os-aggregates", "aggregate", **zone)
        group = {"name": f"{PREFIX}-group", "policy": "soft-anti-affinity"}
        self.group_id = self.make("compute", "/os-server-groups", "server_group", **group)["id"]

    def _make_servers(self) -> None:
        names = ("web", "peer", "stopped", "paused", "suspended", "failed", "rescued", "shelved")
        for name in (*names, "resized"):
            hints = {"group": self.group_id} if name in ("web", "peer") else {}
            self._boot(name, hints, imageRef=IMAGE)
        device = {
            "boot_index": 0,
            "uuid": self.volume("root")["id"],
            "source_type": "volume",
            "destination_type": "volume",
        }
        self._boot("volume", {}, block_device_mapping_v2=[device])
        for name in (*names, "resized", "volume"):
            self._wait_for("compute", "/servers/detail", "servers", name, "ACTIVE")

    def _boot(self, name: str, hints: Item, **members: Any) -> None:
        server = {
            "name": f"{PREFIX}-{name}",
            "flavorRef": FLAVOR,
            "networks": [{"uuid": self.network_id}],
            "metadata": {"role": name, "db_password": SECRET},
            "adminPass": SECRET,
            "user_data": USER_DATA,
            "security_groups": [{"name": f"{PREFIX}-web"}],
            **members,
        }
        self.send(
            "POST", "compute", "/servers", {"server": server, "os:scheduler_hints": hints or {}}
        )

    def _change_servers(self) -> None:
        web = self.server("web")["id"]
        self.send("PUT", "compute", f"/servers/{web}/tags", {"tags": ["blue", "green"]})
        self.send("POST", "compute", f"/servers/{web}/action", {"lock": {"locked_reason": "mine"}})
        attachment = {"volumeAttachment": {"volumeId": self.volume("data")["id"]}}
        peer = self.server("peer")["id"]
        self.send("POST", "compute", f"/servers/{peer}/os-volume_attachments", attachment)
        self._wait_for("block-storage", "/volumes/detail", "volumes", "data", "in-use")
        self._associate(web)
        for name, action, status in (
            ("stopped", {"os-stop": None}, "SHUTOFF"),
            ("paused", {"pause": None}, "PAUSED"),
            ("suspended", {"suspend": None}, "SUSPENDED"),
            ("failed", {"os-resetState": {"state": "error"}}, "ERROR"),
            ("rescued", {"rescue": {}}, "RESCUE"),
            ("shelved", {"shelve": None}, "SHELVED_OFFLOADED"),
            ("resized", {"resize": {"flavorRef": "1"}}, "VERIFY_RESIZE"),
        ):
            server_id = self.server(name)["id"]
            self.send("POST", "compute", f"/servers/{server_id}/action", action)
            self._wait_for("compute", "/servers/detail", "servers", name, status)

    def _associate(self, server_id: str) -> None:
        ports = self.send("GET", "network", f"/v2.0/ports?device_id={server_id}")["ports"]
        path = f"/v2.0/floatingips?description={PREFIX}-0"
        floating = self.send("GET", "network", path)["floatingips"][0]
        body = {"floatingip": {"port_id": ports[0]["id"]}}
        self.send("PUT", "network", f"/v2.0/floatingips/{floating['id']}", body)

    def clean(self) -> None:
        """Delete all of it, and what an interrupted run of this process has left."""
        for server in self._own("compute", "/servers/detail", "servers"):
            self.send("POST", "compute", f"/servers/{server['id']}/action", {"unlock": None})
            self.send("DELETE", "compute", f"/servers/{server['id']}")
        self._wait_until_none("compute", "/servers/detail", "servers")
        self._delete_all("block-storage", "/snapshots", "snapshots")
        self._wait_until_none("block-storage", "/snapshots", "snapshots")
        self._delete_all("block-storage", "/volumes", "volumes")
        self._delete_all("network", "/v2.0/floatingips", "floatingips")
        self._delete_routers()
        for path in ("ports", "networks", "security-groups"):
            self._delete_all("network", f"/v2.0/{path}", path.replace("-", "_"))
        self._delete_aggregates()
        self._delete_all("compute", "/os-server-groups", "server_groups")
        self._delete_all("compute", "/flavors", "flavors", "?is_public=None")
        self._delete_all("image", "/v2/images", "images", "?limit=1000")

    def _own(self, service: str, path: str, key: str, query: str = "") -> list[Item]:
        items = self.send("GET", service, f"{path}{query}")[key]
        return [item for item in items if self._is_own(item)]

    def _is_own(self, item: Item) -> bool:
        name = item.get("name") or item.get("description") or ""
        return str(name).startswith(PREFIX)

    def _delete_all(self, service: str, path: str, key: str, query: str = "") -> None:
        for item in self._own(service, path, key, query):
            self.send("DELETE", service, f"{path}/{item['id']}")

    def _wait_until_none(self, service: str, path: str, key: str) -> None:
        end = time.monotonic() + LIMIT
        while self._own(service, path, key):
            assert time.monotonic() < end, f"{key} are not deleted"
            time.sleep(1)

    def _delete_routers(self) -> None:
        for router in self._own("network", "/v2.0/routers", "routers"):
            path = f"/v2.0/routers/{router['id']}"
            query = f"?device_id={router['id']}&device_owner=network:router_interface"
            for port in self.send("GET", "network", f"/v2.0/ports{query}")["ports"]:
                self.send(
                    "PUT", "network", f"{path}/remove_router_interface", {"port_id": port["id"]}
                )
            self.send("DELETE", "network", path)

    def _delete_aggregates(self) -> None:
        for aggregate in self._own("compute", "/os-aggregates", "aggregates"):
            path = f"/os-aggregates/{aggregate['id']}"
            for host in aggregate["hosts"]:
                self.send("POST", "compute", f"{path}/action", {"remove_host": {"host": host}})
            self.send("DELETE", "compute", path)
