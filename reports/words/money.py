"""Amounts as they are read: three digits, fewer where the simulation knows fewer, all where nothing is random."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Money", "percent"]

_DIGITS = 3
#: Above this an amount is written with an exponent: no column holds it.
_LONGEST = 1e12


@dataclass(frozen=True, slots=True)
class Money:
    """Writes amounts of one table.

    Attributes
    ----------
    currency : str
    scale : float
        What one unit of the table stands for: 1, or 1e6 where amounts are in millions.
    """

    currency: str
    scale: float = 1.0

    @classmethod
    def fitting(cls, currency: str, largest: float) -> Money:
        """Return the writer for a table whose largest amount is this."""
        return cls(currency, 1.0 if abs(largest) < 1e10 else 1e6)

    @property
    def unit(self) -> str:
        """The currency, in words with its scale."""
        return self.currency if self.scale == 1.0 else f"million {self.currency}"

    def __call__(self, amount: float, error: float | None = None) -> str:
        """Write an amount to three digits.

        Parameters
        ----------
        amount : float
        error : float, optional
            Half a 90 % interval of the simulation. It is written too where it is worth a digit, and digits smaller
            than it are left out.
        """
        amount, error = amount / self.scale, (error or 0.0) / self.scale
        step = max(_step(amount, _DIGITS), _step(error, 1))
        text = _rounded(amount, step)
        return text if error < step or error == 0.0 else f"{text} +-{_rounded(_up(error), _step(error, 1))}"

    def exact(self, amount: float) -> str:
        """Write an amount in full, with cents where there are any; to three digits below 1 million in millions."""
        if self.scale != 1.0 and 0.0 < abs(amount) < self.scale:  # two decimals of a million would be a zero or a lie
            return self(amount)
        amount /= self.scale
        if abs(amount) >= _LONGEST:
            return f"{amount:.6g}"
        return f"{amount:,.0f}".replace("-0", "0") if amount == round(amount) else f"{amount:,.2f}"

    def whole(self, amount: float, step: float) -> str:
        """Write a multiple of `step`, both in the currency, with the decimals that the step has."""
        return _rounded(amount / self.scale, step / self.scale) if amount else "0"


def _step(amount: float, digits: int) -> float:
    """Return the value of the last of so many significant digits; 0 for 0."""
    return 0.0 if amount == 0.0 else 10.0 ** (math.floor(math.log10(abs(amount))) + 1 - digits)


def _rounded(amount: float, step: float) -> str:
    if step == 0.0:
        return "0"
    if abs(amount) >= _LONGEST:
        return f"{amount:.{_DIGITS}g}"
    if abs(amount) < 1e-6:
        return "0" if abs(amount) < step / 2.0 else f"{amount:.{_DIGITS}g}"
    places = max(0, -math.floor(math.log10(step) + 0.5))
    value = round(amount / step) * step
    return f"{value if round(value, places) else 0.0:,.{places}f}"


def _up(error: float) -> float:
    """Round an error up to one digit."""
    step = _step(error, 1)
    return math.ceil(error / step - 1e-9) * step


def percent(share: float) -> str:
    """Write a small share as a percentage with one significant digit, rounded up: `0.02 %`."""
    if share == 0.0:
        return "0 %"
    value = _up(100.0 * share)
    places = max(0, -math.floor(math.log10(value) + 1e-9))
    return f"{value:.{places}f} %"
