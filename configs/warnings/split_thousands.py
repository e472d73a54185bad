"""Warnings about thousands that are read as something else: `[9,100, 9,800]` in a list, `"7.500 to 11.000"`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from ..model.scenario import Caution, Origin
from ..text.locate import Locator
from ..text.spelling import shown

__all__ = ["split_thousands"]

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_LIST = re.compile(r"\[[\d\s,._eE+-]*\]")
#: Without a space: at least two numbers, each of one or two digits, a comma and three digits.
_PAIRS = re.compile(r"[1-9]\d?,\d{3}(?:,[1-9]\d?,\d{3})+")


#: A point is decimal; who writes three digits after it at both ends, the last of them 0, may mean thousands.
_POINTS = re.compile(r"""["'](([1-9]\d{0,2})\.(\d\d0) +to +([1-9]\d{0,2})\.(\d\d0)) *["']""")


def split_thousands(origin: Origin) -> tuple[Caution, ...]:
    """Return a warning for each list with commas inside of numbers, and each interval with points as of thousands.

    A rule: in a list with a space after some commas, every comma without one has three digits after it and up to three
    before it. `[1,100,200]` has no space, and gets no warning; `[9,100,9,800]` does.
    """
    return tuple(
        Caution(".".join(path), message)
        for text in (origin.source.text, *(file.text for file in origin.included.values()))
        for path, message in _found(text)
        if origin.text_of(path)[0] is text and not any(path[: len(put)] == put for put in origin.settings)
    )


@functools.lru_cache(maxsize=8)  # a study checks the same text for each of its points
def _found(text: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    doubtful = any(re.search(r",\d{3}", found[0]) for found in _LIST.finditer(text)) or _POINTS.search(text) is not None
    return tuple(_warnings(text)) if doubtful else ()  # to locate all keys takes longer


def _warnings(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for path, place in Locator(text).places.items():
        written = text[place.value : place.stop] if place.value >= 0 else ""
        if points := _POINTS.fullmatch(written):
            low, high = (f"{points[k]}.{points[k + 1]}" for k in (2, 4))
            message = f'"{points[1]}" is read as {float(low):g} to {float(high):g}; a point separates decimals'
            yield path, f"{message}: for thousands write {points[2]}_{points[3]}, otherwise {float(low):g}"
        if not _LIST.fullmatch(written):
            continue
        inside = written[1:-1].strip().rstrip(",")
        groups = re.split(r",\s+", inside)
        with_comma = [group.strip() for group in groups if "," in group]
        pairs = _PAIRS.fullmatch(inside)
        if pairs or (len(groups) > 1 and with_comma and all(map(_THOUSANDS.fullmatch, with_comma))):
            first = ",".join(inside.split(",")[:2]) if pairs else with_comma[0]
            numbers = [number.strip() for number in inside.split(",")]
            came = f"{', '.join(numbers[:4])}{', ...' * (len(numbers) > 4)}"
            message = f"{shown(' '.join(written.split()))} is read as {len(numbers)} numbers: {came}"
            help = f"for thousands write {first.replace(',', '_')}, otherwise a space after each comma"
            yield path, f"{message}; a comma ends a number: {help}"
