"""One future of a run, to be read and checked: its outcome, what was drawn, its months, its events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import clean, shorten
from ..words.month_names import MonthNames
from ..words.names import labels_of, stage_names
from ..words.numbers import Money, fixed, months, number, percentile, whole_percent
from ..words.view import TextLine
from .grid import StrategyGrid
from .months import MonthTable
from .text_page import NARROWEST, as_text, paragraph, stacked, table, title
from .trajectory_events import EventLog

__all__ = ["render_trajectory", "trajectory_lines"]

_IN_SENTENCES = 40


def render_trajectory(document: Mapping[str, Any], width: int = 100) -> str:
    """Return the page as text; `document` as `Trace.document` gives it."""
    return as_text(trajectory_lines(document, width))


def trajectory_lines(document: Mapping[str, Any], width: int = 100) -> list[TextLine]:
    """Return the lines of the page, each with its role.

    Parameters
    ----------
    document : mapping
        As `Trace.document` gives it; strategies without `lines` have their totals alone.
    width : int
        Columns of the longest line; at least 72.
    """
    page = TrajectoryPage(document, max(NARROWEST, width))
    sections = [page.head(), page.verdict(), page.outcome(), page.drawn(), page.by_month(), page.processes()]
    for name, strategy in document["strategies"].items():
        if "lines" in strategy:
            sections += [page.months(name), page.events(name)]
    return stacked([*sections, page.source()])


class TrajectoryPage:
    """A document, with the words and roundings that all sections share."""

    def __init__(self, document: Mapping[str, Any], width: int) -> None:
        self.document = document
        self.width = width
        self.scenario = document["scenario"]
        self.strategies: dict[str, dict[str, Any]] = document["strategies"]
        self.labels = labels_of({n: s["label"] or "" for n, s in self.strategies.items()}, _IN_SENTENCES)
        self.horizons: list[int] = self.scenario["horizons"]
        amounts = [abs(x) for s in self.strategies.values() for h in s["horizons"].values() for x in h.values()]
        amounts += [abs(x) for s in self.strategies.values() for of in s.get("lines", {}).values() for x in of]
        largest = max(amounts, default=0.0)
        fitting = Money.fitting(clean(self.scenario["currency"]), largest)
        self.scale, self.unit = fitting.scale, fitting.unit
        self.places = 0 if largest >= 1_000.0 and self.scale == 1.0 else 2
        self.month = MonthNames.of(document)
        self.stages = {n: stage_names(s.get("stages", {}), self.labels) for n, s in self.strategies.items()}
        self.log = EventLog(self.labels, self.money, width, self.month, self.stages)

    def money(self, amount: float) -> str:
        """Write an amount to the unit of the currency, or to the cent where all amounts are small."""
        return fixed(amount / self.scale, self.places)

    def tco(self, name: str, horizon: int) -> float:
        """Return a strategy's total cost."""
        return float(self.strategies[name]["horizons"][str(horizon)]["tco"])

    def head(self) -> list[TextLine]:
        """Return the title, and which future this is."""
        which = f"Future {self.document['trajectory']:,} of a run with seed {self.document['seed']}"
        sampler = {"sobol": "Sobol points", "random": "independent draws"}[self.document["sampler"]]
        text = f"{which} and {sampler}; numbers start at 0. It is one of many possible futures, not a forecast."
        if self.document["certain"]:
            text = "Nothing in this scenario is random: all futures are the same."
        return [
            title(self.scenario, f"{self.unit}, before tax{self.month.since}", self.width),
            *paragraph(text, self.width),
        ]

    def verdict(self) -> list[TextLine]:
        """Return who costs least over the longest horizon, and by how much."""
        last = self.horizons[-1]
        barred = [name for name, s in self.strategies.items() if s.get("barred")]  # out of the contest
        ranked = sorted(self.strategies, key=lambda name: (name in barred, self.tco(name, last)))
        best, lowest = ranked[0], self.tco(ranked[0], last)
        parts = []
        for name in ranked[1:]:
            more = self.tco(name, last) - lowest
            share = f" ({whole_percent(abs(more) / lowest)})" if lowest > 0.0 and more else ""
            apart = f"{self.money(abs(more))}{share} {'more' if more > 0.0 else 'less'}" if more else "the same"
            parts.append(f"{self.labels[name]} costs {apart}")
        text = f"Over {months(last)} {self.labels[best]} costs {self.money(lowest)} in this future."
        if len(ranked) - len(barred) > 1:
            least = f"costs least{' of those allowed' if barred else ''}"
            text = f"Over {months(last)} {self.labels[best]} {least} in this future: {self.money(lowest)}."
        return paragraph(f"{text} {listed(parts)}." if parts else text, self.width, "verdict", "  ")

    def outcome(self) -> list[TextLine]:
        """Return cash and total cost by horizon."""
        grid = StrategyGrid(self.labels, [months(h) for h in self.horizons])
        for label, key in (("cash", "cash"), ("total cost (TCO)", "tco")):
            cells = {
                name: [self.money(s["horizons"][str(h)][key]) for h in self.horizons]
                for name, s in self.strategies.items()
            }
            grid.row(label, cells)
        baseline = self.scenario["baseline"]
        apart = {
            name: ["-" if name == baseline else self._apart(name, baseline, h) for h in self.horizons]
            for name in self.strategies
        }
        if len(self.strategies) > 1:
            grid.row(f"  difference from {shorten(self.labels[baseline], 24)}", apart)
        return grid.lines(self.width, f"OUTCOME, {self.unit}")[0]

    def _apart(self, name: str, baseline: str, horizon: int) -> str:
        more = self.tco(name, horizon) - self.tco(baseline, horizon)
        text = self.money(more)
        return f"+{text}" if more > 0.0 and text.strip("0.") else text

    def drawn(self) -> list[TextLine]:
        """Return what was drawn once, and which percentile of its distribution each value is."""
        once = {a: value for a, value in self.document["inputs"].items() if not isinstance(value, list)}
        if not once:
            return []
        known = {address: percentile(share) for address, share in self.document["percentiles"].items()}
        rows = [[address, _number(value), known.get(address, "-")] for address, value in once.items()]
        notes = ["P42: 42 of 100 futures draw a lower value."] if known else []
        if any(address.partition("#")[0].endswith(".every") for address in once):
            notes.append("`every`: the first interval; each later one is drawn separately.")
        lines = table([["INPUTS DRAWN ONCE", "value", "percentile"], *rows], self.width)
        return [*lines, *paragraph(" ".join(notes), self.width, indent="  ")]

    def by_month(self) -> list[TextLine]:
        """Return what has another value every month, and formulas, in the first month and at each horizon."""
        shown = list(dict.fromkeys([1, *self.horizons]))
        shown = shown if len(shown) <= 4 else [*shown[:3], shown[-1]]
        values = {a: v for a, v in self.document["inputs"].items() if isinstance(v, list)}
        values |= self.document["formulas"]
        rows = []
        for address, value in values.items():
            cells = [value[month - 1] for month in shown] if isinstance(value, list) else [value] * len(shown)
            rows.append([address, *("-" if cell is None else _number(cell) for cell in cells)])
        if not rows:
            return []
        lines = table([["INPUTS BY MONTH, AND FORMULAS", *map(self._head, shown)], *rows], self.width)
        note = "`simulate explain ADDRESS` shows each formula."
        note += " --format json has every month." if len(shown) < self.horizons[-1] else ""
        return [*lines, *paragraph(note, self.width, indent="  ")]

    def _head(self, month: int) -> str:
        return f"month {month}" if self.month.start is None else self.month.short(month)

    def processes(self) -> list[TextLine]:
        """Return the events and changes of processes."""
        return self.log.processes(self.document["events"])

    def months(self, name: str) -> list[TextLine]:
        """Return a strategy's lines by month."""
        table = MonthTable(self.labels[name], self.unit, self.money, self.width, self.month, self.stages[name])
        return table.lines(self.strategies[name], float(self.scenario["discount_rate"]))

    def events(self, name: str) -> list[TextLine]:
        """Return a strategy's launch, single payments and events."""
        return self.log.strategy(name, self.document["events"])

    def source(self) -> list[TextLine]:
        """Return how exact the figures are, and which run they come from."""
        text = "Amounts are rounded, so sums may differ in the last digit."
        if not self.document["certain"]:
            text += (
                f" Future {self.document['trajectory']:,} is the same in every run of this scenario with this seed and "
                "sampler, however many futures are run."
            )
        return paragraph(f"{text} Scenario hash: {self.document['config_sha256'][:12]}.", self.width)


def _number(value: float) -> str:
    return number(value, 5, whole=True)
