"""The driver that the settings name."""

from __future__ import annotations

from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.virt.driver import Driver


def driver(settings: Settings) -> Driver:
    """A driver, loaded only now: libvirt's is an extra. Raises RuntimeError with what to install."""
    if settings.driver == "libvirt":
        try:
            from mini_nova_sandbox.virt.libvirt_driver import LibvirtDriver
        except ImportError as error:
            raise RuntimeError(
                "the libvirt driver needs its extra: pip install 'mini-nova[sandbox,libvirt]'"
            ) from error
        libvirt: Driver = LibvirtDriver(settings.instances, settings.libvirt_uri)
        return libvirt
    from mini_nova_sandbox.virt.fake import FakeDriver

    return FakeDriver(settings.instances, settings.pace)
