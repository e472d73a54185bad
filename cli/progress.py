"""The progress line of a run that takes longer than a second."""

from __future__ import annotations

import sys
import time

__all__ = ["ProgressLine"]

_SILENT = 1.0  # seconds before the line appears
_EVERY = 0.1  # seconds between two updates


class ProgressLine:
    """Redraws itself in place; `close` erases it.

    Attributes
    ----------
    beside : str
        What stands at the end of the line.
    """

    def __init__(self) -> None:
        """Start the clock."""
        self.beside = ""
        self._asked = time.monotonic()
        self._began: float | None = None
        self._first = 0
        self._last = 0.0
        self._shown = False

    def __call__(self, done: int, wanted: int) -> None:
        """Show how many of the wanted trajectories are done."""
        now = time.monotonic()
        if self._began is None:
            self._began, self._first = now, done  # preparation is not part of the rate
        if now - self._asked < _SILENT or now - self._last < _EVERY:
            return
        self._last = now
        text = progress_text(done, wanted, done - self._first, now - self._began)
        sys.stderr.write(f"\r\x1b[2K{text}{self.beside and f', {self.beside}'}")
        sys.stderr.flush()
        self._shown = True

    def close(self) -> None:
        """Erase the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def progress_text(done: int, wanted: int, counted: int, seconds: float) -> str:
    """Return the line: percentage, count, rate and remaining time.

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
