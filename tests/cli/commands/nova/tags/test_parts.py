"""Tags and metadata that are changed one by one."""

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova


@pytest.mark.parametrize(
    "command",
    [
        ("server-tag-add", "vm", "good", ""),
        ("server-tag-delete", "vm", "good", ".."),
        ("meta", "vm", "delete", "good", "=x"),
    ],
)
def test_one_that_cannot_be_in_a_path_is_refused_before_any_is_sent(
    cloud: LocalCloud, command: tuple[str, ...]
) -> None:
    cloud.add_server(name="vm")
    run = nova(*command)
    assert run.exit_code == 2
    assert run.errors[0].endswith(" is not an id")
    assert not cloud.requests
