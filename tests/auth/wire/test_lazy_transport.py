"""A transport that is made for the first request."""

from mini_nova_auth.wire.lazy_transport import LazyTransport
from mini_nova_auth.wire.message import Request
from mini_nova_auth.wire.retry import PATIENCE
from mini_nova_auth.wire.transport import Transport
from tests.local_cloud import LocalCloud


def test_it_is_made_once_and_for_the_first_request(cloud: LocalCloud) -> None:
    transports: list[Transport] = []

    def make() -> Transport:
        transports.append(Transport(user_agent="tests"))
        return transports[-1]

    lazy = LazyTransport(make)
    lazy.close()
    lazy.deadline = 17.0
    assert (transports, lazy.deadline) == ([], 17.0)
    assert lazy.patience == 0.0, "the deadline is that of the transport, too"
    lazy.deadline = None
    assert lazy.patience == PATIENCE
    assert lazy.send(Request("GET", f"{cloud.url}/identity/v3", {})).status == 200
    lazy.close()
    assert len(transports) == 1
