"""The same sequences of calls, in the sandbox and in a real OpenStack.

After each step the answers have the same status and shape, and refusals the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
import requests

from tests.cloud import proxy_sequences, volume_sequences
from tests.cloud.known_differences import REASONS
from tests.cloud.sequences import SEQUENCES, Step
from tests.cloud.sides import Side, Sides, compared, furnished
from tests.runner import wait_until


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """The real cloud and a sandbox, furnished alike."""
    with furnished(tmp_path_factory.mktemp("sandbox")) as sides:
        yield sides


ALL = {**SEQUENCES, **proxy_sequences.SEQUENCES, **volume_sequences.SEQUENCES}


@pytest.mark.parametrize("name", ALL)
def test_same_answers(both: tuple[Side, Side], name: str) -> None:
    created: list[tuple[Side, Step, str]] = []
    try:
        for step in ALL[name]:
            answers = [send(side, step) for side in both]
            for side, answer in zip(both, answers, strict=True):
                if step.word and answer.ok:
                    side.words[step.word] = identifier(answer)
                    settle(side, step)
                    created.append((side, step, side.words[step.word]))
            call = f"{step.service} {step.version} {step.method} {step.path}".replace("  ", " ")
            texts = [answer.text for answer in answers]
            assert unknown(call, answers) == [], f"{call}: {unknown(call, answers)} {texts}"
    finally:
        for side, step, item_id in reversed(created):
            side(step.service, "DELETE", f"{step.path}/{item_id}", None, step.version)


def send(side: Side, step: Step) -> requests.Response:
    """Send a step to one of the clouds."""
    return side(step.service, step.method, step.path, step.body, step.version)


def settle(side: Side, step: Step) -> None:
    """Wait until something that Cinder creates is there."""
    if step.path in ("/volumes", "/snapshots"):
        path = f"{step.path}/{side.words[step.word]}"
        name = step.path.removeprefix("/").removesuffix("s")
        wait_until(lambda: side(step.service, "GET", path).json()[name]["status"] != "creating")


def identifier(answer: requests.Response) -> str:
    """Return the id of what a call has created."""
    answer_body = answer.json()
    item = answer_body if "id" in answer_body else next(iter(answer_body.values()))
    return str(item["id"])


def unknown(call: str, answers: list[requests.Response]) -> list[str]:
    """Return the differences between the real cloud's answer and the sandbox's without a reason."""
    real, ours = answers
    differences = compared(real, ours)
    if not differences and not real.ok and refusal(real) != refusal(ours):
        differences = [f"refusal {refusal(ours)}, the real one {refusal(real)}"]
    return [
        difference
        for difference in differences
        if not any(
            fnmatchcase(call, call_glob) and fnmatchcase(difference, glob)
            for call_glob, glob in REASONS
        )
    ]


def refusal(answer: requests.Response) -> Any:
    """Return the kind of Neutron's refusal, or the member that names another service's."""
    try:
        (name, body), *_ = answer.json().items()
    except ValueError:
        return "no JSON"
    return body["type"] if name == "NeutronError" else name
