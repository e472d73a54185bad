"""What makes a short command quick, and what libraries read from the environment: only the command sets it."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator

__all__ = ["settle_libraries", "uncollected"]


def settle_libraries() -> None:
    """Set what has to stand before NumPy and numba are imported; too late for those that are."""
    if "numpy" not in sys.modules:
        # its threads for matrices, none of them needed here, cost a quarter of the time of `simulate check`
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if "numba" not in sys.modules:
        # with Intel's vector maths exp and log get other last bits
        os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Do without garbage collection meanwhile: importing makes many objects and no garbage, 4 % of a short command."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
