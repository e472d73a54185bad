"""`--vary`, `--input` and `--raise ADDRESS=...`: values, percentile ranges and rises as they are typed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NoReturn

import click

from .completion import addresses_like
from .options import Decorated, quoted

__all__ = [
    "parse_axes",
    "parse_percentiles",
    "parse_range",
    "parse_rises",
    "parse_spans",
    "split_values",
    "vary_option",
]

_SHORT = re.compile(r"([-+]?\d[\d_]{0,20}(?:\.\d{1,20})?)\s?([kKM%])", re.ASCII)
_UNITS = {"k": Decimal(1_000), "m": Decimal(1_000_000), "%": Decimal("0.01")}
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?", re.ASCII)
_OPENING, _CLOSING = "([{", ")]}"
_PERCENTILES = re.compile(r"[Pp]?(\d{1,3}(?:\.\d{1,6})?)\s*:\s*[Pp]?(\d{1,3}(?:\.\d{1,6})?)", re.ASCII)
_VARY_HELP = ("--vary drivers.requests_per_day=1_000:100_000:9:log", "--vary drivers.ml_engineer=15_000,18_000,21_000")
_MONTHS_HELP = ("--vary strategies.own.costs.gpus.after=3:9",)
_OVER_HELP = ("--over strategies.routed.inputs.small_share=0.5:0.9", "--over strategies.own.inputs.servers=1:40:whole")
_INPUT_HELP = ("--input drivers.ml_engineer=P90:P100",)
_RISE = re.compile(r"([-+]?\d{1,6}(?:\.\d{1,6})?)\s*%(?:\s*@\s*(\d{1,3}))?", re.ASCII)
_RISE_HELP = ("--raise strategies.api.costs.tokens=30%@13",)


def vary_option(metavar: str, text: str) -> Callable[[Decorated], Decorated]:
    """Return the option `--vary` with this metavar and help text."""
    return click.option(
        "--vary", "varied", metavar=metavar, multiple=True, required=True, help=text, shell_complete=addresses_like
    )


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
            raise click.UsageError(f"--vary {quoted(address)}: given twice")
        axes[address] = _values(text, written)
    return axes


def parse_range(text: str) -> tuple[str, float, float] | None:
    """Return address, low and high of `ADDRESS=LOW:HIGH`; None for anything else."""
    address, written = _halves(text)
    ends = [_number(part) for part in written.split(":")]
    if all(_DATE.fullmatch(part.strip()) for part in written.split(":")) and len(ends) == 2:
        _refuse(text, "a search needs numbers, not dates: count months from the start", examples=_MONTHS_HELP)
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    return address, ends[0], ends[1]


def parse_spans(texts: Iterable[str]) -> dict[str, tuple[float, float] | range]:
    """Return the range of each address: `ADDRESS=LOW:HIGH`, or `ADDRESS=LOW:HIGH:whole` for whole numbers.

    Raises
    ------
    click.UsageError
    """
    found: dict[str, tuple[float, float] | range] = {}
    for text in texts:
        address, written = _halves(text, "--over", _OVER_HELP)
        *ends, last = [part.strip() for part in written.split(":")]
        whole = last == "whole"
        numbers = [_number(end) for end in (ends if whole else [*ends, last])]
        low, high = (*numbers, None, None)[:2]
        if len(numbers) != 2 or low is None or high is None:
            example = f"--over {address}=1:40"
            _refuse(text, "write ADDRESS=LOW:HIGH, or LOW:HIGH:whole", "--over", (example, f"{example}:whole"))
        if not low < high:
            _refuse(text, "LOW needs to be below HIGH", "--over", (f"--over {address}={high}:{low}",))
        if whole and not (isinstance(low, int) and isinstance(high, int)):
            example = f"--over {address}={round(low)}:{max(round(high), round(low) + 1)}:whole"
            _refuse(text, "the ends of a range of whole numbers are whole numbers", "--over", (example,))
        if address in found:
            raise click.UsageError(f"--over {quoted(address)}: given twice")
        found[address] = range(int(low), int(high) + 1) if whole else (low, high)
    return found


def _halves(text: str, option: str = "--vary", examples: tuple[str, ...] | None = None) -> tuple[str, str]:
    address, equals, written = (part.strip() for part in text.partition("="))
    if not (address and equals and written):
        _refuse(text, "write ADDRESS=VALUES", option, examples or _VARY_HELP)
    return address, written


def _values(text: str, written: str) -> list[Any]:
    from ..configs import parse_setting
    from ..simulator.studies.axes import grid

    parts = [part.strip() for part in written.split(":")]
    low = _number(parts[0])
    if len(parts) > 1 and all(map(_DATE.fullmatch, parts[:2])):
        _refuse(text, f"a range is of numbers; list the days: {text.partition('=')[0].strip()}={','.join(parts[:2])}")
    if len(parts) == 1 or low is None:
        values = split_values(written)
        if not all(values):
            _refuse(text, "a value is missing")
        return [_number(value) if _SHORT.fullmatch(value) else parse_setting(f"value={value}")[1] for value in values]
    log = len(parts) == 4 and parts[3] == "log"
    if len(parts) == 2:
        _refuse(text, "the number of values is missing: LOW:HIGH:COUNT")
    high, count = _number(parts[1]), _number(parts[2])
    if high is None or not isinstance(count, int) or len(parts) > 3 + log:
        _refuse(text, "a grid is LOW:HIGH:COUNT or LOW:HIGH:COUNT:log")
    try:
        return list(grid(low, high, count, log))
    except ValueError as error:
        _refuse(text, str(error))


def split_values(text: str) -> list[str]:
    """Split at the commas outside brackets and quotes."""
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
    """Return a number as people type it, `5_000`, `5k`, `1.5M` or `8%`; None for anything else."""
    text = text.strip()
    if short := _SHORT.fullmatch(text):
        exact = Decimal(short[1].replace("_", "")) * _UNITS[short[2].lower()]
        return int(exact) if exact == exact.to_integral_value() and short[2] != "%" else float(exact)
    if not re.fullmatch(r"[-+.\w]{1,60}", text, re.ASCII):
        return None
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except ValueError:
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def parse_percentiles(texts: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Return the range of each address, as fractions: `ADDRESS=P90:P100`.

    Raises
    ------
    click.UsageError
    """
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        address, _, written = (part.strip() for part in text.partition("="))
        read = _PERCENTILES.fullmatch(written)
        if not address or read is None:
            _refuse_input(text, "write ADDRESS=LOW:HIGH, two percentiles from P0 to P100")
        low, high = float(read[1]) / 100.0, float(read[2]) / 100.0
        if max(low, high) > 1.0:
            _refuse_input(text, f"there is no P{100.0 * max(low, high):g}: percentiles range from P0 to P100")
        if low == high:
            _refuse_input(text, f"P{read[1]} to P{read[2]} is a single value, not a range: use --set to fix an input")
        if low > high:
            _refuse_input(text, f"the lower percentile comes first: {address}=P{read[2]}:P{read[1]}")
        if address in found:
            raise click.UsageError(f"--input {quoted(address)}: given twice")
        found[address] = (low, high)
    return found


