"""One line that says how far a run is, on a terminal and only where there is something to wait for."""

from __future__ import annotations

import sys
import time

__all__ = ["ProgressLine"]

_SILENT = 1.0  # seconds before the first word
_EVERY = 0.1  # seconds between two


class ProgressLine:
    """Draws the line over itself; `close` wipes it."""

    def __init__(self) -> None:
        """Begin to count the time."""
        self._asked = time.monotonic()
        self._began: float | None = None
        self._first = 0
        self._last = 0.0
        self._shown = False

    def __call__(self, done: int, wanted: int) -> None:
        """Show how many trajectories of how many are done."""
        now = time.monotonic()
        if self._began is None:
            self._began, self._first = now, done  # what went before was preparation: it is no part of the rate
        if now - self._asked < _SILENT or now - self._last < _EVERY:
            return
        self._last = now
        sys.stderr.write(f"\r\x1b[2K{progress_text(done, wanted, done - self._first, now - self._began)}")
        sys.stderr.flush()
        self._shown = True

    def close(self) -> None:
        """Leave an empty line behind."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def progress_text(done: int, wanted: int, counted: int, seconds: float) -> str:
    """Return the line: share, count, rate, and the time that is left.

    Parameters
    ----------
    done, wanted : int
        Trajectories.
    counted : int
        Trajectories done in `seconds`.
    seconds : float
    """
    bar = "#" * (20 * done // wanted)
    text = f"[{bar:<20}] {100 * done // wanted} %  {done:,} of {wanted:,} futures"
    if counted <= 0 or seconds <= 0.0:
        return text
    rate = counted / seconds
    left = round((wanted - done) / rate)
    return f"{text}, {rate:,.0f} a second, {left // 60}:{left % 60:02d} left"
