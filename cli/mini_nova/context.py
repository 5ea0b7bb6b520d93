"""Context: what a command works with, made when first asked for. Creating it touches no disk, network or keyring."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from mini_nova import __version__
from mini_nova.io import IO

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute
    from mini_nova.output.results import Result
    from mini_nova_auth.login.cache import Cache
    from mini_nova_auth.login.plan import Plan
    from mini_nova_auth.session import Session
    from mini_nova_auth.settings.resolve import Settings
    from mini_nova_auth.settings.source import Source
    from mini_nova_auth.wire.transport import Exchange

USER_AGENT = f"mini-nova/{__version__}"
_KEPT_FLAGS = ("timeout", "cacert", "insecure")
SANDBOX = "sandbox"  # a cloud of this name that clouds.yaml does not have is the sandbox


class Context:
    """The flags given so far, and from them: settings, session, compute."""

    def __init__(self, io: IO | None = None) -> None:
        self.io = io or IO()
        self.flags: dict[str, str] = {}
        self.ignore_environment = False  # whether variables of the environment, which may be another login's, do not count
        self.output_format = "table"
        self.columns: tuple[str, ...] = ()
        self.use_cache = True
        self.debug = False
        self.timings = False
        self.exchanges: list[Exchange] = []
        self.exit_code = 0  # of a command that went well, and has something bad to tell
        self.booked: tuple[str, ...] = ()  # ids of servers made, told also when showing them fails

    @cached_property
    def settings(self) -> Settings:
        """Flags, environment and clouds.yaml, in this order. Raises ConfigurationError."""
        from mini_nova_auth.settings.resolve import resolve
        from mini_nova_auth.settings.sources.arguments import Arguments
        from mini_nova_auth.settings.sources.environment import Environment

        self._listen()
        near = (Arguments(self.flags), Environment({} if self.ignore_environment else os.environ))
        settings = resolve(near)
        if settings["cloud"] or not settings["auth_url"]:
            from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

            clouds = CloudsYaml(settings["cloud"], os.environ, settings["region_name"])
            if settings["cloud"] == SANDBOX and SANDBOX not in clouds.names:
                settings = resolve(
                    (near[0], self._sandbox(), near[1])
                )  # variables may be those of another cloud
            else:
                settings = resolve((*near, clouds))
        if self.debug:
            for line in settings.describe():
                self.io.note(f"setting: {line}")
        return settings

    @cached_property
    def plan(self) -> Plan:
        """What the settings ask of a login. Raises ConfigurationError."""
        from mini_nova_auth.login.plan import Plan

        return Plan(self.settings)

    @cached_property
    def session(self) -> Session:
        """A session for the settings; it sends nothing until it is used."""
        from mini_nova_auth.connection import connect
        from mini_nova_auth.secrets import chain, prompt

        if self.settings.is_on("insecure"):
            self.io.warn(
                "TLS certificates are not checked (--insecure): anybody on the way can read the password"
            )
        return connect(
            self.settings,
            user_agent=USER_AGENT,
            cache=self.cache if self.use_cache else None,
            stores=chain.STORES,
            ask=prompt.ask,
            tell=self.tell,
            watch=self.watch,
        )

    def tell(self, notice: str) -> None:
        """Tells the user what to do elsewhere before the login can go on. Raises ConfigurationError without a terminal."""
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
        """Nova, at the microversion asked for."""
        from mini_nova.compute.api import Compute

        return Compute(self.session)

    def for_cloud(self, name: str) -> Context:
        """A context for another cloud of clouds.yaml, with this one's streams, cache and timings; no flag of the login."""
        other = Context(self.io)
        other.flags = {
            "cloud": name,
            **{key: self.flags[key] for key in _KEPT_FLAGS if key in self.flags},
        }
        other.use_cache, other.debug, other.timings, other.exchanges = (
            self.use_cache,
            self.debug,
            self.timings,
            self.exchanges,
        )
        other.ignore_environment = True
        return other

    def _sandbox(self) -> Source:
        from mini_nova.sandbox.source import Sandbox
        from mini_nova.sandbox.state import default_directory

        return Sandbox(default_directory(os.environ), self.io.note)

    def show(self, result: Result) -> None:
        """Writes a command's result to stdout, in the format asked for."""
        from mini_nova.output.render import render

        for piece in render(result, self.output_format, self.columns):
            self.io.result(piece)

    def watch(self, exchange: Exchange) -> None:
        """Keeps an exchange for the timings, and shows it where that was asked for."""
        self.exchanges.append(exchange)
        if self.debug:
            from mini_nova.output.debug import described

            for line in described(exchange):
                self.io.note(line)

    def _listen(self) -> None:
        """The toolkit's warnings become lines on stderr."""
        import logging

        class Handler(logging.Handler):
            def emit(handler, record: logging.LogRecord) -> None:  # noqa: N805
                self.io.warn(record.getMessage())

        logger = logging.getLogger("mini_nova_auth")
        logger.handlers[:] = [Handler()]
        logger.propagate = False
