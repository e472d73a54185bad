"""Sweeps and crossovers as text: a table to read, CSV and JSON to go on with."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ...configs import Scenario
from ...configs.text.spelling import date_text
from ...simulator.decision.choosing import measure_words
from ...simulator.studies.axes import varies_by_month
from ...simulator.studies.sweeps import COLUMNS
from ...simulator.studies.thresholds import SweptLine
from ..words.layout import clean, right, shorten, wrap
from ..words.names import in_sentences, labels_of, why_compared
from ..words.numbers import T90, fixed, full_percent, months, number, odds_cell
from .sweep_grid import sweep_grids

__all__ = ["csv_text", "render_crossovers", "render_sweep"]

_WIDTH = 100
_CELL = 28
_LABEL = 30  # columns of a strategy's label, at most
_DECIMALS = 6  # of a number in a table, at most
_DIGITS = 6  # of a crossover, at most
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def render_sweep(
    output: str,
    scenario: Scenario,
    rows: Sequence[Mapping[str, Any]],
    addresses: Sequence[str],
    trajectories: int,
    chosen_by: float | None = None,
) -> str:
    """Return a sweep as "csv", "json" or "table".

    Parameters
    ----------
    output : str
    scenario : Scenario
    rows : sequence of mapping
        As `sweep` puts them into its frame.
    addresses : sequence of str
        The varied ones.
    trajectories : int
        Futures at each point.
    chosen_by : float, optional
        The margin, where the table shows savings by score and the choice.
    """
    if output == "csv":
        return csv_text([{**row, "recommended": str(row["recommended"])} for row in rows], [*addresses, *COLUMNS])
    if output == "json":
        return json.dumps(list(rows), indent=1, allow_nan=False, ensure_ascii=False, default=date_text) + "\n"
    return _table(scenario, rows, addresses, trajectories, chosen_by)


def csv_text(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as CSV: numbers in full, nothing for what is not known, a text that looks like a formula quoted."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return file.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return json.dumps(value, ensure_ascii=False, default=date_text) if isinstance(value, dict | list | bool) else value


def _table(
    scenario: Scenario,
    rows: Sequence[Mapping[str, Any]],
    addresses: Sequence[str],
    trajectories: int,
    chosen_by: float | None,
) -> str:
    baseline = scenario.strategies.get(scenario.baseline)
    beats = f"beats {scenario.baseline}" if baseline is not None and "baseline" not in addresses else "beats baseline"
    names = _short_names(addresses)
    head = [*names, "strategy", "months", "mean", "P10", "P50", "P90", beats]
    if chosen_by is not None:
        head += ["saves", "choice"]
    varied = [_values([row[address] for row in rows]) for address in addresses]
    cells = [
        [
            *values,
            str(row["strategy"]),
            str(row["horizon"]),
            *amounts,
            odds_cell(row["p_beats"], trajectories, T90 * (row["p_beats_se"] or 0.0)),
            *([] if chosen_by is None else [_saved(row["saving_share"]), "yes" if row["recommended"] else ""]),
        ]
        for row, amounts, *values in zip(rows, _amounts(rows), *varied, strict=True)
    ]
    widths = [max(len(line[k]) for line in [head, *cells]) for k in range(len(head))]
    points = len({tuple(map(str, (row[a] for a in addresses))) for row in rows})
    lines = wrap(clean(scenario.title), _WIDTH)
    lines += wrap(
        f"{points:,} points, {trajectories:,} futures each, the same ones at every point. "
        f"Total cost in {clean(scenario.currency)}.",
        _WIDTH,
    )
    gridded = len(addresses) == 2 and all(len({str(row[address]) for row in rows}) > 1 for address in addresses)
    if chosen_by is not None:
        measure, margin = measure_words(scenario.decision), full_percent(chosen_by, 3)
        rule = f"choice: the lowest {measure}, or the baseline where that saves less than {margin}."
        lines += wrap(rule if gridded else f"saves: of the baseline's {measure}. {rule}", _WIDTH)
    lines.append("")
    if gridded:
        grids = sweep_grids(rows, (addresses[0], addresses[1]), names, _values, trajectories)
        return "\n".join([*lines, *grids]) + "\n"
    for line in [head, *cells]:
        lines.append("  ".join(right(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
    if chosen_by is not None:
        lines += ["", *_thresholds(scenario, rows, addresses, chosen_by)]
    return "\n".join(lines).rstrip() + "\n"


def _thresholds(
    scenario: Scenario, rows: Sequence[Mapping[str, Any]], addresses: Sequence[str], margin: float
) -> list[str]:
    """Say between which values of one address the odds are even, and a strategy begins or ceases to save enough."""
    last = max(row["horizon"] for row in rows)
    of_last = [row for row in rows if row["horizon"] == last and row["score"] is not None]
    if len(addresses) != 1 or not all(_is_number(row[addresses[0]]) for row in of_last):
        return []
    try:
        line = SweptLine.of(of_last, addresses[0], scenario.baseline)
    except ValueError:
        return []  # a single value, or one that is given twice
    labels = in_sentences(labels_of({name: strategy.label for name, strategy in scenario.strategies.items()}, _LABEL))
    measure, lines = measure_words(scenario.decision), []
    for name in line.rows:
        if name == scenario.baseline:
            continue
        kinds = {
            "even odds": line.even_odds(name),
            f"a saving of {full_percent(margin, 3)} of the {measure}": line.margin_met(name, margin),
        }
        found = [
            f"{what} {' and '.join(f'between {_value(at.before)} and {_value(at.after)}' for at in places)}"
            for what, places in kinds.items()
            if places
        ]
        if found:
            against = f"{labels[name]} against {labels[scenario.baseline]} over {months(last)}"
            lines += wrap(f"{against}: {', '.join(found)}.", _WIDTH, "", "  ")
    return [*lines, "`simulate crossover --margin` finds the values."] if lines else []


def _saved(share: float | None) -> str:
    """Write a share of the baseline's score; below 0 the strategy costs more."""
    if share is None:
        return "-"
    return f"{100.0 * share:.1f} %" if abs(share) < 9.995 else f"{100.0 * share:,.0f} %"


