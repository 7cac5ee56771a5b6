"""Turns: one at a time, in the order of coming, and an error gives the turn on."""

import threading
import time

import pytest

from noteworthy.finder.turns import Turns


def test_threads_are_served_one_at_a_time_in_the_order_in_which_they_came() -> None:
    turns, served, inside = Turns(), list[int](), list[int]()

    def ask(number: int) -> None:
        with turns:
            inside.append(number)
            assert len(inside) == 1
            served.append(number)
            inside.remove(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    with turns:
        for waiting, thread in enumerate(threads, start=1):
            thread.start()
            while len(turns._waiting) < waiting:
                time.sleep(0.001)
    for thread in threads:
        thread.join(timeout=10)
    assert served == list(range(8))


def test_an_error_gives_the_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="no"), turns:
        raise ValueError("no")
    with turns:
        pass
