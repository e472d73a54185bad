"""What a scenario says, in plain words: for the eyes of whoever wrote it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from ...configs import Draw, Events, Every, On, Quantity, Scenario, Source, Strategy
from ...configs.model.draws import Drawn, draws_of
from ...configs.text.spelling import listed
from ..words.correlations import correlation_words
from ..words.laws import law_name, law_numbers, law_window, number
from ..words.layout import clean, left, right, text_width, wrap
from ..words.names import (
    label_of,
    labels_of,
    months,
)
from .processes import line_words, process_words
from .quantities import text_of

__all__ = ["draws_in", "render_reading"]

_WIDTH = 100
_LABEL = 60  # columns of a strategy's label
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
    if scenario.unit is not None:
        words = f"Unit: {clean(scenario.unit.name)}, {text_of(scenario.unit.monthly)} of them a month."
        lines += wrap(words, _WIDTH, "", "  ")
    lines.append(f"Drivers: {len(scenario.drivers)}, {_uncertain(len(draws_in(scenario.drivers)))}.")
    lines += _processes(scenario.drivers, "drivers.")
    labels = labels_of({name: strategy.label for name, strategy in scenario.strategies.items()}, _LABEL)
    for name, strategy in scenario.strategies.items():
        role = ", the baseline" if name == scenario.baseline else ""
        lines += wrap(_strategy(name, labels[name], strategy) + role + ".", _WIDTH, "", "  ")
        lines += _processes(strategy.inputs, f"strategies.{name}.")
        for line in strategy.lines.values():
            lines += wrap(f"{line.name}: {words}.", _WIDTH, "  ", "    ") if (words := line_words(line)) else []
        if strategy.outputs:
            lines += wrap(f"Reported beside its cost: {listed(list(strategy.outputs))}.", _WIDTH, "  ", "    ")
    for correlation in scenario.correlations:
        lines += wrap(f"Correlated: {correlation_words(correlation)}.", _WIDTH, "", "  ")
    fresh = draws_of(scenario.drivers, scenario.strategies, scenario.unit)
    sections = {"Drivers": ("drivers.", draws_in(scenario.drivers)), "Unit": ("unit.", draws_in(scenario.unit))}
    for name, strategy in scenario.strategies.items():
        sections[f"Strategy {name}"] = (f"strategies.{name}.", draws_in(strategy))
    lines += _laws(sections, fresh)
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


def _strategy(name: str, label: str, strategy: Strategy) -> str:
    lines = len(strategy.lines)
    events = sum(isinstance(line.timing, Every | Events | On) for line in strategy.lines.values())
    parts = [f"{lines} cost line{'' if lines == 1 else 's'}" + (f" ({events} of events)" if events else "")]
    parts.append(_uncertain(len(draws_in(strategy))))
    if strategy.launch is not None:
        parts.append(f"launch: {_launch(strategy.launch.months)}")
    if strategy.buffer is not None:
        parts.append(f"a buffer of {text_of(strategy.buffer.share, rate=True)} on {listed(list(strategy.buffer.on))}")
    if strategy.budget_per_month is not None:
        parts.append(f"first estimate {strategy.budget_per_month:,.10g} a month")
    if strategy.barred is not None:
        parts.append(f"barred: {clean(strategy.barred)}")
    return f"Strategy {name}{_called(name, label, strategy)}: {', '.join(parts)}"


def _called(name: str, label: str, strategy: Strategy) -> str:
    """Return a label in brackets; where two strategies share it, what a report calls this one."""
    if label == name:
        return ""
    return f" ({label})" if label == label_of(strategy.label, name, _LABEL) else f' (in reports "{label}")'


def _processes(sources: Mapping[str, Source], above: str) -> list[str]:
    """Return a line for each process; one that is inherited is told where it is written."""
    return [
        line
        for name, source in sources.items()
        if (words := process_words(source)) and source.address.startswith(above)
        for line in wrap(f"{name}: {words}.", _WIDTH, "  ", "    ")
    ]


def _launch(quantity: Quantity) -> str:
    text = text_of(quantity)
    return f"{text} month{'' if text == '1' else 's'}"


def _laws(sections: Mapping[str, tuple[str, Mapping[str, Draw]]], drawn: Mapping[str, Drawn]) -> list[str]:
    tables = {
        head: [(address.removeprefix(above), *_law(draw, drawn[address].fresh)) for address, draw in found.items()]
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


def _law(draw: Draw, fresh: str) -> tuple[str, ...]:
    notes = [f"each {'month' if draw.monthly else fresh}"] if draw.monthly or fresh else []
    if window := law_window(draw.law):
        notes.append(window)
    numbers = law_numbers(draw.law)
    low, middle, high, mean = (number(numbers[key]) for key in ("P5", "P50", "P95", "mean"))
    return law_name(draw.law), low, middle, high, mean, "; ".join(notes)
