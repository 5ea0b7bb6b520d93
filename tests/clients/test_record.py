"""The record of the clients' runs, and the page that is made from it."""

from tests.clients import page
from tests.clients.clouds import Operations
from tests.clients.record import Record
from tests.clients.runs import Run

RUN = Run("openstack", {"list": "", "boot": ""}, Operations({"compute GET /servers": True}))


def record() -> Record:
    content = Record({})
    content.add(RUN, "sandbox")
    content.add(Run("openstack", {"list": "", "boot": ""}), "lab")
    return content


def test_the_page_is_made_from_the_record() -> None:
    assert page.FILE.read_text() == page.text(Record.read()), "run python -m tests.clients --page"


def test_a_run_as_good_as_the_recorded_is_no_loss() -> None:
    assert record().losses(RUN) == []


def test_steps_and_operations_that_are_gone_are_losses() -> None:
    run = Run("openstack", {"list": "", "boot": "no"}, Operations({"compute GET /servers": False}))
    assert record().losses(run) == [
        "openstack: 'boot' used to pass: no",
        "openstack: it used to drive compute GET /servers",
    ]


def test_another_run_takes_the_place_of_a_clients_last() -> None:
    content = record()
    content.add(
        Run("openstack", {"list": ""}, Operations({"compute GET /servers": False})), "sandbox"
    )
    assert content.driven() == []
    assert content.passed("openstack", "sandbox") == {"list"}


def test_the_page_shows_clients_and_operations() -> None:
    lines = page.text(record()).splitlines()
    assert "| openstack | 2 | 2 | 2 | 2 | 100 % |" in lines
    assert "| `GET /servers` | openstack |" in lines
