"""One future of a run, to be read and checked: its outcome, what was drawn, its months, its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import clean, left, right, shorten, text_width, wrap
from ..words.names import labels_of
from ..words.numbers import fixed, months, number, percentile
from ..words.view import Line
from .grid import Grid
from .months import MonthTable
from .trajectory_events import EventLog

__all__ = ["render_trajectory", "trajectory_lines"]

_NARROWEST = 72
_IN_SENTENCES = 40
_CELL = 11
_LARGEST = 1e10


def render_trajectory(document: Mapping[str, Any], width: int = 100) -> str:
    """Return the page as text; `document` as `Trace.document` gives it."""
    return "\n".join(line.text for line in trajectory_lines(document, width)) + "\n"


def trajectory_lines(document: Mapping[str, Any], width: int = 100) -> list[Line]:
    """Return the lines of the page, each with its role.

    Parameters
    ----------
    document : mapping
        As `Trace.document` gives it; strategies without `lines` have their totals alone.
    width : int
        Columns of the longest line; at least 72.
    """
    page = _Page(document, max(_NARROWEST, width))
    sections = [page.head(), page.verdict(), page.outcome(), page.drawn(), page.moving(), page.world()]
    for name, strategy in document["strategies"].items():
        if "lines" in strategy:
            sections += [page.months(name), page.events(name)]
    sections.append(page.again())
    lines: list[Line] = []
    for section in filter(None, sections):
        lines += [Line(""), *section] if lines else section
    return lines


class _Page:
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
        self.scale = 1e6 if largest >= _LARGEST else 1.0
        self.places = 0 if 1_000.0 <= largest < _LARGEST else 2
        currency = clean(self.scenario["currency"])
        self.unit = currency if self.scale == 1.0 else f"million {currency}"
        self.log = EventLog(self.labels, self.money, width)

    # -- words -------------------------------------------------------------------------------------------------
    def money(self, amount: float) -> str:
        """Write an amount to the unit of the currency, or to the cent where all amounts are small."""
        return fixed(amount / self.scale, self.places)

    def wrapped(self, text: str, role: str = "note", indent: str = "  ") -> list[Line]:
        """Return a paragraph."""
        return [Line(line, role) for line in wrap(text, self.width, indent)]

    def tco(self, name: str, horizon: int) -> float:
        """Return a total."""
        return float(self.strategies[name]["horizons"][str(horizon)]["tco"])

    # -- sections ----------------------------------------------------------------------------------------------
    def head(self) -> list[Line]:
        """Return the title, and which future this is."""
        unit = f"{self.unit}, before tax"
        title = clean(self.scenario["title"]) or clean(self.scenario["name"])
        title = shorten(title, self.width - text_width(unit) - 2)
        which = f"Future {self.document['trajectory']:,} of a run with seed {self.document['seed']}"
        sampler = {"sobol": "Sobol points", "random": "independent draws"}[self.document["sampler"]]
        text = f"{which} and {sampler}, counted from 0. It is one of many: what happens in it, not what to expect."
        if self.document["certain"]:
            text = "Nothing in this scenario is random: all futures are this one."
        return [Line(left(title, self.width - text_width(unit)) + unit, "title"), *self.wrapped(text, indent="")]

    def verdict(self) -> list[Line]:
        """Return who costs least over the longest horizon, and by how much."""
        last = self.horizons[-1]
        barred = [name for name, s in self.strategies.items() if s.get("barred")]  # out of the contest
        ranked = sorted(self.strategies, key=lambda name: (name in barred, self.tco(name, last)))
        best, lowest = ranked[0], self.tco(ranked[0], last)
        if len(ranked) == 1:
            return self.wrapped(f"Over {months(last)} {self.labels[best]} costs {self.money(lowest)}.", "verdict")
        parts = []
        for name in ranked[1:]:
            more = self.tco(name, last) - lowest
            share = f" ({100.0 * abs(more) / lowest:,.0f} %)" if lowest > 0.0 and more else ""
            apart = f"{self.money(abs(more))}{share} {'more' if more > 0.0 else 'less'}" if more else "the same"
            parts.append(f"{self.labels[name]} costs {apart}")
        costs = "costs least" if len(ranked) - len(barred) > 1 else "costs"
        of = " of those allowed" if barred and costs == "costs least" else ""
        first = f"Over {months(last)} {self.labels[best]} {costs}{of} in this future: {self.money(lowest)}."
        return self.wrapped(f"{first} {listed(parts)}.", "verdict")

    def outcome(self) -> list[Line]:
        """Return cash and total cost by horizon."""
        grid = Grid(self.labels, [months(h) for h in self.horizons])
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
            grid.row(f"  against {shorten(self.labels[baseline], 24)}", apart)
        return grid.lines(self.width, f"OUTCOME, {self.unit}")[0]

    def _apart(self, name: str, baseline: str, horizon: int) -> str:
        text = self.money(self.tco(name, horizon) - self.tco(baseline, horizon))
        return text if text.startswith("-") or not any(c in "123456789" for c in text) else f"+{text}"

    def drawn(self) -> list[Line]:
        """Return what was drawn once, and where each draw stands in its law."""
        once = {a: value for a, value in self.document["inputs"].items() if not isinstance(value, list)}
        if not once:
            return []
        percentiles = self.document["percentiles"]
        rows = [
            (
                address,
                [number(value, 5, whole=True), percentile(percentiles[address]) if address in percentiles else "-"],
            )
            for address, value in once.items()
        ]
        notes = ["P42: 42 in 100 futures draw less."] if percentiles else []
        if any(address.partition("#")[0].endswith(".every") for address in once):
            notes.append("Of `every` this is the first interval; each that follows is drawn anew.")
        lines = self._table("WHAT WAS DRAWN ONCE", ["drawn", "stands at"], rows)
        return lines + self.wrapped(" ".join(notes))

    def moving(self) -> list[Line]:
        """Return what has another value every month, and formulas, in the first month and at each horizon."""
        shown = list(dict.fromkeys([1, *self.horizons]))
        shown = shown if len(shown) <= 4 else [*shown[:3], shown[-1]]
        values = {a: v for a, v in self.document["inputs"].items() if isinstance(v, list)}
        values |= self.document["formulas"]
        rows = []
        for address, value in values.items():
            cells = [value[month - 1] for month in shown] if isinstance(value, list) else [value] * len(shown)
            rows.append((address, ["-" if cell is None else number(cell, 5, whole=True) for cell in cells]))
        if not rows:
            return []
        lines = self._table("WHAT MOVES, AND FORMULAS", [f"month {month}" for month in shown], rows)
        every = " Every month is in the JSON." if len(shown) < self.horizons[-1] else ""
        note = f"As `simulate explain ADDRESS` unfolds them.{every}"
        return lines + self.wrapped(note)

    def _table(self, head: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> list[Line]:
        widths = [
            max(_CELL, text_width(column), *(text_width(cells[at]) for _, cells in rows))
            for at, column in enumerate(columns)
        ]
        room = self.width - sum(width + 2 for width in widths)
        label = min(room, max(text_width(head), *(text_width(address) + 2 for address, _ in rows)))

        def line(text: str, cells: Sequence[str]) -> str:
            over = left(shorten(text, label), label)
            return over + "".join("  " + right(cell, width) for cell, width in zip(cells, widths, strict=True))

        return [Line(line(head, columns), "heading"), *(Line(line(f"  {a}", cells)) for a, cells in rows)]

    def world(self) -> list[Line]:
        """Return the events and changes of processes."""
        return self.log.processes(self.document["events"])

    def months(self, name: str) -> list[Line]:
        """Return a strategy's lines by month."""
        return MonthTable(self.labels[name], self.unit, self.money, self.width).lines(
            self.strategies[name], float(self.scenario["discount_rate"])
        )

    def events(self, name: str) -> list[Line]:
        """Return a strategy's launch, single payments and events."""
        return self.log.strategy(name, self.document["events"])

    def again(self) -> list[Line]:
        """Say how far the figures go, and where they come from."""
        text = "Amounts are rounded, so that sums may differ by one in the last digit."
        if not self.document["certain"]:
            number = f"{self.document['trajectory']:,}"
            text += (
                f" Every run of this scenario with this seed and sampler has this future as its number {number}, "
                "however many futures it has beside."
            )
        text += f" The scenario's hash begins {self.document['config_sha256'][:12]}."
        return self.wrapped(text, indent="")
