"""Sends one request and brings its answer: TLS, proxies, time limits, redirects, one connection kept alive.

The only module that does network I/O. It retries nothing and knows no tokens; a redirect is followed on the same host
and port only (or from http to https there), so no header that carries a secret ever reaches another.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InsecureRequestWarning
from urllib3.util.ssl_ import create_urllib3_context

from mini_nova_auth import clock, redact
from mini_nova_auth.errors import AuthToolkitError, ConfigurationError, ProtocolError
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.options import TLS, Timeouts
from mini_nova_auth.wire.retry import PATIENCE

MOST_REDIRECTS = 4
REDIRECTS_OF_READS = (301, 302, 303, 307, 308)
REDIRECTS_OF_ANY = (307, 308)


class Exchange(NamedTuple):
    """One request with its answer (or what came in its place), for timing and debugging. ``seconds`` is wall time."""

    request: Request
    outcome: Response | AuthToolkitError
    seconds: float


class Transport:
    """Sends requests over connections that it keeps. ``watch`` is told of every exchange."""

    def __init__(
        self,
        *,
        user_agent: str,
        tls: TLS | None = None,
        timeouts: Timeouts | None = None,
        watch: Callable[[Exchange], None] | None = None,
    ) -> None:
        self._http = requests.Session()
        self._http.headers.clear()
        self._http.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"})
        self._http.auth = _no_netrc
        self._http.cookies.set_policy(_NoCookies())
        self._timeouts = timeouts or Timeouts()
        self._watch = watch
        self.deadline: float | None = None  # of time.monotonic(), for every answer
        self._apply(tls or TLS())

    def close(self) -> None:
        """Closes the connections that are kept."""
        self._http.close()

    def send(self, request: Request) -> Response:
        """The answer to a request, whatever its status; redirects on the same host followed.

        A GET or HEAD follows any redirect, another method only those that keep it (307, 308). Raises Unavailable,
        ProtocolError (a redirect elsewhere, or in circles) and ConfigurationError (a URL that is none).
        """
        for _ in range(MOST_REDIRECTS + 1):
            response = self._exchange(request)
            reads = request.method in ("GET", "HEAD")
            if response.status not in (REDIRECTS_OF_READS if reads else REDIRECTS_OF_ANY):
                return response
            request = request._replace(url=_redirect_target(request, response))
        raise ProtocolError(f"{redact.url(request.url)} redirects in circles")

    def _exchange(self, request: Request) -> Response:
        started = time.monotonic()
        outcome: Response | AuthToolkitError
        try:
            outcome = self._perform(request)
        except AuthToolkitError as problem:
            outcome = problem
            raise
        finally:
            if self._watch is not None and "outcome" in locals():
                self._watch(Exchange(request, outcome, time.monotonic() - started))
        return outcome

    def _perform(self, request: Request) -> Response:
        urls.check_url(request.url)
        body = None if request.body is None else request.body.encode()
        try:
            answer = self._http.request(
                request.method,
                request.url,
                data=body,
                headers=dict(request.headers),
                timeout=self._limits(),
                verify=self._verify,
                allow_redirects=False,
            )
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as problem:
            from mini_nova_auth.wire.failures import error_from

            raise error_from(problem, request.url, self._timeouts) from problem
        except (
            ValueError
        ) as problem:  # requests looks at every redirect, also at those that it does not follow
            raise ProtocolError(
                f"{redact.url(request.url)} redirects to what is no URL"
            ) from problem
        return Response(
            answer.status_code, dict(answer.headers), answer.content, request.url, clock.read()
        )

    @property
    def patience(self) -> float:
        """The seconds that asking again may take: the usual ones, or what is left until the deadline."""
        if self.deadline is None:
            return PATIENCE
        return max(min(PATIENCE, self.deadline - time.monotonic()), 0.0)

    def _limits(self) -> tuple[float, float]:
        """The time limits of one request, so that it ends by the deadline; a last look is always given a second."""
        connect, read = self._timeouts
        if self.deadline is None:
            return connect, read
        left = max(self.deadline - time.monotonic(), 1.0)
        return min(connect, left), min(read, left)

    def _apply(self, tls: TLS) -> None:
        # Given with each request: a session's own value gives way to REQUESTS_CA_BUNDLE.
        self._verify: bool | str = tls.cacert or True
        if not tls.verify:
            import warnings

            warnings.simplefilter(
                "ignore", InsecureRequestWarning
            )  # said once, by whoever asked for it
            self._verify = False
        if tls.cert:
            self._http.cert = (tls.cert, tls.key) if tls.key else tls.cert
        if tls.min_version or tls.ciphers:
            self._http.mount("https://", _StricterTLS(tls))


class _StricterTLS(HTTPAdapter):
    """An adapter with a lowest TLS version and a list of ciphers, also through a proxy."""

    def __init__(self, tls: TLS) -> None:
        self._tls = tls
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context())

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, ssl_context=self._context())

    def _context(self) -> ssl.SSLContext:
        """A context that trusts nobody yet: requests adds the bundle that was asked for."""
        context = create_urllib3_context()
        context.check_hostname = self._tls.verify
        try:
            if self._tls.min_version:
                context.minimum_version = ssl.TLSVersion[
                    "TLSv" + self._tls.min_version.replace(".", "_")
                ]
            if self._tls.ciphers:
                context.set_ciphers(self._tls.ciphers)
        except (KeyError, ssl.SSLError) as problem:
            raise ConfigurationError(
                "the TLS version or ciphers asked for are not known here",
                hint="Use 1.2 or 1.3, and OpenSSL's cipher names.",
            ) from problem
        return context


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[name-defined,misc]
    """No cookie is kept: no service of OpenStack needs one."""

    def set_ok(self, cookie: object, request: object) -> bool:
        return False


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """In the place of an ``Authorization`` header out of ~/.netrc."""
    return request


def _redirect_target(request: Request, response: Response) -> str:
    """The URL that a redirect leads to. Raises ProtocolError if it leads to another origin."""
    location = response.header("location")
    target = urls.join(request.url, location)
    if urls.may_follow(request.url, target):
        return target
    destination = redact.url(target or location) or "nowhere"
    raise ProtocolError(
        f"{redact.url(request.url)} redirects to {destination} (HTTP {response.status}), "
        "where no secret is sent",
        hint="If that is the right address, set it in place of the one you gave.",
        status=response.status,
    )
