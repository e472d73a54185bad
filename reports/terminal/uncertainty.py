"""A two-level run as a page of plain text: unknown constants (epistemic) apart from random variation (aleatory)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import clean, column_widths, shorten
from ..words.names import label_of
from ..words.numbers import Z90, Money, months, odds, percent_with_error
from ..words.view import TextLine
from .text_page import NARROWEST, as_text, paragraph, stacked, table, title

__all__ = ["render_uncertainty", "uncertainty_lines"]

_LABEL = 40
_SHORTEST = 12  # columns that a label has left, at least
_POINTS = (4, 12, 20, 28, 36)  # of the S-curve, that are shown
_FEWEST = 59  # draws, from which on order statistics give an interval of P5 and P95: 0.95^59 < 5 %


def render_uncertainty(document: Mapping[str, Any], width: int = 100) -> str:
    """Return the page as text; `document` as `Uncertainty.document` gives it."""
    return as_text(uncertainty_lines(document, width))


def uncertainty_lines(document: Mapping[str, Any], width: int) -> list[TextLine]:
    """Return the lines of the page, each with its role."""
    return UncertaintyPage(document, max(NARROWEST, width)).lines()


class UncertaintyPage:
    """A document, with the words and roundings that all sections share."""

    def __init__(self, document: Mapping[str, Any], width: int) -> None:
        scenario = document["scenario"]
        self.document, self.width = document, width
        self.run: Mapping[str, Any] = document["run"]
        self.horizon: int = scenario["horizons"][-1]
        strategies = document["strategies"]
        self.numbers = {name: s["horizons"][str(self.horizon)] for name, s in strategies.items()}
        self.labels = {name: label_of(s["label"], name, _LABEL) for name, s in strategies.items()}
        largest = max(abs(of["p90"]["high"]) for of in self.numbers.values())
        self.money = Money.fitting(clean(scenario["currency"]), largest)
        self.certain = {name: of["p10"]["low"] == of["p90"]["high"] for name, of in self.numbers.items()}
        self.known = not document["priors"]

    def lines(self) -> list[TextLine]:
        """Return the page."""
        head = [title(self.document["scenario"], self.money.unit, self.width), *paragraph(self._about(), self.width)]
        verdict = [line for text in self._verdict() for line in paragraph(text, self.width - 2, "verdict", "  ")]
        if all(self.certain.values()):
            return stacked([head, verdict])
        tables = [self._strategy(self.labels[name], of) for name, of in self.numbers.items() if not self.certain[name]]
        notes = [line for text in self._notes() for line in paragraph(text, self.width)]
        return stacked([head, verdict, *tables, notes])

    def _about(self) -> str:
        run = self.run
        if self.known:
            return f"{months(self.horizon)}; {run['trajectories']:,} futures, seed {run['seed']}."
        return (
            f"{months(self.horizon)}; {run['outer']:,} draws of the unknown constants, {run['inner']:,} futures for "
            f"each, seed {run['seed']}."
        )

    def _verdict(self) -> list[str]:
        if all(self.certain.values()):
            totals = {name: self.money.exact(of["p50"]["value"]) for name, of in self.numbers.items()}
            costs = listed([f"{self.labels[name]} {total}" for name, total in totals.items()])
            every = "Every input is a single number: nothing is unknown, and nothing varies."
            return [
                f"{every} Total cost in every future: {costs}.",
                'Replace each number that is not known with a range, "LOW to HIGH", and run again.',
            ]
        found = [self._spread(name, of) for name, of in self.numbers.items()]
        for item in self.document["comparisons"]:
            if item["horizon"] == self.horizon:
                found.append(self._comparison(item))
        return found

    def _spread(self, name: str, numbers: Mapping[str, Any]) -> str:
        label, variance = self.labels[name], numbers["variance"]
        if self.certain[name]:
            return f"{label}: costs {self.money.exact(numbers['p50']['value'])} in every future."
        if self.known:
            return f"{label}: all of the variance is random variation (aleatory); no input is drawn once."
        half = Z90 * variance["se"]
        return (
            f"{label}: {percent_with_error(variance['priors'], half)} of the variance comes from unknown constants "
            f"(epistemic), {percent_with_error(variance['months'], half)} from random variation (aleatory)."
        )

    def _comparison(self, item: Mapping[str, Any]) -> str:
        beats, number = item["p_beats"], self.run["trajectories"]
        one, other = self.labels[item["strategy"]], self.labels[item["baseline"]]
        if self.certain[item["strategy"]] and self.certain[item["baseline"]]:
            return f"{one} costs {'less' if beats['value'] else 'no less'} than {other} in every future."
        if beats["value"] in (0.0, 1.0):
            often = f"all {number:,}" if beats["value"] else f"none of {number:,}"
            beyond = 1.0 - beats["interval"][0] if beats["value"] else beats["interval"][1]
            text = f"{one} beats {other} in {often} futures"
            if self.known:
                return f"{text}."
            return (
                f"{text}, whichever of the {self.run['outer']:,} draws is true. So many draws may miss up to "
                f"{percent_with_error(beyond)} of the possible cases."
            )
        often = f"{one} beats {other} in {odds(beats['value'], number, _half(beats['interval']))} futures"
        if self.known:
            return f"{often}."
        low, high = (percent_with_error(beats[side]) for side in ("low", "high"))
        often += f"; depending on the unknown constants, in {low} to {high} of them."
        if beats["favoured"] is None:
            return often  # barred: no choice
        favoured = percent_with_error(beats["favoured"], _half(beats["favoured_interval"]))
        return f"{often} It is the better choice in {favoured} of the draws."

    def _strategy(self, label: str, numbers: Mapping[str, Any]) -> list[TextLine]:
        """Return the table of one strategy; where the page is narrow, ends of bands are without their errors."""
        rows = self._rows(label, numbers, ends=True)
        if _width(rows) > self.width:
            rows = self._rows(label, numbers, ends=False)
        rows[0][0] = shorten(label, max(_SHORTEST, self.width - _width([["", *row[1:]] for row in rows])))
        return table(rows, self.width)

    def _rows(self, label: str, numbers: Mapping[str, Any], *, ends: bool) -> list[list[str]]:
        rows = [[label, "all", *([] if self.known else ["low", "high"])]]
        for head, key in (("mean", "mean"), ("P10", "p10"), ("P50", "p50"), ("P90", "p90")):
            figure = numbers[key]
            cells = [self.money(figure["value"], _half(figure["interval"]))]
            for side in ("low", "high"):
                cells.append(self.money(figure[side], _half(figure[f"{side}_interval"]) if ends else None))
            rows.append([head, *cells[: len(rows[0]) - 1]])
        curve = numbers["curve"]
        if len(curve["amount"]) > _POINTS[-1]:
            for k in _POINTS:
                cells = [percent_with_error(curve["exceedance"][k], Z90 * curve["se"][k])]
                cells += [percent_with_error(curve[side][k]) for side in ("low", "high")]
                rows.append([f"more than {self.money(curve['amount'][k])}", *cells[: len(rows[0]) - 1]])
        return rows

    def _notes(self) -> list[str]:
        run, count = self.run, len(self.document["priors"])
        if self.known:
            return [
                "No input is drawn once, so nothing here is an unknown constant: monthly draws, paths and events are "
                "random variation (aleatory) and have to be borne. +- is half a 90 % interval of the simulation."
            ]
        first, last = (f"{100.0 * end:.0f}" for end in self.document["band"])
        inputs = "1 input that is drawn once" if count == 1 else f"{count} inputs that are drawn once"
        notes = [
            f"Low and high: P{first} and P{last} over the draws of the unknown constants ({inputs} per run). Unknown "
            "constants (epistemic) can be found out, by a quote, a pilot, a test. Monthly draws, paths and events are "
            "random variation (aleatory), which has to be borne."
        ]
        text = f"+- is at most half a 90 % interval, from {run['outer']:,} draws."
        if run["outer"] < _FEWEST:
            text += f" Fewer than {_FEWEST} draws give no interval of low and high."
        halved = run["halved_by"]
        if halved is not None:
            inner = "" if halved["inner"] == run["inner"] else f" --inner {halved['inner']}"
            text += f" Four times as many, --outer {halved['outer']}{inner}, would halve it."
        return [*notes, text]


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Return how wide the lines of a table are."""
    rooms = column_widths(rows)
    return sum(rooms) + 2 * len(rooms)


def _half(interval: Sequence[float] | None) -> float | None:
    return None if interval is None else (interval[1] - interval[0]) / 2.0
