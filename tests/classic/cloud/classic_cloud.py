"""The local cloud with fixed contents, and Nova's answers from the tables of this folder."""

from __future__ import annotations

from tests.local_cloud import LocalCloud
from tests.local_cloud.server_shape import Version
from tests.local_cloud.tokens import Project

from . import flavors, hosts, projects, server_actions, server_parts, servers
from .contents import IMAGES, NETWORKS, OTHER_PROJECT, PROJECT, REQUEST, TIME, USER
from .routes import dispatch

_TABLES = (servers, server_actions, server_parts, flavors, hosts, projects)
_METHODS = ("GET", "POST", "PUT", "DELETE")


class ClassicCloud(LocalCloud):
    """A cloud whose newest microversion is ``newest``; ``(2, 0)`` stands for none at all."""

    def __init__(self, newest: Version = (2, 96)) -> None:
        super().__init__()
        self.newest = newest
        self.user_id = USER
        self.project = Project(PROJECT, "demo")
        self.other_project = Project(OTHER_PROJECT, "other")
        self.images.clear()
        for image in IMAGES:
            self.images[image["id"]] = image
        self.networks.clear()
        for name, network_id in NETWORKS.items():
            self.add_network(name, network_id, created_at=TIME, updated_at=TIME)
        routes = [route for table in _TABLES for route in table.ROUTES]
        handle = dispatch(routes)
        self.compute_routes = [(method, ".*", handle) for method in _METHODS]

    def start(self) -> ClassicCloud:
        """Listen on a free port."""
        super().start()
        return self

    def new_request_id(self) -> str:
        """The same id for every request."""
        return REQUEST
