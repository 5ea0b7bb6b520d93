"""Whether servers found after a lost answer are the boot's own."""

import pytest

from mini_nova.compute.boot.adoption import KeyConflict, adopt, check_key, choose_servers
from mini_nova.compute.boot.create_answer import LostAnswer
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import RESERVATION, Matches, mark_of
from mini_nova.errors import OutcomeUnknown
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ProtocolError

LOSS = LostAnswer(ProtocolError("no answer"))
FIRST, SECOND = {"id": "1", "name": "vm"}, {"id": "2", "name": "vm"}
REQUEST = BootRequest("vm", "6", "image")
MARK = mark_of(REQUEST, user_id="u", start=Reading(0.0), key="job-7")


def test_the_only_match_is_adopted() -> None:
    assert choose_servers(REQUEST, Matches([FIRST], []), LOSS) == [FIRST]


def test_the_only_match_is_adopted_beside_doubtful_ones() -> None:
    assert choose_servers(REQUEST, Matches([FIRST], [SECOND]), LOSS) == [FIRST]


def test_without_any_match_the_request_may_be_sent_again() -> None:
    assert choose_servers(REQUEST, Matches([], []), LOSS) == []


@pytest.mark.parametrize(
    ("boot_request", "matches", "reason"),
    [
        (REQUEST, Matches([], [FIRST]), "it is unclear whose this is: vm (1)"),
        (REQUEST, Matches([FIRST, SECOND], []), "more than one server fits: vm (1), vm (2)"),
        (
            REQUEST._replace(min_count=2, max_count=2),
            Matches([FIRST], []),
            "fewer servers fit than were requested: vm (1)",
        ),
    ],
)
def test_what_nobody_can_tell(boot_request: BootRequest, matches: Matches, reason: str) -> None:
    with pytest.raises(OutcomeUnknown) as unknown:
        choose_servers(boot_request, matches, LOSS)
    assert unknown.value.message == (
        f"server 'vm' may or may not have been booked; the answer was lost (no answer), and {reason}"
    )


def test_a_key_of_another_boot() -> None:
    server = {**FIRST, "image": {"id": "other"}}
    with pytest.raises(KeyConflict, match=r"'job-7' belongs to another boot: .* another image"):
        check_key(MARK, [server])


def test_an_adopted_server_takes_the_place_of_the_answer() -> None:
    booking = adopt(REQUEST, MARK, [FIRST])
    assert (booking.answer, booking.ids, booking.adopted) == ({"server": FIRST}, ("1",), True)


def test_several_are_in_the_order_of_their_numbers() -> None:
    names = ("vm-10", "vm-2", "vm-1")
    servers = [{"id": name, "name": name} for name in names]
    booking = adopt(REQUEST._replace(max_count=3), MARK, servers)
    assert booking.ids == ("vm-1", "vm-2", "vm-10")


def test_an_adopted_reservation_does_so_too() -> None:
    servers = [{**FIRST, RESERVATION: "r-1"}, {**SECOND, RESERVATION: "r-1"}]
    booking = adopt(REQUEST._replace(return_reservation_id=True), MARK, servers)
    assert (booking.reservation_id, booking.ids) == ("r-1", ("1", "2"))
