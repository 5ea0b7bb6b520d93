"""The listening socket and the threads behind it."""

import itertools
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from .connection import Connection
from .messages import Recorded

BACKLOG = 1024
_PATIENCE = 120.0  # seconds


class Listener:
    """Accepts connections on a free port of the loopback interface, a thread for each.

    `stop` interrupts whatever they do and returns when the last of them has ended.
    """

    def __init__(
        self, answer_one: Callable[[Recorded, Connection], bool], now: Callable[[], float]
    ) -> None:
        self.stopping = threading.Event()
        self._answer_one = answer_one
        self._now = now
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._connections: set[Connection] = set()
        self._numbers = itertools.count(1)
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        self.port: int = self._socket.getsockname()[1]
        self.spawn("accept", self._accept)

    def spawn(self, name: str, work: Callable[[], None]) -> None:
        """Run work in a thread that `stop` waits for; nothing is started any more once it stops."""
        thread = threading.Thread(target=work, name=f"local-cloud-{name}", daemon=True)
        with self._lock:
            if not self.stopping.is_set():
                self._threads = {other for other in self._threads if other.is_alive()} | {thread}
                thread.start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                sock, _ = self._socket.accept()
            except OSError:
                self.stopping.wait(0.01)
                continue
            if self.stopping.is_set():
                sock.close()
                return
            self._take_on(sock)

    def _take_on(self, sock: socket.socket) -> None:
        connection = Connection(sock, next(self._numbers), self._now)

        def work() -> None:
            try:
                connection.serve(self._answer_one)
            finally:
                with self._lock:
                    self._connections.discard(connection)

        with self._lock:
            self._connections.add(connection)
        self.spawn(f"connection-{connection.number}", work)

    def stop(self) -> None:
        """End every connection and every thread, and free the port."""
        with self._lock:
            self.stopping.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=60).close()
        deadline = time.monotonic() + _PATIENCE
        while True:
            with self._lock:
                threads = [thread for thread in self._threads if thread.is_alive()]
                connections = list(self._connections)
            for connection in connections:
                connection.interrupt()
            if not threads or time.monotonic() > deadline:
                break
            threads[0].join(0.1)
        for connection in connections:
            connection.close()
        self._socket.close()
        if threads:
            raise RuntimeError(f"threads that would not end: {[thread.name for thread in threads]}")
