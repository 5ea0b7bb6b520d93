"""Load the driver of the settings."""

from __future__ import annotations

from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.virt.driver import Driver
from mini_nova_sandbox.virt.fake import FakeDriver


def driver(settings: Settings) -> Driver:
    """Return the driver; libvirt is imported only if it is needed. Raises RuntimeError."""
    if settings.driver == "libvirt":
        return _libvirt_driver(settings)
    return FakeDriver(settings.instances, settings.pace)


def _libvirt_driver(settings: Settings) -> Driver:
    try:
        from mini_nova_sandbox.virt.libvirt_driver import LibvirtDriver
    except ImportError as error:
        raise RuntimeError(
            "the libvirt driver needs its extra: pip install 'mini-nova[sandbox,libvirt]'"
        ) from error
    return LibvirtDriver(settings.instances, settings.libvirt_uri)
