"""Sending one request and returning its answer: TLS, proxies, time limits, redirects.

The only module that does network I/O. It keeps connections alive, retries nothing and knows no
tokens. It follows a redirect only on its origin, or to TLS on the same host and port (or from port
80 to 443), so no header with a secret ever reaches another service.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import requests
from urllib3.exceptions import HTTPError, InsecureRequestWarning
from urllib3.util.ssl_ import create_urllib3_context

from mini_nova_auth import clock, redact
from mini_nova_auth.errors import AuthToolkitError, ConfigurationError, ProtocolError
from mini_nova_auth.wire import limits, proxies, urls
from mini_nova_auth.wire.limits import TimedAdapter
from mini_nova_auth.wire.message import (
    FOUND,
    MOVED_PERMANENTLY,
    PERMANENT_REDIRECT,
    PROXY_AUTHENTICATION_REQUIRED,
    SEE_OTHER,
    TEMPORARY_REDIRECT,
    Request,
    Response,
)
from mini_nova_auth.wire.options import TLS, Timeouts
from mini_nova_auth.wire.proxies import Proxy
from mini_nova_auth.wire.retry import PATIENCE

_log = logging.getLogger(__name__)

MOST_REDIRECTS = 4
_KEEPING_THE_METHOD = (TEMPORARY_REDIRECT, PERMANENT_REDIRECT)
_REDIRECTS_OF_LOGINS = (MOVED_PERMANENTLY, FOUND, *_KEEPING_THE_METHOD)
_REDIRECTS_OF_READS = (SEE_OTHER, *_REDIRECTS_OF_LOGINS)
_FAILURES = (requests.RequestException, HTTPError, OSError, UnicodeError, *limits.FAILURES)


class Exchange(NamedTuple):
    """A request with its answer, or with the error in its place; ``seconds`` is wall time."""

    request: Request
    outcome: Response | AuthToolkitError
    seconds: float


class Transport:
    """Sends requests over connections that it keeps alive; calls ``watch`` with each exchange."""

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
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, TimedAdapter())
        self._http.cookies.set_policy(_NoCookies())
        self._timeouts = timeouts or Timeouts()
        self._watch = watch
        self._has_warned = False
        self.deadline: float | None = None  # of time.monotonic(), for every answer
        self._apply(tls or TLS())

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def patience(self) -> float:
        """The seconds that retries may take: the usual limit, or those left until the deadline."""
        if self.deadline is None:
            return PATIENCE
        remaining = max(self.deadline - time.monotonic(), 0.0)
        return min(PATIENCE, remaining)

    def send(self, request: Request) -> Response:
        """The answer to a request, whatever its status; follows redirects on the same origin.

        The method stays. A GET or HEAD follows every redirect, a login all but a 303, and other
        requests only those that keep the method by RFC 9110 (307, 308). A login's redirect to
        another origin is returned, for its method to explain. Raises Unavailable, ProtocolError
        (another request's redirect to elsewhere, or circles), and ConfigurationError (a malformed
        URL).
        """
        redirects = _redirects_to_follow(request)
        for _ in range(MOST_REDIRECTS + 1):
            response = self._exchange(request)
            if response.status not in redirects:
                return response
            target = _redirect_target(request, response)
            if not target:
                return response
            request = request._replace(url=target)
        raise ProtocolError(f"{redact.url(request.url)} redirects in circles")

    def _exchange(self, request: Request) -> Response:
        """Perform a request, and report it to ``watch``."""
        start = time.monotonic()
        try:
            response = self._perform(request)
        except AuthToolkitError as problem:
            self._report(request, problem, start)
            raise
        self._report(request, response, start)
        return response

    def _report(self, request: Request, outcome: Response | AuthToolkitError, start: float) -> None:
        if self._watch is not None:
            seconds = time.monotonic() - start
            self._watch(Exchange(request, outcome, seconds))

    def _perform(self, request: Request) -> Response:
        urls.check_url(request.url)
        proxy = self._proxy(request.url)
        timeouts = self._limits()
        try:
            answer = self._ask(request, timeouts)
            content = limits.read_body(answer)
        except _FAILURES as problem:
            from mini_nova_auth.wire.failures import error_from

            raise error_from(problem, request.url, timeouts, proxy) from problem
        except ValueError as problem:
            # requests parses the target even of a redirect that it does not follow.
            raise ProtocolError(
                f"{redact.url(request.url)} redirects to what is no URL"
            ) from problem
        if answer.status_code == PROXY_AUTHENTICATION_REQUIRED and proxy is not None:
            raise proxies.refusal(proxy, request.url)
        return Response(
            status=answer.status_code,
            headers=dict(answer.headers),
            content=content,
            url=request.url,
            taken=clock.read(),
        )

    def _ask(self, request: Request, timeouts: Timeouts) -> requests.Response:
        """Send a request, and return the answer with its body still to be read."""
        body = None if request.body is None else request.body.encode()
        return self._http.request(
            request.method,
            request.url,
            data=body,
            headers=_encoded(request.headers),
            timeout=timeouts,
            verify=self._verify,
            proxies=proxies.options(request.url),
            allow_redirects=False,
            stream=True,
        )

    def _proxy(self, url: str) -> Proxy | None:
        """The proxy for a URL. Raises Unavailable if its setting cannot work."""
        proxy = proxies.proxy_for(url)
        if proxy is not None:
            proxies.check(proxy)
            return proxy
        fault = proxies.unused_fault(url)
        if fault and not self._has_warned:
            self._has_warned = True
            _log.warning("%s", fault)
        return None

    def _limits(self) -> Timeouts:
        """The time limits of one request, so that it ends by the deadline; at least a second."""
        connect, read = self._timeouts
        if self.deadline is None:
            return self._timeouts
        remaining = max(self.deadline - time.monotonic(), 1.0)
        return Timeouts(min(connect, remaining), min(read, remaining))

    def _apply(self, tls: TLS) -> None:
        # Passed with each request: the session's own value gives way to REQUESTS_CA_BUNDLE.
        self._verify: bool | str = tls.cacert or True
        if not tls.verify:
            import warnings

            # Whoever asked for this has warned the user, once.
            warnings.simplefilter("ignore", InsecureRequestWarning)
            self._verify = False
        if tls.cert:
            pair = (tls.cert, tls.key)
            self._http.cert = pair if tls.key else tls.cert
        if tls.min_version or tls.ciphers:
            self._http.mount("https://", _StricterTLS(tls))


class _StricterTLS(TimedAdapter):
    """An adapter with a minimum TLS version and a list of ciphers, through a proxy as well."""

    def __init__(self, tls: TLS) -> None:
        self._tls = tls
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context())

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, ssl_context=self._context())

    def _context(self) -> ssl.SSLContext:
        """A context that trusts no CA yet: requests adds the bundle."""
        context = create_urllib3_context()
        context.check_hostname = self._tls.verify
        try:
            if self._tls.min_version:
                name = "TLSv" + self._tls.min_version.replace(".", "_")
                context.minimum_version = ssl.TLSVersion[name]
            if self._tls.ciphers:
                context.set_ciphers(self._tls.ciphers)
        except (KeyError, ssl.SSLError) as problem:
            raise ConfigurationError(
                "the TLS version or ciphers asked for are not known here",
                hint="Use 1.2 or 1.3, and OpenSSL's cipher names.",
            ) from problem
        return context


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[name-defined,misc]
    """Accepts no cookies: no OpenStack service needs one."""

    def set_ok(self, cookie: object, request: object) -> bool:
        return False


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave a request as it is, so that requests adds no ``Authorization`` from ~/.netrc."""
    return request


def _encoded(headers: Mapping[str, str]) -> dict[str, str | bytes]:
    """Headers in UTF-8, as v1's servers decode user and key. Bytes that were no text stay."""
    return {name: _bytes_of(value) for name, value in headers.items()}


def _bytes_of(value: str) -> str | bytes:
    return value if value.isascii() else value.encode(errors="surrogateescape")


def _redirects_to_follow(request: Request) -> tuple[int, ...]:
    """The statuses of the redirects that a request follows."""
    if request.is_read:
        return _REDIRECTS_OF_READS
    return _REDIRECTS_OF_LOGINS if request.is_login else _KEEPING_THE_METHOD


def _redirect_target(request: Request, response: Response) -> str:
    """The URL that a redirect leads to; '' if it leads a login to another origin.

    Raises ProtocolError if it leads another request there.
    """
    location = response.header("location")
    target = urls.join(request.url, location)
    if urls.may_follow(request.url, target):
        return target
    if request.is_login:
        return ""
    url = redact.url(request.url)
    destination = redact.url(target or location) or "nowhere"
    raise ProtocolError(
        f"{url} redirects to {destination}, where no secret is sent",
        hint="If that is the right address, set it in place of the one you gave.",
        status=response.status,
    )
