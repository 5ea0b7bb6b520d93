"""Runs command lines of the classic client, in the Python that has it, a child process for each.

It imports the client once: a command then takes a tenth of the time of a new process. Each line on
stdin is a JSON object: ``arguments``, ``environment``, ``folder``, ``stdin``. Each line on stdout
is the answer: ``stdout``, ``stderr``, ``exit_code``. The first line is the client's version, its
commands and their options by microversion. A ``fresh`` one gets a new interpreter, as the client
reads some variables when it is imported.
"""

import json
import os
import signal
import sys
import tempfile
import traceback
from typing import Any

LIMIT = 60  # seconds for one command
PROGRAM = "import sys; from novaclient.shell import main; sys.argv[0] = 'nova'; main(sys.argv[1:])"


def main() -> None:
    """Answer until stdin ends."""
    _write(_introduction())
    for line in sys.stdin:
        _write(_run(json.loads(line)))


def _write(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _introduction() -> dict[str, Any]:
    import novaclient
    from novaclient.api_versions import APIVersion
    from novaclient.shell import OpenStackComputeShell

    commands: dict[str, dict[str, list[int]]] = {}
    for minor in range(1, novaclient.API_MAX_VERSION.ver_minor + 1):
        shell = OpenStackComputeShell()
        shell.extensions = []
        shell.get_subcommand_parser(APIVersion(f"2.{minor}"), do_help=False, argv=[])
        for name, parser in shell.subcommands.items():
            options = commands.setdefault(name, {})
            for action in parser._actions:
                for option in action.option_strings:
                    span = options.setdefault(option, [minor, minor])
                    span[1] = minor
    return {"version": novaclient.__version__, "commands": commands}


def _run(task: dict[str, Any]) -> dict[str, Any]:
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        stdin.write(task["stdin"].encode())
        stdin.seek(0)
        child = os.fork()
        if child == 0:
            for number, stream in enumerate((stdin, stdout, stderr)):
                os.dup2(stream.fileno(), number)
            os._exit(_work(task))
        _, status = os.waitpid(child, 0)
        stdout.seek(0)
        stderr.seek(0)
        return {
            "stdout": stdout.read().decode(),
            "stderr": stderr.read().decode(),
            "exit_code": os.waitstatus_to_exitcode(status),
        }


def _work(task: dict[str, Any]) -> int:
    os.setsid()  # no terminal to ask on
    signal.alarm(LIMIT)
    os.environ.clear()
    os.environ.update(task["environment"])
    os.chdir(task["folder"])
    if task["fresh"]:
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM, *task["arguments"]])  # noqa: S606
    sys.argv = ["nova", *task["arguments"]]
    from novaclient import shell

    try:
        shell.main(task["arguments"])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
        return 99
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    main()
