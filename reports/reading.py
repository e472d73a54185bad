"""What a scenario says, in plain words: for the eyes of whoever wrote it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..configs import Draw, Events, Every, Quantity, Scenario, Strategy
from ..distributions import Conditioned
from .layout import clean, left, right, text_width, wrap
from .names import label_of, listed, months

if TYPE_CHECKING:
    from ..distributions import Law

__all__ = ["draws_in", "render_reading"]

_WIDTH = 100
_HEAD = ("law", "P5", "P50", "P95", "mean", "")


def render_reading(scenario: Scenario) -> str:
    """Return what was read: strategies, horizons, and each law as it is drawn.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    str
        Plain text; its last line is `OK`.
    """
    lines = [clean(scenario.title), ""]
    rate = f", discounted by {100.0 * scenario.discount_rate:g} % a year" if scenario.discount_rate else ""
    horizons = listed([str(h) for h in scenario.horizons[:-1]] + [months(scenario.horizons[-1])])
    lines.append(f"Horizons: {horizons}{rate}. Amounts in {clean(scenario.currency)}.")
    lines.append(f"Drivers: {len(scenario.drivers)}, {_uncertain(len(draws_in(scenario.drivers)))}.")
    for name, strategy in scenario.strategies.items():
        role = ", the baseline" if name == scenario.baseline else ""
        lines += wrap(_strategy(name, strategy) + role + ".", _WIDTH, "", "  ")
    sections = {"Drivers": ("drivers.", draws_in(scenario.drivers))}
    for name, strategy in scenario.strategies.items():
        sections[f"Strategy {name}"] = (f"strategies.{name}.", draws_in(strategy))
    lines += _laws(sections)
    for warning in scenario.warnings:
        lines += ["", *wrap(f"Warning: {warning.address}: {clean(warning.message)}", _WIDTH, "", "  ")]
    return "\n".join([*lines, "", "OK"]) + "\n"


def draws_in(part: object) -> dict[str, Draw]:
    """Return every draw inside a part of a scenario, by address, in reading order."""
    return {draw.address: draw for draw in _walk(part)}


def _walk(part: object) -> Iterator[Draw]:
    if isinstance(part, Draw):
        yield part
    elif dataclasses.is_dataclass(part):
        for item in dataclasses.fields(part):
            yield from _walk(getattr(part, item.name))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _walk(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from _walk(value)


def _uncertain(count: int) -> str:
    return "no uncertain number" if count == 0 else f"{count} uncertain number{'s' if count > 1 else ''}"


def _strategy(name: str, strategy: Strategy) -> str:
    lines = len(strategy.lines)
    events = sum(isinstance(line.timing, Every | Events) for line in strategy.lines.values())
    parts = [f"{lines} cost line{'' if lines == 1 else 's'}" + (f" ({events} of events)" if events else "")]
    parts.append(_uncertain(len(draws_in(strategy))))
    if strategy.launch is not None:
        parts.append(f"launch: {_launch(strategy.launch.months)}")
    if strategy.buffer is not None:
        parts.append(f"a buffer of {_text(strategy.buffer.share)} on {listed(list(strategy.buffer.on))}")
    if strategy.budget_per_month is not None:
        parts.append(f"first estimate {strategy.budget_per_month:,.10g} a month")
    label = label_of(strategy.label, name, 60)
    return f"Strategy {name}{f' ({label})' if label != name else ''}: {', '.join(parts)}"


def _text(quantity: Quantity) -> str:
    return clean(str(quantity.text)) or "a computed number of"


def _launch(quantity: Quantity) -> str:
    text = _text(quantity)
    return f"{text} month{'' if text == '1' else 's'}"


def _laws(sections: Mapping[str, tuple[str, Mapping[str, Draw]]]) -> list[str]:
    tables = {
        head: [(address.removeprefix(above), *_law(draw)) for address, draw in found.items()]
        for head, (above, found) in sections.items()
        if found
    }
    rows = [row for table in tables.values() for row in table]
    if not rows:
        return ["", "Every input is a single number: nothing is random."]
    widths = [max(text_width(row[i]) for row in [("", *_HEAD), *rows]) for i in range(len(_HEAD) + 1)]
    lines = ["", "Uncertain numbers as they are drawn, in the unit of their field:"]
    for head, table in tables.items():
        lines += ["", _row((head, *_HEAD), widths), *(_row((f"  {row[0]}", *row[1:]), widths) for row in table)]
    return lines


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    address, law, *numbers, note = cells
    columns = [left(address, widths[0] + 2), left(law, widths[1])]
    columns += [right(number, width) for number, width in zip(numbers, widths[2:], strict=False)]
    return "  ".join([*columns, note]).rstrip()


def _law(draw: Draw) -> tuple[str, ...]:
    law = draw.law
    notes = ["each month"] if draw.monthly else []
    inner: Law = law
    if isinstance(law, Conditioned):
        inner = law.law
        share = _share(law.share_left)
        notes.append(f"{share} left by {_window(law)}" if share else f"{_window(law)}: cuts nothing away")
    low, middle, high = (_number(float(x)) for x in law.ppf(np.array([0.05, 0.50, 0.95])))
    return type(inner).__name__.lower(), low, middle, high, _number(law.mean), "; ".join(notes)


def _share(share: float) -> str:
    """Write how much of a law is left, without rounding what is cut away to nothing; empty for all."""
    cut = 100.0 * (1.0 - share)
    if cut <= 0.0:
        return ""
    if cut < 0.01:
        return "all but less than 0.01 %"
    return f"{100.0 * share:.2f} %" if cut < 99.99 else f"{100.0 * share:.2g} %"


def _window(law: Conditioned) -> str:
    ends = (("min", law.low), ("max", law.high))
    return " and ".join(f"{key} {value:,.6g}" for key, value in ends if value is not None)


def _number(value: float) -> str:
    """Write a number to four digits, without an exponent where it can be read without one."""
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    if not 1e-4 <= abs(value) < 1e12:
        return f"{value:.3e}"
    places = max(0, 3 - math.floor(math.log10(abs(value))))
    rounded = round(value, 3 - math.floor(math.log10(abs(value))))
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
