"""``python -m tests.classic [COMMAND...]``: the differences that are not listed, or not yet."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from .cases import cases_of, commands
from .comparison import differences
from .differences import MISSING, PENDING, is_listed
from .ours import Clouds
from .record import recorded


def main(names: list[str]) -> int:
    """Compare, and print what differs."""
    count = 0
    with tempfile.TemporaryDirectory() as place:
        _stay_in(place)
        clouds = Clouds(Path(place))
        for command in names or sorted(set(commands()) - MISSING - PENDING):
            for case in cases_of(command):
                result = differences(recorded(command)[str(case)], clouds.observe(case))
                for aspect, text in result.items():
                    if not is_listed(str(case), aspect):
                        count += 1
                        print(f"{case}: {aspect}\n{text}")
        clouds.close()
    print(f"{count} differences")
    return 1 if count else 0


def _stay_in(place: str) -> None:
    """See nothing of this machine, as the tests' fixture has it."""
    for name in list(os.environ):
        if name.startswith(("OS_", "NOVA", "XDG_")):
            del os.environ[name]
    os.environ.update(HOME=place, COLUMNS="1000", NO_COLOR="1", LC_ALL="C.UTF-8")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
