"""Context: what a command works with, each part made when it is first needed.

Creating a context touches no disk, network or keyring.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mini_nova import __version__
from mini_nova.command_settings import chooses_sandbox, resolve_settings
from mini_nova.io import IO
from mini_nova.output import CARRIES_OBJECTS, STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mini_nova.compute.api import Compute
    from mini_nova.compute.dry_run import UnsentRequest
    from mini_nova.compute.version_range import VersionRange
    from mini_nova.output.debug import Timing
    from mini_nova.output.query import Query
    from mini_nova.output.results import Result
    from mini_nova_auth.login.cache import Cache
    from mini_nova_auth.login.plan import Plan
    from mini_nova_auth.secrets.secret import SecretName
    from mini_nova_auth.session import Session
    from mini_nova_auth.settings.resolve import Settings
    from mini_nova_auth.wire.transport import Exchange

USER_AGENT = f"mini-nova/{__version__}"
_FLAGS_OF_ANY_CLOUD = ("timeout", "cacert", "insecure")


class Context:
    """The options of a command line, and what follows from them: settings, session, compute."""

    def __init__(self, io: IO | None = None) -> None:
        self.io = io or IO()
        self.flags: dict[str, str] = {}
        self.ignore_environment = False  # its variables may be those of another login
        self.output_format = "table"
        self.columns: tuple[str, ...] = ()
        self.query: Query | None = None
        self.interval: float | None = None  # of --watch, in seconds
        self.api_ranges: tuple[VersionRange, ...] = ()  # of the command and its options
        self.use_cache = True
        self.debug = False
        self.shows_timings = False
        self.timings: list[Timing] = []
        self.is_writing = False  # the command changes something in the cloud
        self.dry_run = False  # requests that change something are shown in place of being sent
        self.jobs = 1  # how many targets to act on at once
        self.unsent: list[UnsentRequest] = []  # of a dry run
        self.exit_code = 0  # a command that succeeds with bad news sets it
        self.booked: tuple[str, ...] = ()  # ids of new servers: reported even if showing them fails
        self.writes: list[Exchange] = []  # requests that are no reads: was anything done?

    @cached_property
    def settings(self) -> Settings:
        """Flags, environment and clouds.yaml, in this order. Raises ConfigurationError."""
        self.io.show_warnings_of("mini_nova_auth")
        settings = resolve_settings(self.flags, self.variables, self.io.note)
        for remark in settings.warnings():
            self.io.warn(f"{remark.sentence}. {remark.hint}")
        if self.debug:
            for line in settings.describe():
                self.io.note(f"setting: {line}", wrap=False)
        return settings

    @property
    def has_settings(self) -> bool:
        """Whether the settings are resolved already, which may fail."""
        return "settings" in vars(self)

    @property
    def has_compute(self) -> bool:
        """Whether the command has made the client of Nova, and may have sent something."""
        return "compute" in vars(self)

    @property
    def is_sandbox(self) -> bool:
        """Whether the settings choose the sandbox. It is not started for this."""
        return chooses_sandbox(self.flags, self.variables)

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment, unless it is to be ignored."""
        return {} if self.ignore_environment else os.environ

    @cached_property
    def plan(self) -> Plan:
        """What the settings ask of a login. Raises ConfigurationError."""
        from mini_nova_auth.login.plan import Plan

        return Plan(self.settings)

    @cached_property
    def session(self) -> Session:
        """A session for the settings. It sends nothing until it is used."""
        from mini_nova_auth.connection import connect
        from mini_nova_auth.settings.verification import unverified_by

        source = unverified_by(self.settings)
        if source:
            self.io.warn(
                f"TLS certificates are not checked ({source}): "
                "anybody on the way can read the password"
            )
        return connect(
            self.settings,
            user_agent=USER_AGENT,
            cache=self.cache if self.use_cache else None,
            use_stores=True,
            ask=_ask,
            tell=self.tell,
            watch=self.watch,
        )

    def tell(self, notice: str) -> None:
        """Ask a person to do something elsewhere, which the login waits for.

        Raises ConfigurationError if there is no terminal.
        """
        if not self.io.live:
            from mini_nova_auth.login.drive import no_terminal

            raise no_terminal()
        self.io.note(notice)

    @cached_property
    def cache(self) -> Cache:
        """The cache of tokens and catalogs."""
        from mini_nova_auth.login.cache import Cache, default_directory

        return Cache(default_directory(os.environ))

    @cached_property
    def compute(self) -> Compute:
        """Nova, at the microversion that the settings ask for.

        Raises BadUsage if the command, or one of its options, does not exist in it.
        """
        from mini_nova.compute.api import Compute

        compute = Compute(
            self.session, ranges=self.api_ranges, warn=self.io.warn, dry_run=self.dry_run
        )
        if self.is_writing:
            compute.check_writing()
        if any(item.label for item in self.api_ranges):
            compute.version  # noqa: B018 - refuses what is out of a range before anything is sent
        return compute

    def for_cloud(self, name: str) -> Context:
        """Return a context for another cloud of clouds.yaml, with this one's streams and timings.

        It shares no flag of the login.
        """
        context = Context(self.io)
        context.flags = {"cloud": name}
        for key in _FLAGS_OF_ANY_CLOUD:
            if key in self.flags:
                context.flags[key] = self.flags[key]
        context.use_cache = self.use_cache
        context.debug = self.debug
        context.shows_timings = self.shows_timings
        context.timings = self.timings
        context.writes = self.writes
        context.ignore_environment = True
        return context

    @property
    def is_for_people(self) -> bool:
        """Whether the result is shown as the classic client shows it, not to a program."""
        return self.output_format == "table" and self.query is None

    @property
    def carries_objects(self) -> bool:
        """Whether the result is made from the API's own objects, not from columns of a table."""
        return self.output_format in CARRIES_OBJECTS or self.query is not None

    def show(self, result: Result) -> None:
        """Write a command's result to stdout, in the chosen format; sentences and rows at once."""
        from mini_nova.output.results import Sentences

        is_stream = isinstance(result, Sentences) or self.output_format in STREAMS
        write = self.io.result_table if self.output_format == "table" else self.io.result
        for piece in self.pieces(result, self.io.result_width):
            write(piece)
            if is_stream:
                self.io.out.flush()

    def pieces(self, result: Result, width: int | None) -> Iterator[str]:
        """Return a result in the chosen format, for a terminal of so many columns or for none."""
        if self.query is not None:
            from mini_nova.output.query import objects

            return self._answer_of_query(self.query, objects(result), width)
        from mini_nova.output.render import render

        return render(result, self.output_format, self.columns, width)

    def show_document(self, value: Any) -> None:
        """Write any JSON value as JSON, or what the query makes of it in the chosen format."""
        from mini_nova.output.machine import as_json

        pieces = iter((as_json(value),))
        if self.query is not None:
            pieces = self._answer_of_query(self.query, value, self.io.result_width)
        for piece in pieces:
            self.io.result(piece)

    def _answer_of_query(self, query: Query, value: Any, width: int | None) -> Iterator[str]:
        from mini_nova.output.document import render_document

        answer = query.search(value)
        return render_document(answer, self.output_format, width)

    def watch(self, exchange: Exchange) -> None:
        """Note what an exchange took, for --timings, show it with --debug, and keep a write."""
        request = exchange.request
        if not (request.is_read or request.is_login):
            self.writes.append(exchange)
        if self.shows_timings:
            from mini_nova.output.debug import timing

            self.timings.append(timing(exchange))
        if self.debug:
            from mini_nova.output.debug import describe

            for line in describe(exchange):
                self.io.note(line, wrap=False)


def _ask(name: SecretName) -> str:
    """Ask the user for a secret; '' without a terminal."""
    from mini_nova_auth.secrets import prompt

    return prompt.ask(name)
