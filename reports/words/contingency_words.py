"""The confidence table in words: what to budget to be so sure, and which cost lines the contingency is for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .cost_cells import cash_cell
from .names import line_name
from .numbers import ROUNDING, T90, fixed, months, percentile
from .policy_words import policies_of, stages_of
from .verdict import sentence_names
from .view import View

__all__ = [
    "ALL_LINES",
    "CONTINGENCY",
    "ContingencyRow",
    "contingency_rows",
    "contingency_table",
    "contingency_words",
]

ALL_LINES = "all lines"
_TO_BUDGET = "cash to budget"
CONTINGENCY = (
    "Contingency is cash above the spreadsheet estimate. A line gets what it is expected to cost, above its own "
    "estimate, in futures whose cash is at the percentile: so lines add up, and one may get less at a higher "
    "percentile, where others are more of the cost. Each column is rounded as its sum. " + ROUNDING
)


@dataclass(frozen=True, slots=True)
class ContingencyRow:
    """A cost line: its spreadsheet estimate, and what is added to it by percentile, `p50` and so on.

    `half` is half the 90 % interval of the contingency, None where it is not known.
    """

    line: str
    spreadsheet: float
    contingency: Mapping[str, float]
    half: Mapping[str, float | None]


def contingency_rows(view: View, name: str, horizon: int, most: int | None = None) -> list[ContingencyRow]:
    """Return a strategy's lines, those with the largest P80 contingency first, and all lines together as the last.

    Parameters
    ----------
    view : View
    name : str
    horizon : int
    most : int, optional
        Rows at most: the others are put together as one. Default: all.
    """
    found = view.numbers(name, horizon)["confidence"]
    levels, stages = list(found["contingency"]), stages_of(view.document, name, view.labels)
    rows = [
        ContingencyRow(
            line_name(line, stages), part["spreadsheet"], {level: part[level] for level in levels}, _halves(part["se"])
        )
        for line, part in found["lines"].items()
        if any(part[level] for level in ("spreadsheet", *levels))
    ]
    rows.sort(key=lambda row: -row.contingency["p80"])
    if most is not None and len(rows) + 1 > most:
        rows[most - 2 :] = [_sum(f"{len(rows) - most + 2} other lines", rows[most - 2 :], levels)]
    return [*rows, ContingencyRow(ALL_LINES, found["spreadsheet"], found["contingency"], _halves(found["se"]))]


def _halves(errors: Mapping[str, float | None]) -> dict[str, float | None]:
    return {level: None if error is None else T90 * error for level, error in errors.items()}


def _sum(words: str, rows: Sequence[ContingencyRow], levels: Sequence[str]) -> ContingencyRow:
    return ContingencyRow(
        words,
        sum(row.spreadsheet for row in rows),
        {level: sum(row.contingency[level] for row in rows) for level in levels},
        dict.fromkeys(levels),
    )


def contingency_table(
    view: View, name: str, horizon: int, levels: Sequence[str], most: int | None = None
) -> list[list[str]]:
    """Return a strategy's table: each line with its estimate and contingency, all lines together, and what to budget.

    Parameters
    ----------
    view : View
    name : str
    horizon : int
    levels : sequence of str
        Which percentiles: `p50` and so on.
    most : int, optional
        Rows of lines at most, as in `contingency_rows`.
    """
    found = contingency_rows(view, name, horizon, most)
    whole = found[-1]
    columns = [_column(view, name, [row.spreadsheet for row in found], None)]
    columns += [_column(view, name, [row.contingency[k] for row in found], whole.half[k]) for k in levels]
    rows = [[row.line, *cells] for row, *cells in zip(found, *columns, strict=True)]
    return [*rows, [_TO_BUDGET, "-", *(_budget_at(view, name, horizon, level) for level in levels)]]


def _column(view: View, name: str, amounts: Sequence[float], half: float | None) -> list[str]:
    """Write amounts whose last is their sum, all to its last digit: with one of its own each they would not add up."""
    last = view.amount(name, amounts[-1], half, error_shown=False)
    if view.certain(name) or not amounts[-1]:
        return [*(view.amount(name, amount) for amount in amounts[:-1]), last]
    places = view.money.places(amounts[-1], half or 0.0)
    return [*(fixed(amount / view.money.scale, places) for amount in amounts[:-1]), last]


def _budget_at(view: View, name: str, horizon: int, level: str) -> str:
    """Write the cash that is enough with the probability of a percentile: `p50`, `p70`, `p80` or `p90`."""
    if level in view.numbers(name, horizon)["cash"]:
        return cash_cell(view, name, horizon, level, error_shown=False)
    return view.amount(name, view.numbers(name, horizon)["confidence"]["amounts"][level])


def contingency_words(view: View, name: str) -> str:
    """Say what it takes to be 80 % sure of a strategy's budget, and which line most of it is for.

    The stages of a policy that are the same strategy count as one, since they share a bill in time.
    """
    found = view.numbers(name, view.last)["confidence"]
    more, estimate = found["contingency"]["p80"], found["spreadsheet"]
    half = _halves(found["se"])["p80"]
    need = cash_cell(view, name, view.last, "p80", error_shown=False)
    apart = view.amount(name, abs(more), half, error_shown=False)
    said = f"{sentence_names(view)[name]} needs {need} {view.money.unit} over {months(view.last)} to be 80 % sure"
    said += f": {apart} {'above' if more >= 0.0 else 'below'} the spreadsheet estimate of "
    said += f"{view.amount(name, estimate)} ({percentile(found['spreadsheet_percentile'])})"
    lines = _by_strategy(view, name)
    line, (most, half) = max(lines.items(), key=lambda item: item[1][0])
    if more <= 0.0 or most <= 0.0:
        return f"{said}."
    part = "increase" if min(lines.values())[0] < 0.0 else "part of it"
    preposition = "in" if part == "increase" else "for"
    return f"{said}. The largest {part}, {view.amount(name, most, half, error_shown=False)}, is {preposition} {line}."


def _by_strategy(view: View, name: str) -> dict[str, tuple[float, float]]:
    """Return the P80 contingency of each line in words, with half its interval, 0 where that is not known.

    Stages of a policy that are one strategy are added up.
    """
    policy = policies_of(view.document, view.last).get(name, {})
    stages, called = policy.get("stages", {}), stages_of(view.document, name, sentence_names(view))
    found: dict[str, tuple[float, float]] = {}
    first = {strategy: stage for stage, strategy in reversed(stages.items())}
    for line, part in view.numbers(name, view.last)["confidence"]["lines"].items():
        stage, dot, own = line.partition(".")
        words = line_name(f"{first[stages[stage]]}.{own}" if dot and stage in stages else line, called)
        more, half = found.get(words, (0.0, 0.0))
        found[words] = more + part["p80"], math.hypot(half, T90 * (part["se"]["p80"] or 0.0))
    return found
