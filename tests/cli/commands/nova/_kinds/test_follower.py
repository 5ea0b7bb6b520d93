"""A wait, as stderr shows it."""

from mini_nova.commands.nova._kinds.follower import Follower, live_line
from mini_nova.compute.wait.states import NamedState, Progress, State
from mini_nova.io import IO
from mini_nova.output.cells import cells
from tests.runner import Stream

BUILD, SPAWNING, ACTIVE = State("BUILD", ""), State("BUILD", "spawning"), State("ACTIVE", "")


def _progress(seconds: float, **states: State) -> Progress:
    return Progress(
        {f"id-{name}": NamedState(name, state) for name, state in states.items()}, seconds
    )


def test_piped_each_change_is_a_line() -> None:
    err = Stream()
    follower = Follower(IO(Stream(), err), ["id-a", "id-b"], "web")
    follower.show(_progress(0.04, a=BUILD, b=BUILD))
    follower.show(_progress(1.0, a=BUILD, b=SPAWNING))
    follower.show(_progress(2.0, a=BUILD, b=SPAWNING))
    follower.show(_progress(3.25, a=ACTIVE, b=ACTIVE))
    assert err.getvalue().splitlines() == [
        "a (id-a): BUILD, 0.0 s",
        "b (id-b): BUILD, 0.0 s",
        "b (id-b): BUILD spawning, 1.0 s",
        "a (id-a): ACTIVE, 3.2 s",
        "b (id-b): ACTIVE, 3.2 s",
    ]


def test_on_a_terminal_the_ids_come_first() -> None:
    err = Stream(tty=True)
    follower = Follower(IO(Stream(), err), ["id-a", "id-b"], "web")
    follower.show(_progress(0.0, a=BUILD, b=BUILD))
    assert err.getvalue() == "web: id-a, id-b\n\r\x1b[2Kweb: 2 BUILD  0 s"


def test_the_live_line() -> None:
    assert live_line("vm", _progress(7.4, vm=SPAWNING)) == "vm: BUILD spawning  7 s"
    assert (
        live_line("web", _progress(61, a=ACTIVE, b=SPAWNING, c=SPAWNING))
        == "web: 2 BUILD spawning, 1 ACTIVE  61 s"
    )


def test_a_long_name_gives_way_to_state_and_time() -> None:
    progress = _progress(7.4, vm=SPAWNING)
    line = live_line("n" * 100, progress, 40)
    assert line.endswith("...: BUILD spawning  7 s")
    assert cells(line) == 39


def test_wide_characters_count_twice() -> None:
    line = live_line("服务器" * 20, _progress(7.4, vm=SPAWNING), 40)
    assert line.endswith("...: BUILD spawning  7 s")
    assert 37 < cells(line) < 40


def test_the_last_line_on_a_terminal_has_name_state_and_time() -> None:
    err = Stream(tty=True)
    with Follower(IO(Stream(), err), ["id-a"], "web") as follower:
        follower.show(_progress(61.25, a=ACTIVE))
    assert err.getvalue().endswith("\r\x1b[2Kweb: ACTIVE, 61.2 s\n")
