"""Blocks of work on several threads: kernels and NumPy let go of the interpreter.

The main thread only waits: a signal reaches it between two instructions of Python, and a block of a large program may
run for minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["aside", "in_threads", "workers"]

Answer = TypeVar("Answer")


@contextmanager
def workers(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Yield a pool of threads. After an error it ends with what is running; Ctrl-C does not wait for that."""
    pool = ThreadPoolExecutor(threads)
    wait = True
    try:
        yield pool
    except KeyboardInterrupt:
        wait = False
        raise
    finally:
        pool.shutdown(wait=wait, cancel_futures=True)


def aside(call: Callable[[], Answer]) -> Answer:
    """Return what a call returns, made on a thread of its own, so that Ctrl-C interrupts it at once."""
    with workers(1) as pool:
        return pool.submit(call).result()


def in_threads(work: Callable[[int], None], blocks: range, threads: int) -> None:
    """Do work for each block; which thread does it changes nothing."""
    with workers(threads) as pool:
        for done in [pool.submit(work, block) for block in blocks]:
            done.result()
