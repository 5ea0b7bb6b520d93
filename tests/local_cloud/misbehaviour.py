"""Carrying out a fault: what is done, what is answered, and what becomes of the connection."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Event

from .connection import Connection
from .faults import Fault
from .messages import Answer, Recorded, text_answer
from .refusals import service_refusal, shape

TICK = 0.01  # seconds between two looks whether the cloud stops
PAGE = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n"


@dataclass(frozen=True)
class Exchange:
    """One request, the connection it came by, and the work it asks for."""

    request: Recorded
    connection: Connection
    work: Callable[[], Answer]
    stopping: Event
    later: Callable[[Callable[[], bool], Callable[[], object]], None]

    def answer(self, answer: Answer) -> bool:
        """Send an answer; whether the connection is to be kept."""
        keeps = self.request.keeps_alive and not self.stopping.is_set()
        self.connection.send(answer, closing=not keeps, head_only=self.request.method == "HEAD")
        return keeps

    def break_off(self, *, reset: bool = False) -> bool:
        """Close the connection."""
        self.connection.close(reset=reset)
        return False


def behave(exchange: Exchange) -> bool:
    """Do the work and answer."""
    return exchange.answer(exchange.work())


def misbehave(exchange: Exchange, fault: Fault) -> bool:
    """Do as the fault says; whether the connection is to be kept."""
    return _ACTIONS[fault.action](exchange, fault)


def _refuse_before(exchange: Exchange, _: Fault) -> bool:
    return exchange.break_off()


def _lose_answer(exchange: Exchange, fault: Fault) -> bool:
    exchange.work()
    return exchange.break_off(reset=fault.action == "reset-answer")


def _cut_answer(exchange: Exchange, _: Fault) -> bool:
    exchange.connection.send_half(exchange.work())
    return exchange.break_off()


def _html(exchange: Exchange, fault: Fault) -> bool:
    exchange.work()
    return exchange.answer(text_answer(fault.details.get("status", 200), PAGE, "text/html"))


def _bad_json(exchange: Exchange, _: Fault) -> bool:
    answer = exchange.work()
    status = 200 if answer.status == 204 else answer.status
    return exchange.answer(
        replace(answer, status=status, body=answer.body[: len(answer.body) // 2] or b'{"')
    )


def _empty(exchange: Exchange, _: Fault) -> bool:
    return exchange.answer(replace(exchange.work(), body=b""))


def _status(exchange: Exchange, fault: Fault) -> bool:
    return exchange.answer(_refusal(exchange.request, fault))


def _status_after(exchange: Exchange, fault: Fault) -> bool:
    exchange.work()
    return exchange.answer(_refusal(exchange.request, fault))


def _refusal(request: Recorded, fault: Fault) -> Answer:
    answer = service_refusal(request.path, fault.details["status"], fault.details.get("message"))
    if "body" in fault.details:
        answer = replace(answer, body=shape(fault.details["body"]))
    return replace(answer, headers={**answer.headers, **fault.details.get("headers", {})})


def _is_cut_off(exchange: Exchange, fault: Fault) -> bool:
    """Wait as a fault says; whether the cloud stops meanwhile."""
    until: Event | None = fault.details.get("until")
    if until is None:
        return exchange.stopping.wait(fault.details["seconds"])
    while not until.wait(TICK) and not exchange.stopping.is_set():
        pass
    return exchange.stopping.is_set()


def _delay(exchange: Exchange, fault: Fault) -> bool:
    if _is_cut_off(exchange, fault):
        return exchange.break_off()
    return behave(exchange)


def _delay_answer(exchange: Exchange, fault: Fault) -> bool:
    answer = exchange.work()
    if _is_cut_off(exchange, fault):
        return exchange.break_off()
    return exchange.answer(answer)


def _hang(exchange: Exchange, _: Fault) -> bool:
    exchange.work()
    exchange.stopping.wait()
    return exchange.break_off()


def _late(exchange: Exchange, fault: Fault) -> bool:
    exchange.later(lambda: _is_cut_off(exchange, fault), exchange.work)
    return exchange.break_off()


def _redirect(exchange: Exchange, fault: Fault) -> bool:
    headers = {"Location": fault.details["location"]}
    return exchange.answer(Answer(fault.details.get("status", 302), b"", headers))


def _drip(exchange: Exchange, fault: Fault) -> bool:
    seconds = fault.details["seconds"]
    exchange.connection.drip(exchange.work(), lambda: exchange.stopping.wait(seconds))
    return exchange.break_off()


def _endless(exchange: Exchange, _: Fault) -> bool:
    with suppress(OSError):
        exchange.connection.pour(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b" " * 2**20)
    return exchange.break_off()


def _bomb(exchange: Exchange, fault: Fault) -> bool:
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    blanks = b" " * 2**20
    parts = [packer.compress(blanks) for _ in range(fault.details["size"] // 2**20)]
    body = b"".join(parts) + packer.flush()
    return exchange.answer(Answer(200, body, {"Content-Encoding": "gzip"}))


_ACTIONS: dict[str, Callable[[Exchange, Fault], bool]] = {
    "pass": lambda exchange, _: behave(exchange),
    "refuse-before": _refuse_before,
    "lose-answer": _lose_answer,
    "reset-answer": _lose_answer,
    "cut-answer": _cut_answer,
    "html": _html,
    "bad-json": _bad_json,
    "empty": _empty,
    "status": _status,
    "status-after": _status_after,
    "delay": _delay,
    "delay-answer": _delay_answer,
    "hang": _hang,
    "late": _late,
    "redirect": _redirect,
    "drip": _drip,
    "endless": _endless,
    "bomb": _bomb,
}
