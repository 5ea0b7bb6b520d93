"""``CreateRequest``: the parsed body of a request for new servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mini_nova_sandbox.state.database import Row


@dataclass(frozen=True)
class CreateRequest:
    """A request for new servers, parsed. Attributes keep the names of the API's members."""

    name: str
    image_id: str  # '' if the servers boot from volumes
    flavor: Row
    min_count: int = 1
    max_count: int = 1
    networks: list[dict[str, Any]] | str | None = None  # a list, or 'auto' or 'none'
    security_groups: tuple[str, ...] = ()
    availability_zone: str = ""
    host: str = ""
    key_name: str | None = None
    user_data: str | None = None  # base64
    config_drive: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)
    injected_files: tuple[tuple[str, str], ...] = ()  # (path, contents in base64)
    admin_password: str = ""
    block_device_mapping: list[dict[str, Any]] = field(default_factory=list)
    access_ip_v4: str | None = None
    access_ip_v6: str | None = None
    auto_disk_config: bool = False
    tags: tuple[str, ...] = ()
    description: str | None = None
    hostname: str = ""  # '' derives it from the server's name
    trusted_image_certificates: tuple[str, ...] | None = None
    scheduler_hints: Mapping[str, Any] = field(default_factory=dict)
