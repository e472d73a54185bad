"""`--vary ADDRESS=...`: the values that a sweep or a search tries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

import click

__all__ = ["parse_axes", "parse_range", "split_values", "vary_option"]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_OPENING, _CLOSING = "([{", ")]}"


def vary_option(metavar: str, text: str) -> Callable[[Decorated], Decorated]:
    """Return the option, with what it takes and what it is for."""
    return click.option("--vary", "varied", metavar=metavar, multiple=True, required=True, help=text)


def parse_axes(texts: Iterable[str]) -> dict[str, list[Any]]:
    """Return the values of each address: `ADDRESS=LOW:HIGH:COUNT[:log]` or `ADDRESS=V1,V2,V3`.

    Raises
    ------
    click.UsageError
    """
    axes: dict[str, list[Any]] = {}
    for text in texts:
        address, written = _halves(text)
        if address in axes:
            raise click.UsageError(f"--vary {address}: varied twice")
        axes[address] = _values(text, written)
    return axes


def parse_range(text: str) -> tuple[str, float, float] | None:
    """Return address and ends of `ADDRESS=LOW:HIGH`; None where it is no range of two ends."""
    address, written = _halves(text)
    ends = [_number(part) for part in written.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    return address, ends[0], ends[1]


def _halves(text: str) -> tuple[str, str]:
    address, equals, written = (part.strip() for part in text.partition("="))
    if not (address and equals and written):
        _refuse(text, "ADDRESS=VALUES is needed")
    return address, written


def _values(text: str, written: str) -> list[Any]:
    from ..configs import parse_setting
    from ..simulator.studies.axes import grid

    parts = [part.strip() for part in written.split(":")]
    low = _number(parts[0])
    if len(parts) == 1 or low is None:
        values = split_values(written)
        if not all(values):
            _refuse(text, "a value is missing")
        return [parse_setting(f"value={value}")[1] for value in values]
    log = len(parts) == 4 and parts[3] == "log"
    if len(parts) == 2:
        _refuse(text, "LOW:HIGH lacks the number of values")
    high, count = _number(parts[1]), _number(parts[2])
    if high is None or not isinstance(count, int) or len(parts) > 3 + log:
        _refuse(text, "a grid is LOW:HIGH:COUNT or LOW:HIGH:COUNT:log")
    try:
        return list(grid(low, high, count, log))
    except ValueError as error:
        _refuse(text, str(error))


def split_values(text: str) -> list[str]:
    """Split at commas that stand in no brackets and no quotes."""
    parts, depth, quote = [""], 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif character == "," and depth == 0:
            parts.append("")
            continue
        parts[-1] += character
    return [part.strip() for part in parts]


def _number(text: str) -> int | float | None:
    text = text.strip()
    if not re.fullmatch(r"[-+.\w]{1,60}", text, re.ASCII):
        return None
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _refuse(text: str, why: str) -> NoReturn:
    shown = text if len(text) <= 100 else text[:97] + "..."
    raise click.UsageError(
        f"--vary {shown}: {why}\n"
        "  = help: --vary drivers.requests_per_day=1_000:100_000:9:log\n"
        "  = help: --vary drivers.ml_engineer=15_000,18_000,21_000"
    )
