"""The region that an unknown name was meant for, if that is certain."""

import pytest

from mini_nova_auth.access.region_names import nearest


@pytest.mark.parametrize(
    ("name", "candidates", "region"),
    [
        ("RegionOn", ("RegionOne", "RegionTwo"), "RegionOne"),
        ("RegoinOne", ("RegionOne", "RegionTwo"), "RegionOne"),
        ("regionone ", ("RegionOne",), "RegionOne"),
        ("Nort", ("North", "South"), "North"),
        ("North", ("Nort", "South"), "Nort"),
        ("GRA", ("GRA7", "GRA9"), ""),
        ("GRA", ("GRA7",), ""),
        ("GRA8", ("GRA7", "GRA9"), ""),
        ("UK1", ("DE1", "GRA7", "SBG5"), ""),
        ("us-la", ("us-va",), ""),
        ("RegionOne1", ("RegionOne", "RegionOne2"), ""),
        ("RegionOnee", ("RegionOne", "RegionOneeX"), ""),
        ("", ("RegionOne",), ""),
    ],
)
def test_nearest(name: str, candidates: tuple[str, ...], region: str) -> None:
    assert nearest(name, candidates) == region