def _short_names(addresses: Sequence[str]) -> list[str]:
    """Return the last keys of each address, as many as tell them apart."""
    for keep in range(1, 9):
        names = [".".join(address.split(".")[-keep:]) for address in addresses]
        if len(set(names)) == len(names) and not set(names) & {"initial", "monthly", "low", "high", "mode", "mean"}:
            return names
    return list(addresses)


def _value(value: Any) -> str:
    return _values([value])[0]


def _values(column: Sequence[Any]) -> list[str]:
    """Write the values of one address: numbers with equally many decimals, as many as tell them apart."""
    numbers = [float(value) for value in column if _is_number(value)]
    places = max((_decimals(number) for number in numbers), default=0)
    while places < _DECIMALS and len({f"{x:.{places}f}" for x in numbers}) < len(set(numbers)):
        places += 1
    return [
        _number(float(value), places)
        if _is_number(value)
        else shorten(clean(value if isinstance(value, str) else _text(value)), _CELL)
        for value in column
    ]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False, default=date_text)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _decimals(number: float) -> int:
    """Return how many decimals show a number: all of a short one, as typed; of a long one what four digits need."""
    short = f"{number:.6g}"
    digits = Decimal(short if float(short) == number else f"{number:.4g}").normalize()
    return min(max(0, -int(digits.as_tuple().exponent)), _DECIMALS)


