"""Ends and steps of an axis, and the format of its amounts, the same in every program that opens the deck."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Scale", "amount_format", "plain_amount", "scale_of", "share_format"]

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_UNITS = ((1e9, ",,,", "bn"), (1e7, ",,", "M"))
_SCALED = {"bn": 1e9, "M": 1e6}


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` with a mark at every `step`."""

    low: float
    high: float
    step: float

    @property
    def format(self) -> str:
        """How the marks are written, in a spreadsheet's language."""
        return amount_format(max(abs(self.low), abs(self.high)), self.step)


def scale_of(low: float, high: float, marks: int = 5, zero: bool = True) -> Scale:
    """Return round ends around a range, and a round step.

    Parameters
    ----------
    low, high : float
    marks : int
        About how many steps.
    zero : bool
        Whether 0 is on the axis: lengths are compared only from there.
    """
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if not high > low:
        pad = abs(high) / 2.0 or 1.0
        low, high = low - pad, high + pad
    rough = (high - low) / marks
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough * (1.0 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(_tidy(first * step), _tidy(last * step), _tidy(step))


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")


def amount_format(largest: float, step: float | None = None) -> str:
    """Return the number format of amounts up to `largest`, distinguishable at every `step`, without a user's words."""
    for above, commas, word in _UNITS:
        if largest >= above:
            unit = _SCALED[word]
            places = 1 if step is None else _places(step / unit)
            return f'#,##0{"." + "0" * places if places else ""}{commas}"{word}"'
    places = (0 if largest >= 100.0 else 2) if step is None else _places(step)
    return f"#,##0{'.' + '0' * places if places else ''}"


def _places(step: float) -> int:
    """Return the decimals that a multiple of a step needs, three at most."""
    return next((n for n in range(3) if abs(step * 10.0**n - round(step * 10.0**n)) < 1e-9 * 10.0**n), 3)


def share_format(step: float) -> str:
    """Return the number format of shares, distinguishable at every `step`."""
    places = _places(100.0 * step)
    return f"0{'.' + '0' * places if places else ''}%"


def plain_amount(amount: float, number_format: str) -> str:
    """Write an amount as a spreadsheet does in one of these formats."""
    body, _, word = number_format.partition('"')
    scaled = amount / 1_000.0 ** len(body) * 1_000.0 ** len(body.rstrip(","))
    places = len(body.rstrip(",").partition(".")[2])
    return f"{scaled:,.{places}f}{word.rstrip(chr(34))}"
