"""Arrays that begin on a cache line: a vector that lies across two takes twice as long to load."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LINE", "keep_freed", "on_line"]

#: Bytes of a cache line.
LINE = 64


def on_line(shape: tuple[int, ...], kind: Any = np.float64) -> NDArray[Any]:
    """Return an array, not filled, that begins on a cache line."""
    size = math.prod(shape) * np.dtype(kind).itemsize
    memory = np.empty(size + LINE, dtype=np.uint8)
    skipped = -memory.ctypes.data % LINE
    found: NDArray[Any] = memory[skipped : skipped + size].view(kind).reshape(shape)
    return found


def keep_freed() -> None:
    """Have the C library keep what arrays of up to 16 MiB leave free for the next ones: the kernel clears no new pages.

    glibc does so from the first array on that is as large and is freed. Its memory is never touched.
    """
    np.empty(2**24, np.uint8)
