"""What a scenario says, in plain words, for whoever wrote it to check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import numpy as np

from ...configs import Draw, Name, Quantity, Scenario, Source, Strategy
from ...configs.glimpse import Glimpse
from ...configs.model.draws import Drawn, draws_in, draws_of, quantities_in
from ...configs.model.requirements import Requirement, words_of
from ...configs.text.spelling import listed
from ...configs.warnings.price_warnings import price_warnings
from ..words.correlations import correlation_words
from ..words.laws import law_name, law_numbers, law_window
from ..words.layout import clean, column_widths, columns, text_width, wrap
from ..words.month_names import MonthNames
from ..words.names import label_of, labels_of
from ..words.numbers import full_number, full_percent, months, number, whole_percent
from .processes import line_words, part_words, process_words, switch_words, tariff_words
from .quantities import text_of
from .second_law import second_law_words

__all__ = ["render_reading"]

_WIDTH = 100
_LABEL = 60  # columns of a strategy's label
#: What an included file brings, in this order.
_TABLES = {"drivers": "driver", "tariffs": "tariff", "strategies": "strategy"}
_HEAD = ("law", "P5", "P50", "P95", "mean", "")


def render_reading(scenario: Scenario, day: date | None = None) -> str:
    """Return what was read: strategies, horizons, and each distribution.

    Parameters
    ----------
    scenario : Scenario
    day : date, optional
        The age of listed prices is counted to this day; without it there is no warning of old ones.

    Returns
    -------
    str
        Plain text; its last line is `OK`.
    """
    lines = [clean(scenario.title), ""]
    rate = f", discounted by {full_percent(scenario.discount_rate, 6)} a year" if scenario.discount_rate else ""
    rate += f" from the {scenario.discount_at} of each month" if rate and scenario.discount_at != "end" else ""
    horizons = listed([str(h) for h in scenario.horizons[:-1]] + [months(scenario.horizons[-1])])
    lines.append(f"Horizons: {horizons}{rate}. Amounts in {clean(scenario.currency)}.")
    if scenario.start is not None:
        month, last = MonthNames(scenario.start), scenario.horizons[-1]
        lines.append(f"Month 1 is {month(1)}, month {last} is {month(last)}.")
    if scenario.unit is not None:
        words = f"Unit: {clean(scenario.unit.name)}, and their number a month is {text_of(scenario.unit.monthly)}."
        lines += wrap(words, _WIDTH, "", "  ")
    lines += _included(scenario)
    drivers = dict.fromkeys(name.partition(".")[0] for name in scenario.drivers)
    lines.append(f"Drivers: {len(drivers)}, {_uncertain(len(draws_in(scenario.drivers)))}.")
    lines += _processes(scenario.drivers, "drivers.", MonthNames(scenario.start))
    lines += _shares(scenario.drivers)
    for name, tariff in scenario.tariffs.items():
        lines += wrap(f"{name}: {tariff_words(tariff, MonthNames(scenario.start))}.", _WIDTH, "", "  ")
    for name, asked in scenario.requirements.items():
        lines += wrap(_asked(name, asked, scenario.strategies), _WIDTH, "", "  ")
    labels = labels_of({name: strategy.label for name, strategy in scenario.strategies.items()}, _LABEL)
    for name, strategy in scenario.strategies.items():
        role = ", the baseline" if name == scenario.baseline else ""
        lines += wrap(_strategy(name, labels[name], strategy) + role + ".", _WIDTH, "", "  ")
        lines += _processes(strategy.inputs, f"strategies.{name}.", MonthNames(scenario.start))
        for line in strategy.lines.values():
            lines += wrap(f"{line.name}: {words}.", _WIDTH, "  ", "    ") if (words := line_words(line)) else []
        if strategy.outputs:
            lines += wrap(f"Outputs: {listed(list(strategy.outputs))}.", _WIDTH, "  ", "    ")
    for correlation in scenario.correlations:
        lines += wrap(f"Correlated: {correlation_words(correlation)}.", _WIDTH, "", "  ")
    fresh = draws_of(scenario.world, scenario.strategies, scenario.unit)
    sections = {"Drivers": ("drivers.", draws_in(scenario.drivers))}
    paid = {address: draw for address, draw in draws_in(scenario.requirements).items() if address in fresh}  # by one
    sections |= {"Requirements": ("requirements.", paid)}
    sections |= {"Tariffs": ("tariffs.", draws_in(scenario.tariffs)), "Unit": ("unit.", draws_in(scenario.unit))}
    for name, strategy in scenario.strategies.items():
        sections[f"Strategy {name}"] = (f"strategies.{name}.", draws_in(strategy))
    parts = (scenario.drivers, scenario.tariffs, scenario.requirements, scenario.unit, *scenario.strategies.values())
    texts = {address: quantity.text for part in parts for address, quantity in quantities_in(part).items()}
    lines += _laws(sections, fresh, texts)
    for warning in (*scenario.warnings, *([] if day is None else price_warnings(scenario, day))):
        lines += ["", *wrap(f"Warning: {warning.address}: {clean(warning.message)}", _WIDTH, "", "  ")]
    return "\n".join([*lines, "", "OK"]) + "\n"


def _asked(name: str, asked: Requirement, strategies: Mapping[str, Strategy]) -> str:
    """Return a question with the answers, and whom they bar or delay."""
    if not asked.need:
        return f"Requirement {name} is switched off: {clean(asked.question)}"
    given = {one: strategy.meets[name] for one, strategy in strategies.items() if name in strategy.meets}  # no policy
    answers = [f"{one} {words_of(answer)}" for one, answer in given.items()]
    effects = {one: asked.effect(answer) for one, answer in given.items()}
    failing = [one for one, effect in effects.items() if effect != "none"]
    verbs = (
        ("is barred", "pays for what is missing") if len(failing) == 1 else ("are barred", "pay for what is missing")
    )
    failed = f"; {listed(failing)} {verbs['pays' in effects.values()]}" if failing else ""
    question = clean(asked.question).rstrip(".: ")
    return f"Requirement {name}: {question} (needed: {asked.limit}): {listed(answers)}{failed}."


def _included(scenario: Scenario) -> list[str]:
    """Return a line for each file that the scenario includes: what it brings, and what of it is replaced."""
    lines = []
    for name, file in scenario.origin.included.items() if scenario.origin is not None else ():
        counts = Counter(table for table, _ in file.entries)
        brought = [
            f"{counts[table]} {_TABLES[table] if counts[table] == 1 else table}" for table in _TABLES if counts[table]
        ]
        words = f"Included from {clean(name)}: {listed(brought) or 'nothing'}"
        replaced = f"; replaced by this file: {listed(list(file.replaced))}" if file.replaced else ""
        lines += wrap(f"{words}{replaced}.", _WIDTH, "", "  ")
    return lines


def _uncertain(count: int) -> str:
    return "no uncertain number" if count == 0 else f"{count} uncertain number{'s' if count > 1 else ''}"


def _strategy(name: str, label: str, strategy: Strategy) -> str:
    lines = len(strategy.lines)
    events = sum(line.timing.of_events for line in strategy.lines.values())
    parts = [f"{lines} cost line{'' if lines == 1 else 's'}" + (f" ({events} paid at events)" if events else "")]
    parts.append(_uncertain(len(draws_in(strategy))))
    if strategy.starts is None:
        parts += [f"part {name}: {part_words(part)}" for name, part in strategy.parts.items()]
    else:
        parts.append(f"starts with strategies.{strategy.starts}")
        parts += [f"moves {switch_words(switch, strategy.starts)}" for switch in strategy.switches]
    if strategy.launch is not None:
        parts.append(f"launch: {_launch(strategy.launch.months)}")
    if strategy.buffer is not None:
        parts.append(f"a buffer of {text_of(strategy.buffer.share, rate=True)} on {listed(list(strategy.buffer.on))}")
    if strategy.budget_per_month is not None:
        parts.append(f"budget {full_number(strategy.budget_per_month)} a month")
    if strategy.barred is not None:
        parts.append(f"barred: {clean(strategy.barred)}")
    return f"Strategy {name}{_called(name, label, strategy)}: {', '.join(parts)}"


def _called(name: str, label: str, strategy: Strategy) -> str:
    """Return a label in brackets; where two strategies share it, what a report calls this one."""
    if label == name:
        return ""
    return f" ({label})" if label == label_of(strategy.label, name, _LABEL) else f' (in reports "{label}")'


def _processes(sources: Mapping[str, Source], above: str, month: MonthNames) -> list[str]:
    """Return a line for each process; an inherited one is described in the strategy that defines it."""
    return [
        line
        for name, source in sources.items()
        if (words := process_words(source, month)) and source.address.startswith(above)
        for line in wrap(f"{name}: {words}.", _WIDTH, "  ", "    ")
    ]


def _shares(drivers: Mapping[str, Source]) -> list[str]:
    """Return a line for each driver of shares: how large each is, once they are divided by their sum."""
    found: dict[str, list[str]] = {}
    glimpse = Glimpse(drivers)
    for name in drivers:
        driver, _, part = name.partition(".")
        if not part or part.startswith("shares."):
            continue
        values = glimpse.values(Name(name))
        values = None if values is None or not np.isfinite(values).all() else values
        low, high = (0.0, 0.0) if values is None else np.quantile(values, (0.05, 0.95))
        ends = dict.fromkeys(whole_percent(float(end)) for end in (low, high))
        found.setdefault(driver, []).append(f"{part} {' to '.join(ends)}" if values is not None else part)
    return [
        line
        for driver, parts in found.items()
        for line in wrap(f"{driver}: {listed(parts)}, from P5 to P95; they add up to 100 %.", _WIDTH, "  ", "    ")
    ]


def _launch(quantity: Quantity) -> str:
    text = text_of(quantity)
    return f"{text} month{'' if text == '1' else 's'}"


def _laws(
    sections: Mapping[str, tuple[str, Mapping[str, Draw]]], drawn: Mapping[str, Drawn], texts: Mapping[str, str]
) -> list[str]:
    """Return a table for each section; what a strategy inherits is in the table of the strategy that defines it."""
    found = [(head, above, draws) for head, (above, draws) in sections.items() if draws]
    if not found:
        return ["", "Every input is a single number: nothing is random."]
    lines = ["", "Uncertain numbers, each in the unit of its key:"]
    for head, above, draws in found:
        own = {address: draw for address, draw in draws.items() if address.startswith(above)}
        rows = [
            (address.removeprefix(above), *_law(draw, drawn[address].fresh, texts.get(address.partition("#")[0], "")))
            for address, draw in own.items()
        ]
        lines += ["", *_table([(head, *_HEAD), *rows])] if rows else ["", head]
        others = [address for address in draws if address not in own]
        inherited = [address for address in others if address.startswith("strategies.")]
        shared = [address for address in others if address not in inherited and ".event." in address]
        for words, elsewhere in (("inherited from", inherited), ("shared by the events of", shared)):
            if elsewhere:
                owners = listed(list(dict.fromkeys(address.split(".")[1] for address in elsewhere)))
                lines.append(f"  and {len(elsewhere)} {words} {owners}")
    return lines


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return rows under their head; a note that has no room beside its row has a line of its own."""
    notes = [row[-1] for row in rows]
    cells = [row[:-1] for row in rows]
    lines = []
    for line, note in zip(columns(cells, column_widths(cells), words=2), notes, strict=True):
        beside = f"{line}  {note}".rstrip()
        lines += [beside] if text_width(beside) <= _WIDTH else [line, *wrap(note, _WIDTH, "      ")]
    return lines


def _law(draw: Draw, fresh: str, text: str) -> tuple[str, ...]:
    notes = [f"each {'month' if draw.monthly else fresh}"] if draw.monthly or fresh else []
    if window := law_window(draw.law):
        notes.append(window)
    if second := second_law_words(draw, text):
        notes.append(second)
    numbers = law_numbers(draw.law)
    low, middle, high, mean = (number(numbers[key]) for key in ("P5", "P50", "P95", "mean"))
    return law_name(draw.law), low, middle, high, mean, "; ".join(notes)
