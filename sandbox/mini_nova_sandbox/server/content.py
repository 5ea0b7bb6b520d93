"""What a new cloud holds, so that the contract's create request works on it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.identity import content as identity_content
from mini_nova_sandbox.image import content as image_content
from mini_nova_sandbox.network import content as network_content
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import ZONE, Settings

FLAVORS = (  # id, name, MB, vCPUs, GB
    ("1", "m1.tiny", 512, 1, 1),
    ("2", "m1.small", 2048, 1, 20),
    ("6", "testflav", 512, 1, 1),
)


def create(cloud: Cloud, passwords: Mapping[str, str]) -> None:
    """Fills an empty database, in one transaction; one that has content is left as it is, but for the hosts' sizes."""
    database = cloud.database
    with database.transaction():
        if not database.value("SELECT count(*) FROM projects"):
            identity_content.create(database, passwords)
            projects = {
                row["name"]: row["id"] for row in database.rows("SELECT name, id FROM projects")
            }
            network_content.create(database, projects)
            image_content.create(database, cloud.settings.images, projects["admin"])
            _flavors(database)
        _hosts(database, cloud.settings)


def _flavors(database: Database) -> None:
    for flavor_id, name, memory_mb, vcpus, root_gb in FLAVORS:
        database.insert(
            "flavors",
            {
                "id": flavor_id,
                "name": name,
                "memory_mb": memory_mb,
                "vcpus": vcpus,
                "root_gb": root_gb,
                "ephemeral_gb": 0,
                "swap": 0,
                "rxtx_factor": 1.0,
                "is_public": 1,
                "disabled": 0,
                "extra_specs": "{}",
            },
        )


def _hosts(database: Database, settings: Settings) -> None:
    """The compute hosts, of the size that the settings give; more can be added later, none goes."""
    size = {
        "vcpus": settings.host_vcpus,
        "memory_mb": settings.host_memory_mb,
        "disk_gb": settings.host_disk_gb,
    }
    known = {row["host"] for row in database.rows("SELECT host FROM compute_nodes")}
    for number in range(1, settings.hosts + 1):
        host = f"compute{number}"
        if host in known:
            database.update("compute_nodes", size, host=host)
            continue
        database.insert(
            "compute_nodes",
            {
                "host": host,
                "number": number,
                "uuid": str(uuid.uuid4()),
                "service_uuid": str(uuid.uuid4()),
                "availability_zone": ZONE,
                "disabled": 0,
                **size,
            },
        )
