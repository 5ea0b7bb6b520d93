"""docs/classic.md says what the comparison says."""

from tools import classic_table


def test_the_page_is_fresh() -> None:
    """``python tools/classic_table.py`` writes it."""
    assert classic_table.PAGE.read_text() == classic_table.page()
