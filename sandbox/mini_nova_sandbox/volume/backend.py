"""The one storage backend, and the hosts of the services, as admins see them."""

from __future__ import annotations

CONTROLLER = "controller"  # the host of the scheduler
HOST = "storage1@sandbox"  # the host of the volume service, with the name of its backend
POOL = f"{HOST}#sandbox"
SERVICE_UUID = "5e0c9a36-5a3f-4d0a-9a2c-6b4c2f1d7e10"
