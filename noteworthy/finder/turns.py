"""Turns: one thread at a time, in the order in which they came."""

import threading
from collections import deque
from types import TracebackType


class Turns:
    """A lock that serves who has waited longest.

    Python's own lock goes to whoever asks first once it is free, mostly the thread that just gave it up, so that among
    busy threads some wait very long. Threads of one interpreter gain nothing by answering at once.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        """Wait for this thread's turn."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            own = threading.Lock()
            own.acquire()
            self._waiting.append(own)
        own.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hand on to who has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
