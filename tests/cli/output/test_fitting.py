"""Tables and sentences on a narrow terminal."""

import pytest

from mini_nova.output.fitting import fit
from mini_nova.output.table import draw
from mini_nova.output.wrapping import break_words, hang, wrap
from tests.local_cloud import LocalCloud
from tests.runner import nova

ID = "e540ef5b-baf0-417e-b6c2-3a0364af25d6"
HEADERS = ("ID", "Name", "Networks")
ROW = (ID, "web", "private=10.0.0.5, 2001:db8::5; public=192.0.2.17, 198.51.100.200")


def test_a_table_that_fits_stays_as_it_is() -> None:
    assert draw(HEADERS, [ROW], 200) == draw(HEADERS, [ROW])


@pytest.mark.parametrize("width", [80, 72, 66])
def test_the_widest_column_gives_way_and_ids_stay_whole(width: int) -> None:
    lines = draw(HEADERS, [ROW], width).splitlines()
    assert max(map(len, lines)) <= width
    assert f"| {ID} | web " in lines[3]


def test_no_text_is_lost() -> None:
    _, [cells] = fit(HEADERS, [ROW], 66)
    assert ["".join(cell.split()) for cell in cells] == ["".join(text.split()) for text in ROW]


def test_an_id_breaks_only_if_nothing_else_can_give_way() -> None:
    lines = draw(("ID", "Other"), [(ID, ID)], 60).splitlines()
    assert max(map(len, lines)) <= 60


def test_a_cell_keeps_its_own_lines() -> None:
    _, [cells] = fit(("Property", "Value"), [("fault", "one\n" + "two " * 30)], 60)
    assert cells[1].split("\n")[0] == "one"


def test_sentences() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("", 7) == [""]
    assert wrap("unbreakable", 7) == ["unbreakable"]
    assert break_words("unbreakable it is", 7) == ["unbreak", "able", "it is"]
    assert hang("    one two three", 11, 2) == "    one\n      two\n      three"


def test_tables_of_commands_fit_the_terminal(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = cloud.add_server(name="a server with a name of many words, longer than most of them")
    monkeypatch.setenv("COLUMNS", "80")
    for arguments in (("list",), ("show", server["id"]), ("catalog", "list"), ("cache", "list")):
        run = nova(*arguments, tty=True)
        assert run.exit_code == 0
        assert max(map(len, run.lines)) <= 80
    for word in ("ACTIVE", "Running", *server["id"].rpartition("-")[::2]):
        assert word in nova("list", tty=True).stdout


def test_off_a_terminal_nothing_wraps(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud.add_server(name="long " * 30)
    table = nova("list").stdout
    error = nova("show", "long " * 30 + "x").stderr
    monkeypatch.setenv("COLUMNS", "40")
    assert nova("list").stdout == table
    assert nova("show", "long " * 30 + "x").stderr == error


def test_errors_and_doctor_wrap_on_a_terminal(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("OS_PASSWORD", "wrong")
    error = nova("list", tty=True)
    assert error.exit_code == 3
    assert max(map(len, error.errors)) <= 60
    doctor = nova("doctor", tty=True)
    assert doctor.exit_code == 1
    assert all(len(line) <= 60 or len(line.split()) == 1 for line in doctor.lines)
    assert any(line.startswith("✗ ") for line in doctor.lines)
