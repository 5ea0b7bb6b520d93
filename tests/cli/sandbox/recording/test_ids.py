"""Other ids in place of a cloud's own."""

import re

from mini_nova.sandbox.recording.ids import replace_ids

OLD = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


def test_an_id_becomes_the_same_other_one_in_every_place() -> None:
    new = replace_ids(OLD)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", new)
    assert new != OLD
    assert replace_ids(f"snapshot of {OLD}, {OLD.upper()}") == f"snapshot of {new}, {new}"


def test_an_id_without_hyphens_stays_one() -> None:
    new = replace_ids(OLD.replace("-", ""))
    assert new == replace_ids(OLD).replace("-", "")


def test_what_people_type_like_names_stays() -> None:
    for text in ("1", "m1.tiny", "default", "0123456789abcdef", f"x{OLD}x", "a" * 40):
        assert replace_ids(text) == text
