"""What the lines need on a cloud, and the words that they name it by."""

from __future__ import annotations

from typing import Any

from mini_nova_auth import Session
from tests.runner import wait_until

IMAGE = "cirros-0.3.0-x86_64"
_VERSIONS = {"OpenStack-API-Version": "compute 2.96, volume 3.71"}
_RESTING_VOLUMES = ("available", "in-use", "error")
_FAR_ENOUGH = ("running", "completed", "error", "cancelled", "failed")  # of a live migration
_LISTS = (
    ("compute", "/servers?all_tenants=1", "servers"),
    ("compute", "/os-server-groups", "server_groups"),
    ("compute", "/flavors?is_public=None", "flavors"),
    ("compute", "/os-keypairs", "keypairs"),
    ("compute", "/os-aggregates", "aggregates"),
    ("image", "/v2/images", "images"),
    ("block-storage", "/volumes", "volumes"),
    ("network", "/v2.0/security-groups", "security_groups"),
    ("identity", "/projects", "projects"),
)


class Contents:
    """Things whose names begin with ``prefix``, made and deleted through the cloud's API."""

    def __init__(self, session: Session, prefix: str) -> None:
        self._session = session
        self._prefix = prefix
        self._words = {"prefix": prefix, "image": IMAGE}

    def make(self) -> None:
        """Make a project, two volumes and a security group."""
        project = self._make("identity", "/projects", "project", "project")
        volumes = [self._make_volume(name) for name in ("volume", "other-volume")]
        self._make("network", "/v2.0/security-groups", "security_group", "web")
        networks = self._get("network", "/v2.0/networks")["networks"]
        network = next(item for item in networks if not item["router:external"])
        self._words |= {
            "project": project["id"],
            "volume": volumes[0]["id"],
            "other-volume": volumes[1]["id"],
            "network": network["id"],
            "network-name": network["name"],
        }
        self.come_to_rest()
        migrating = {"os-reset_status": {"migration_status": "migrating"}}
        self._post("block-storage", f"/volumes/{volumes[0]['id']}/action", migrating)

    def clear(self) -> None:
        """Delete everything whose name begins with the prefix."""
        for service, path, kind in _LISTS:
            for item in self._get(service, path)[kind]:
                fields = item.get("keypair", item)
                if fields["name"].startswith(self._prefix):
                    self._delete(service, path.partition("?")[0], fields)
            self.come_to_rest()

    def words(self) -> dict[str, str]:
        """Return the words at this moment, as far as the things are there that they name."""
        server = self._server("vm")
        if server is not None:
            self._add_words_of(server)
        for group in self._get("compute", "/os-server-groups")["server_groups"]:
            if group["name"].startswith(self._prefix):
                self._words["group"] = group["id"]
        self._add_words_of_host(self._words.get("host") or self._any_host())
        return self._words

    def is_alone(self) -> bool:
        """Tell whether nobody else has a server on this cloud."""
        servers = self._get("compute", "/servers?all_tenants=1")["servers"]
        return all(server["name"].startswith(self._prefix) for server in servers)

    def come_to_rest(self) -> None:
        """Wait until no server and no volume is changing any more."""
        wait_until(self._is_at_rest)

    def confirm(self) -> None:
        """Wait until no server is to be confirmed: Nova shows no task while it is."""
        wait_until(lambda: self._status("vm") != "VERIFY_RESIZE")

    def be_on_the_move(self) -> None:
        """Wait until the newest migration of the server runs, or has ended."""
        wait_until(lambda: self._newest_migration()["status"] in _FAR_ENOUGH)

    def _is_at_rest(self) -> bool:
        tasks = {server["OS-EXT-STS:task_state"] for server in self._servers()}
        volumes = self._get("block-storage", "/volumes/detail")["volumes"]
        own = [volume for volume in volumes if (volume["name"] or "").startswith(self._prefix)]
        return tasks <= {None} and all(volume["status"] in _RESTING_VOLUMES for volume in own)

    def _servers(self) -> list[dict[str, Any]]:
        path = f"/servers/detail?all_tenants=1&name=^{self._prefix}"
        servers: list[dict[str, Any]] = self._get("compute", path)["servers"]
        return servers

    def _server(self, name: str) -> dict[str, Any] | None:
        full_name = f"{self._prefix}-{name}"
        return next((item for item in self._servers() if item["name"] == full_name), None)

    def _status(self, name: str) -> str | None:
        server = self._server(name)
        return None if server is None else server["status"]

    def _add_words_of(self, server: dict[str, Any]) -> None:
        path = f"/servers/{server['id']}"
        actions = self._get("compute", f"{path}/os-instance-actions")["instanceActions"]
        interfaces = self._get("compute", f"{path}/os-interface")["interfaceAttachments"]
        attachments = self._get("compute", f"{path}/os-volume_attachments")["volumeAttachments"]
        self._words |= {"deleted": server["id"], "request": actions[-1]["request_id"]}
        self._words["host"] = server["OS-EXT-SRV-ATTR:host"] or self._words["host"]
        if interfaces:
            self._words["port"] = interfaces[0]["port_id"]
        if attachments:
            self._words["attached-volume"] = attachments[0]["volumeId"]
        if self._migrations():
            self._words["migration"] = str(self._newest_migration()["id"])

    def _add_words_of_host(self, host: str) -> None:
        services = self._services()
        hypervisors = self._get("compute", "/os-hypervisors")["hypervisors"]
        hypervisor = next(item for item in hypervisors if item["hypervisor_hostname"] == host)
        self._words["same-service"] = self._words.get("service", "")
        service = next((item["id"] for item in services if item["host"] == host), "")
        self._words |= {"host": host, "service": service, "hypervisor": hypervisor["id"]}

    def _services(self) -> list[dict[str, Any]]:
        path = "/os-services?binary=nova-compute"
        services: list[dict[str, Any]] = self._get("compute", path)["services"]
        return services

    def _any_host(self) -> str:
        host: str = self._services()[0]["host"]
        return host

    def _migrations(self) -> list[dict[str, Any]]:
        path = f"/os-migrations?instance_uuid={self._words['deleted']}"
        migrations: list[dict[str, Any]] = self._get("compute", path)["migrations"]
        return migrations

    def _newest_migration(self) -> dict[str, Any]:
        return max(self._migrations(), key=lambda migration: int(migration["id"]))

    def _make_volume(self, name: str) -> dict[str, Any]:
        return self._make("block-storage", "/volumes", "volume", name, size=1)

    def _make(self, service: str, path: str, kind: str, name: str, **fields: Any) -> dict[str, Any]:
        body = {kind: {"name": f"{self._prefix}-{name}", **fields}}
        item: dict[str, Any] = self._post(service, path, body).json()[kind]
        return item

    def _post(self, service: str, path: str, body: Any) -> Any:
        return self._session.request("POST", service, path, json=body, headers=_VERSIONS)

    def _get(self, service: str, path: str) -> Any:
        return self._session.get(service, path, headers=_VERSIONS).json()

    def _delete(self, service: str, path: str, fields: dict[str, Any]) -> None:
        name = fields.get("id", fields["name"])
        if path == "/volumes":  # a real one may wait for the end of its migration
            free = {"status": "available", "attach_status": "detached", "migration_status": "none"}
            self._post(service, f"{path}/{name}/action", {"os-reset_status": free})
        self._session.request("DELETE", service, f"{path}/{name}")
