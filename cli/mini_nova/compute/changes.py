"""Whether requests may have changed something in the cloud, by what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mini_nova_auth.errors import Unavailable
from mini_nova_auth.wire.message import (
    BAD_REQUEST,
    CONTENT_TOO_LARGE,
    INTERNAL_SERVER_ERROR,
    REQUEST_TIMEOUT,
    TOO_MANY_REQUESTS,
    Response,
)
from mini_nova_auth.wire.words import is_page, service_message

if TYPE_CHECKING:
    from mini_nova_auth.wire.transport import Exchange


def may_have_changed(exchanges: Iterable[Exchange]) -> bool:
    """Return whether a request was done, or may have been, so that to repeat it could do harm.

    A DELETE that failed does none: it may be repeated.
    """
    return any(_may_have_changed(exchange) for exchange in exchanges)


def is_refusal(answer: Response) -> bool:
    """Return whether nothing was done: a 4xx with the service's own words, but no 408.

    A web page may be from a proxy that answers in the service's place, whatever that has done.
    """
    if answer.status == CONTENT_TOO_LARGE:
        return True
    if answer.status == REQUEST_TIMEOUT:
        return False
    is_client_error = BAD_REQUEST <= answer.status < INTERNAL_SERVER_ERROR
    return is_client_error and bool(service_message(answer)) and not is_page(answer)


def _may_have_changed(exchange: Exchange) -> bool:
    outcome = exchange.outcome
    if isinstance(outcome, Response) and outcome.is_success:
        return True
    if exchange.request.method == "DELETE":
        return False
    if isinstance(outcome, Response):
        is_rate_limit = outcome.status == TOO_MANY_REQUESTS
        return not (is_rate_limit or outcome.is_redirect or is_refusal(outcome))
    return not isinstance(outcome, Unavailable) or outcome.sent
