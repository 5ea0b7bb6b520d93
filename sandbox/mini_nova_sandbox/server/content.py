"""The content of a new cloud: enough to boot a server at once.

Each service's room creates its own content; flavors and compute hosts are created here.
"""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.identity import catalog
from mini_nova_sandbox.identity import content as identity_content
from mini_nova_sandbox.image import content as image_content
from mini_nova_sandbox.network import content as network_content
from mini_nova_sandbox.state import chance
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import ZONE, Settings
from mini_nova_sandbox.volume import content as volume_content

FLAVORS = (  # id, name, memory in MB, vCPUs, disk in GB
    ("1", "m1.tiny", 512, 1, 1),
    ("2", "m1.small", 2048, 1, 20),
    ("6", "testflav", 512, 1, 1),
)


def create(cloud: Cloud, passwords: Mapping[str, str]) -> None:
    """Fill the database if it is empty, and give the compute hosts the size of the settings.

    ``passwords`` are those of admin and demo.
    """
    database = cloud.database
    with database.transaction():
        if not database.value("SELECT count(*) FROM projects"):
            _create_services_content(cloud, passwords)
            _create_flavors(database)
        catalog.create_own(database)
        volume_content.create(database)
        _create_hosts(database, cloud.settings)


def _create_services_content(cloud: Cloud, passwords: Mapping[str, str]) -> None:
    database = cloud.database
    identity_content.create(database, passwords)
    rows = database.rows("SELECT name, id FROM projects")
    projects = {row["name"]: row["id"] for row in rows}
    network_content.create(database, projects)
    owner = projects["admin"]
    image_content.create(database, cloud.settings.images, owner)


def _create_flavors(database: Database) -> None:
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


def _create_hosts(database: Database, settings: Settings) -> None:
    """Create or resize the compute hosts. A later start can add hosts; none is ever removed.

    The hosts of a recorded cloud stay as they are.
    """
    if database.value("SELECT 1 FROM compute_nodes WHERE recorded = 1") is not None:
        return
    size = {
        "vcpus": settings.host_vcpus,
        "memory_mb": settings.host_memory_mb,
        "disk_gb": settings.host_disk_gb,
    }
    existing_hosts = {row["host"] for row in database.rows("SELECT host FROM compute_nodes")}
    for number in range(1, settings.hosts + 1):
        host = f"compute{number}"
        if host in existing_hosts:
            database.update("compute_nodes", size, host=host)
            continue
        database.insert(
            "compute_nodes",
            {
                "host": host,
                "number": number,
                "uuid": chance.new_uuid("host"),
                "service_uuid": chance.new_uuid("host"),
                "availability_zone": ZONE,
                "disabled": 0,
                **size,
            },
        )
