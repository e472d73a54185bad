"""Numbers in the words people type: `20k`, `500-2000`, `about 1.5M`, `between 2 and 5%`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Span", "grouped", "span"]

_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d[\d_]*(?:\.\d+)?)"
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_SCALE = r"(?:thousand|million|billion|bn|k|m|b)(?![a-z])"
_HEDGE = r"(?:(?:about|around|roughly|approximately|approx\.?|ca\.?|some|between|from)\s+|~\s*)?"
_SPAN = re.compile(
    rf"{_HEDGE}(?P<low>{_NUMBER})\s*(?P<low_scale>{_SCALE})?\s*"
    rf"(?:%?\s*(?:-|\u2013|\.\.|to\b|and\b)\s*(?P<high>{_NUMBER})\s*(?P<high_scale>{_SCALE})?\s*)?(?P<rest>.*)"
)
#: A point before three digits is a decimal point to some and groups digits for others.
_EITHER = re.compile(r"(?<![\d.,])[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,]|\s*(?:%|k|m|b|th|mi|bi))")


@dataclass(frozen=True, slots=True)
class Span:
    """A range as typed, or a single number, for which both ends are equal."""

    low: float
    high: float

    @property
    def single(self) -> bool:
        """Whether one number was typed."""
        return self.low == self.high

    def times(self, factor: float) -> Span:
        """Return the span in another unit."""
        return Span(self.low * factor, self.high * factor)

    def within(self, low: float, high: float, what: str) -> Span:
        """Return the span itself.

        Parameters
        ----------
        low, high : float
            The limits.
        what : str
            What the number is, as the error begins: `the number of tokens`.

        Raises
        ------
        ValueError
            If it leaves the limits.
        """
        if not low <= self.low <= self.high <= high:
            raise ValueError(f"{what} must be {grouped(low)} to {grouped(high)}, got {self}")
        return self

    def __str__(self) -> str:
        """Return it as it is read back: `500 to 2,000`."""
        return grouped(self.low) if self.single else f"{grouped(self.low)} to {grouped(self.high)}"


def span(text: str) -> tuple[Span, str]:
    """Return the number or range at the start of a text, and the words after it.

    Raises
    ------
    ValueError
        If the text does not begin with a number, or the number can be read in two ways.
    """
    words = text.strip().lower()
    found = _SPAN.fullmatch(words)
    if found is None:
        raise ValueError("begin with a number")
    if either := _EITHER.search(words):
        meant = either.group().replace(".", "")
        raise ValueError(f"{either.group()} can be read in two ways: write {int(meant):,} or {float(meant) / 1000:g}k")
    rest = found["rest"].strip()
    if re.match(r"[\d.,]", rest):
        raise ValueError("a number cannot be read; digits are grouped as in 20,000 and a fraction is written 1.5")
    low = _value(found["low"], found["low_scale"])
    high = low if found["high"] is None else _value(found["high"], found["high_scale"])
    if found["high_scale"] and not found["low_scale"]:  # 20-30k is 20k to 30k, but 500-2k is 500 to 2k
        scaled = low * _SCALES[found["high_scale"]]
        low = scaled if scaled <= high else low
    if low > high:
        raise ValueError("the first number of a range is the smaller one")
    return Span(low, high), rest


def _value(digits: str, scale: str | None) -> float:
    return float(digits.replace(",", "").replace("_", "")) * _SCALES.get(scale or "", 1.0)


def grouped(value: float, mark: Literal[",", "_"] = ",") -> str:
    """Return a number with four digits, grouped for reading: `1,235`."""
    return f"{float(f'{value:.4g}'):{mark}.15g}"
