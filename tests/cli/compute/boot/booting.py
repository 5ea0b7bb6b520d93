"""Boots whose pauses are short, and what to expect of them."""

from mini_nova.compute.boot.pauses import Pauses
from tests.local_cloud import LocalCloud
from tests.runner import Run, nova

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE, "-f", "value", "-c", "id")
PAUSES = "mini_nova.commands.nova.servers._boot_run.PAUSES"
QUICK = Pauses(reconnect=0.05, settle=0.3, first_look=0.05, second_look=0.05)
SERVERS, SERVER = r"/servers$", r"/servers/[^/]+$"


def boot(*options: str) -> Run:
    return nova(*BOOT, *options)


def assert_one(cloud: LocalCloud, run: Run, *, posts: int) -> None:
    """There is one server, it is the one that was told, and the request went out so often."""
    assert run.exit_code == 0, run.stderr
    assert [*cloud.servers] == run.lines
    assert cloud.count("POST", SERVERS) == posts
