"""Memory of arrays: where it begins, and whether the process keeps what they leave free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LINE", "begins_on_line", "in_one", "keep_freed", "on_line"]

#: Bytes of a cache line.
LINE = 64


def on_line(shape: tuple[int, ...], kind: Any = np.float64) -> NDArray[Any]:
    """Return an array, not filled, that begins on a cache line: a vector across two takes twice as long to load."""
    size = math.prod(shape) * np.dtype(kind).itemsize
    memory = np.empty(size + LINE, dtype=np.uint8)
    skipped = -memory.ctypes.data % LINE
    found: NDArray[Any] = memory[skipped : skipped + size].view(kind).reshape(shape)
    return found


def begins_on_line(array: NDArray[Any]) -> bool:
    """Return whether an array begins on a cache line."""
    return _address(array) % LINE == 0


def in_one(arrays: Sequence[NDArray[np.float64]]) -> tuple[NDArray[np.float64], list[int]]:
    """Return arrays, each in C order, as one row of numbers, and where in it each begins.

    Nothing is copied if all of them lie in the memory of one array.
    """
    owners = [each if each.base is None else each.base for each in arrays]
    owner = owners[0]
    if not all(isinstance(each, np.ndarray) and each is owner and each.flags.c_contiguous for each in owners):
        sizes = [each.size for each in arrays]
        return np.concatenate([each.reshape(-1) for each in arrays]), [sum(sizes[:k]) for k in range(len(sizes))]
    numbers = owner.reshape(-1).view(np.float64)
    begin = _address(numbers)
    return numbers, [(_address(each) - begin) // numbers.itemsize for each in arrays]


def _address(array: NDArray[Any]) -> int:
    found: int = array.__array_interface__["data"][0]
    return found


def keep_freed() -> None:
    """Have the C library keep what arrays of up to 16 MiB leave free for the next ones, for the whole process.

    The operating system then clears no new pages, which took 7 % of the time of a small document. glibc keeps memory
    from the first time on that an array as large is freed. This one is never touched.
    """
    np.empty(2**24, np.uint8)
