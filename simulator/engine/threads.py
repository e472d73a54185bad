"""Blocks of work on several threads: numba's kernels and NumPy let go of the interpreter."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

__all__ = ["in_threads"]


def in_threads(work: Callable[[int], None], blocks: range, threads: int) -> None:
    """Do work for each block; which thread does it changes nothing."""
    if threads == 1:
        for block in blocks:
            work(block)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        for done in [pool.submit(work, block) for block in blocks]:
            done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
