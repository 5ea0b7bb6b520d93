"""What to try after a refusal."""

import pytest

from mini_nova import errors
from mini_nova.refusal_hints import hint_for, listing_hint
from mini_nova_auth.errors import Refused

NOVA = "http://cloud:8774/v2.1"


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/servers/7", "'mini-nova list' lists the project's servers."),
        ("/servers/7/action", "'mini-nova list' lists the project's servers."),
        ("/flavors/7/os-extra_specs/a", "'mini-nova flavor-list' lists the flavors."),
        ("/os-keypairs/k?user_id=u", "'mini-nova keypair-list' lists the keypairs."),
        ("/os-aggregates/7/action", "'mini-nova aggregate-list' lists the aggregates."),
        ("/os-hypervisors/7", "'mini-nova hypervisor-list' lists the hypervisors."),
        ("/os-server-groups/7", "'mini-nova server-group-list' lists the server groups."),
        (
            "/servers/7/os-interface/p",
            "'mini-nova interface-list 7' lists the server's interfaces.",
        ),
        (
            "/servers/7/migrations/1",
            "'mini-nova server-migration-list 7' lists the server's migrations.",
        ),
        ("/servers/7/tags/blue", "'mini-nova server-tag-list 7' lists the server's tags."),
        ("/servers", ""),
        ("/os-agents", ""),
    ],
)
def test_a_missing_thing_is_in_the_list_of_its_kind(path: str, hint: str) -> None:
    assert hint_for(404, NOVA + path) == hint


def test_a_conflict_about_a_server_points_to_its_state() -> None:
    hint = "'mini-nova show 7' tells its status and its task."
    assert hint_for(409, f"{NOVA}/servers/7/action") == hint
    assert hint_for(409, f"{NOVA}/os-keypairs") == ""


def test_a_forbidden_request_points_to_the_login_and_a_removed_one_to_the_cloud() -> None:
    assert "'mini-nova whoami'" in hint_for(403, f"{NOVA}/os-services")
    assert "removed" in hint_for(410, f"{NOVA}/os-agents")
    assert hint_for(400, f"{NOVA}/servers/7") == ""


def test_an_id_with_control_characters_is_left_out() -> None:
    assert hint_for(409, f"{NOVA}/servers/%1b%5b/action") == ""


@pytest.mark.parametrize(
    ("status", "message", "hint", "expected"),
    [
        (404, "gone", "Ask again.", "Ask again."),
        (403, "Quota exceeded", "", "Delete what is not needed"),
        (409, "Cannot 'stop' it", "", "'mini-nova show 7'"),
    ],
)
def test_a_closer_hint_comes_first(status: int, message: str, hint: str, expected: str) -> None:
    refused = Refused(message, url=f"{NOVA}/servers/7", status=status, hint=hint)
    assert errors.service_error(refused).hint.startswith(expected)


def test_a_kind_without_a_listing_has_no_hint() -> None:
    assert listing_hint("network") == ""
