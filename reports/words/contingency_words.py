"""The confidence table in words: what to budget to be so sure, and which cost lines the contingency is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .cost_cells import column_rounding, rounded_cell
from .names import line_name
from .numbers import months, percentile
from .policy_words import policies_of, stages_of
from .verdict import sentence_names
from .view import View

__all__ = ["ALL_LINES", "CONTINGENCY", "ContingencyRow", "contingency_cells", "contingency_rows", "contingency_words"]

ALL_LINES = "all lines"
CONTINGENCY = (
    "Contingency is cash above the spreadsheet estimate. A line gets what it is expected to cost, above its own "
    "estimate, in futures whose cash is at the percentile: so lines add up."
)


@dataclass(frozen=True, slots=True)
class ContingencyRow:
    """A cost line: its spreadsheet estimate, and what is added to it by percentile, `p50` and so on."""

    line: str
    spreadsheet: float
    contingency: Mapping[str, float]


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
        ContingencyRow(line_name(line, stages), part["spreadsheet"], {level: part[level] for level in levels})
        for line, part in found["lines"].items()
        if any(part[level] for level in ("spreadsheet", *levels))
    ]
    rows.sort(key=lambda row: -row.contingency["p80"])
    if most is not None and len(rows) + 1 > most:
        rows[most - 2 :] = [_sum(f"{len(rows) - most + 2} other lines", rows[most - 2 :], levels)]
    return [*rows, ContingencyRow(ALL_LINES, found["spreadsheet"], found["contingency"])]


def _sum(words: str, rows: Sequence[ContingencyRow], levels: Sequence[str]) -> ContingencyRow:
    return ContingencyRow(
        words,
        sum(row.spreadsheet for row in rows),
        {level: sum(row.contingency[level] for row in rows) for level in levels},
    )


def contingency_cells(view: View, name: str, rows: Sequence[ContingencyRow], levels: Sequence[str]) -> list[list[str]]:
    """Write estimate and contingency of each row, rounded so that they add up as well as they can."""
    step = column_rounding(
        view, name, (amount for row in rows for amount in (row.spreadsheet, *row.contingency.values()))
    )
    return [
        [rounded_cell(view, name, amount, step) for amount in (row.spreadsheet, *(row.contingency[k] for k in levels))]
        for row in rows
    ]


def contingency_words(view: View, name: str) -> str:
    """Say what it takes to be 80 % sure of a strategy's budget, and which line most of it is for.

    The stages of a policy that are the same strategy count as one, since they share a bill in time.
    """
    found = view.numbers(name, view.last)["confidence"]
    more, estimate = found["contingency"]["p80"], found["spreadsheet"]
    need, apart = (view.amount(name, abs(amount)) for amount in (found["amounts"]["p80"], more))
    said = f"{sentence_names(view)[name]} needs {need} {view.money.unit} over {months(view.last)} to be 80 % sure"
    said += f": {apart} {'above' if more >= 0.0 else 'below'} the spreadsheet estimate of "
    said += f"{view.amount(name, estimate)} ({percentile(found['spreadsheet_percentile'])})"
    lines = _by_strategy(view, name)
    line, most = max(lines.items(), key=lambda item: item[1])
    if more <= 0.0 or most <= 0.0:
        return f"{said}."
    part = "increase" if min(lines.values()) < 0.0 else "part of it"
    preposition = "in" if part == "increase" else "for"
    return f"{said}. The largest {part}, {view.amount(name, most)}, is {preposition} {line}."


def _by_strategy(view: View, name: str) -> dict[str, float]:
    """Return the P80 contingency of each line in words; stages of a policy that are one strategy are added up."""
    policy = policies_of(view.document, view.last).get(name, {})
    stages, called = policy.get("stages", {}), stages_of(view.document, name, sentence_names(view))
    found: dict[str, float] = {}
    first = {strategy: stage for stage, strategy in reversed(stages.items())}
    for line, part in view.numbers(name, view.last)["confidence"]["lines"].items():
        stage, dot, own = line.partition(".")
        words = line_name(f"{first[stages[stage]]}.{own}" if dot and stage in stages else line, called)
        found[words] = found.get(words, 0.0) + part["p80"]
    return found
