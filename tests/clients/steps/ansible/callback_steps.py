"""Ansible's output as steps: a line of JSON for each task."""

# The name of this file is the callback's name, and Ansible reads the documentation below.
from __future__ import annotations

from typing import Any

from ansible.plugins.callback import CallbackBase

from tests.clients.steps.frame import report

DOCUMENTATION = """
    name: callback_steps
    type: stdout
    short_description: a line of JSON for each task
    description: [A line of JSON for each task.]
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Report each task's result."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "callback_steps"

    def v2_runner_on_ok(self, result: Any) -> None:
        """Report a task that ended well."""
        report(_name(result))

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Report a task that did not."""
        values = result.result if hasattr(result, "result") else result._result
        report(_name(result), str(values.get("msg") or values))

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Report a task that could not start."""
        report(_name(result), "unreachable")


def _name(result: Any) -> str:
    task = result.task if hasattr(result, "task") else result._task
    return str(task.get_name()).removeprefix("openstack.cloud.")
