"""``show --wrap`` and ``--minimal``: how much of a server a table has."""

from tests.local_cloud import LocalCloud
from tests.runner import nova


def test_wrapped_values(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm", description="one two three")
    rows = nova("show", "vm", "--wrap", "9").cells
    start = rows.index(["description", "one two"])
    assert rows[start + 1] == ["", "three"]
    assert ["OS-EXT-STS:task_state", "None"] in rows


def test_data_is_never_wrapped(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm", description="one two three")
    run = nova("show", "vm", "--wrap", "9", "-f", "value", "-c", "description")
    assert run.stdout == "one two three\n"


def test_a_flavor_in_one_row(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    properties = dict(nova("show", "vm", "--minimal").cells)
    assert properties["flavor"] == "m1.tiny"
    assert not [name for name in properties if name.startswith("flavor:")]
    assert "original_name" in nova("show", "vm", "--minimal", "-f", "json").json["flavor"]