def parse_rises(texts: Iterable[str]) -> dict[str, tuple[float, int]]:
    """Return share and first month of each address: `ADDRESS=30%@13`; without a month, from the first.

    Raises
    ------
    click.UsageError
    """
    found: dict[str, tuple[float, int]] = {}
    for text in texts:
        address, _, written = (part.strip() for part in text.partition("="))
        read = _RISE.fullmatch(written)
        if not address or read is None:
            why = "write ADDRESS=PERCENT or ADDRESS=PERCENT@MONTH, by how much it rises and from which month"
            _refuse(text, why, "--raise", (f"--raise {address}={_meant(written)}",) if address else _RISE_HELP)
        if address in found:
            raise click.UsageError(f"--raise {quoted(address)}: given twice")
        found[address] = float(read[1]) / 100.0, int(read[2] or 1)
    return found


def _meant(written: str) -> str:
    """Return a rise as it is to be written, with the numbers that were: `30` gives `30%@13`."""
    share, month = (re.findall(r"[-+]?\d{1,6}(?:\.\d{1,6})?", part) for part in (written.partition("@")[::2]))
    share, month = (share or ["30"])[0], (month or ["13"])[0]
    return f"{100.0 * float(share):g}%@{month}" if abs(float(share)) < 1.0 else f"{share}%@{month}"


def _refuse(text: str, why: str, option: str = "--vary", examples: tuple[str, ...] = _VARY_HELP) -> NoReturn:
    helps = "".join(f"\n  = help: {example}" for example in examples)
    raise click.UsageError(f"{option} {quoted(text, 100)}: {why}{helps}")


def _refuse_input(text: str, why: str) -> NoReturn:
    _refuse(text, why, "--input", _INPUT_HELP)
