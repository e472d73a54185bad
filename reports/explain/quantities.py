"""A quantity in words: its digits grouped, rates in percent, laws by their range and name."""

from __future__ import annotations

import re

from ...configs import Draw, Number, Quantity
from ..words.laws import law_name, law_numbers
from ..words.layout import clean
from ..words.numbers import full_number, full_percent, number

__all__ = ["text_of"]

#: `3_000 to 9_000`, `2% to 6%`: both ends of an interval.
_INTERVAL = re.compile(r"([-+\d._eE]+)\s*(%?)\s+to\s+([-+\d._eE]+)\s*(%?)")


def text_of(quantity: Quantity, rate: bool = False) -> str:
    """Return what a quantity is, as it is read.

    Parameters
    ----------
    quantity : Quantity
    rate : bool
        Whether it is a share or a growth, which is read in percent: 0.3 is `30 %`.

    Returns
    -------
    str
        A number; an interval, as it was written or P5 to P95 of the law with the law's name; or a formula as written.
    """
    text, expression = clean(quantity.text), quantity.expression
    if isinstance(expression, Number):
        return _shown(expression.value, rate)
    if not isinstance(expression, Draw):
        return text or "a computed number of"
    if (written := _INTERVAL.fullmatch(text)) is not None:
        low, percent, high, _ = written.groups()
        scale = 0.01 if percent else 1.0
        return _between(*(_shown(scale * float(end), rate or bool(percent)) for end in (low, high)))
    if expression.law.support[0] == expression.law.support[1]:
        return _shown(expression.law.support[0], rate)
    numbers = law_numbers(expression.law)
    ends = (number(100.0 * numbers[key]) + " %" if rate else number(numbers[key]) for key in ("P5", "P95"))
    return f"{_between(*ends)} ({law_name(expression.law)})"


def _between(low: str, high: str) -> str:
    return f"{low} to {high}"


def _shown(value: float, rate: bool) -> str:
    """Write a number in full, without the digits that are rounding."""
    return full_percent(value) if rate else full_number(value)