def _amounts(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Write each row's costs, all of a table with the decimals that four digits of its largest amount need."""
    kept = ("mean", "p10", "p50", "p90")
    amounts = [[float(row[key]) for key in kept] for row in rows]
    largest = max((abs(x) for line in amounts for x in line), default=0.0)
    whole = largest == 0.0 or all(x == round(x) for line in amounts for x in line)
    places = 0 if whole else min(max(0, 3 - math.floor(math.log10(largest))), _DECIMALS)
    return [[_number(x, places) for x in line] for line in amounts]


def _number(number: float, places: int) -> str:
    return f"{number:.4g}" if 0.0 < abs(number) < 0.5 * 10.0**-_DECIMALS else fixed(number, places)


def render_crossovers(output: str, scenario: Scenario, found: Sequence[Mapping[str, Any]], *, single: bool) -> str:
    """Return crossovers as "json" (one object, or a list where there may be many) or as sentences."""
    if output == "json":
        document = found[0] if single else list(found)
        return json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False, default=date_text) + "\n"
    lines = [*wrap(clean(scenario.title), _WIDTH), ""]
    labels = in_sentences(labels_of({name: strategy.label for name, strategy in scenario.strategies.items()}, _LABEL))
    if why := why_compared(found[0], labels) if found else "":
        lines += [*wrap(why, _WIDTH), ""]
    for each in found:
        flat = varies_by_month(scenario, each["address"])
        for found_at in (each, each.get("at_margin")):
            if found_at is not None:
                said = _sentence({"at": each.get("at", {}), **found_at}, labels, flat)
                lines += wrap(said, _WIDTH, "", "  ")
    return "\n".join(lines) + "\n"


def _sentence(found: Mapping[str, Any], labels: Mapping[str, str], flat: bool) -> str:
    """Say what a crossover is, in a sentence that needs no glossary; `flat`: one number replaces all months."""
    at = "".join(f"Where {address} = {_value(value)}: " for address, value in found.get("at", {}).items())
    strategy, baseline = labels[found["strategy"]], labels[found["baseline"]]
    share, over = found["probability"], months(found["horizon"])
    sides = {"the strategy": strategy, "the baseline": baseline}  # as `crossover_words` calls them
    reason = re.sub("|".join(sides), lambda side: sides[side[0]], clean(found["reason"] or ""))
    if found["value"] is None:
        return f"{at}{'no' if at else 'No'} crossover of {found['address']} over {over}: {reason}."
    better, worse = (strategy, baseline) if found["rises"] else (baseline, strategy)  # above the value
    if found["of"] == "score":
        goal, measure = full_percent(found["margin"], 3), found["measure"]
        what = f"{strategy} saves {goal} of the {measure} of {baseline} over {over}"
        more, less = ("more", "less") if found["rises"] else ("less", "more")
        side = f"above that it saves {more}, below it {less}"
    elif found["of"] == "p50":
        what = f"the medians (P50) of the cost of {strategy} and of {baseline} over {over} are equal"
        side = f"above that {better} has the lower one, below it {worse}"
    elif share == 0.5 and "jumps from" not in reason:
        what = f"{strategy} is cheaper than {baseline} over {over} as often as it is more expensive"
        side = f"above that {better} is cheaper more often, below it {worse}"
    else:
        more, fewer = ("more", "fewer") if found["rises"] else ("fewer", "more")
        # at a jump no value has exactly that probability
        about = "more or fewer than " if "jumps from" in reason else ""
        what = f"{strategy} is cheaper than {baseline} over {over} in {about}{100.0 * share:g} of 100 futures"
        side = f"above that in {more}, below it in {fewer}"
    side = "" if found["rises"] is None else f": {side}"
    remark = f" {reason[:1].upper()}{reason[1:]}." if reason else ""
    value = f"{_with_error(found)}{' in every month,' * flat}"
    return f"{at}{'at' if at else 'At'} {found['address']} = {value} {what}{side}.{remark}"


def _with_error(found: Mapping[str, Any]) -> str:
    """Write a value with the interval that the simulation leaves open, both to the digits that it knows."""
    value, low, high = found["value"], found["low"], found["high"]
    if low is None or high is None or not low < high:
        return number(value, _DIGITS, whole=True)
    finest = math.floor(math.log10(max(abs(low), abs(high)))) + 1 - _DIGITS
    places = -max(math.floor(math.log10((high - low) / 2.0)), finest)
    about, first, last = (fixed(x, places) for x in (value, low, high))
    return f"{about} (simulation error {first} to {last})" if first != last else about
