"""A two-level run as a page of plain text: what is not known apart from what varies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import clean, left, right, shorten, text_width, wrap
from ..words.names import label_of
from ..words.numbers import Money, months, odds, percent_with_error
from ..words.view import Line

__all__ = ["render_uncertainty", "uncertainty_lines"]

_NARROWEST = 72
_LABEL = 40
_SHORTEST = 12  # columns that a label has left, at least
_POINTS = (4, 12, 20, 28, 36)  # of the S-curve, that are shown
_Z90 = 1.645  # of the normal law, two-sided: of an error by the jackknife, or of a point of the curve
_FEWEST = 59  # draws, from which on order statistics say how well P5 and P95 are known: 0.95^59 < 5 %


def render_uncertainty(document: Mapping[str, Any], width: int = 100) -> str:
    """Return the page as text; `document` as `Uncertainty.document` gives it."""
    return "\n".join(line.text for line in uncertainty_lines(document, width)) + "\n"


def uncertainty_lines(document: Mapping[str, Any], width: int) -> list[Line]:
    """Return the lines of the page, each with its role."""
    return _Page(document, max(_NARROWEST, width)).lines()


class _Page:
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

    def lines(self) -> list[Line]:
        scenario, unit = self.document["scenario"], self.money.unit
        title = shorten(clean(scenario["title"]) or clean(scenario["name"]), self.width - text_width(unit) - 2)
        lines = [Line(left(title, self.width - text_width(unit)) + unit, "title")]
        lines += [Line(text, "note") for text in wrap(self._about(), self.width)]
        lines.append(Line(""))
        for text in self._verdict():
            lines += [Line(piece, "verdict") for piece in wrap(text, self.width - 2, "  ")]
        if all(self.certain.values()):
            return lines
        for name, of in self.numbers.items():
            if not self.certain[name]:
                lines += [Line(""), *self._strategy(self.labels[name], of)]
        return [*lines, Line(""), *(Line(piece, "note") for text in self._notes() for piece in wrap(text, self.width))]

    def _about(self) -> str:
        run = self.run
        if self.known:
            return f"{months(self.horizon)}; {run['trajectories']:,} futures, seed {run['seed']}."
        return (
            f"{months(self.horizon)}; {run['outer']:,} draws of what is not known, {run['inner']:,} futures for each, "
            f"seed {run['seed']}."
        )

    def _verdict(self) -> list[str]:
        if all(self.certain.values()):
            totals = {name: self.money.exact(of["p50"]["value"]) for name, of in self.numbers.items()}
            costs = listed([f"{self.labels[name]} {total}" for name, total in totals.items()])
            every = "Every input is a single number: nothing is unknown here, and nothing varies."
            return [
                f"{every} Total cost in every future: {costs}.",
                'Write a range, "LOW to HIGH", in place of each number that is not known, and ask again.',
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
            return f"{label}: all of the spread is what varies by the month; no input is drawn once."
        half = _Z90 * variance["se"]
        return (
            f"{label}: {percent_with_error(variance['priors'], half)} of the spread is what is not known yet, "
            f"{percent_with_error(variance['months'], half)} is what varies by the month."
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
                f"{text}, whichever of the {self.run['outer']:,} draws is true. So many draws leave up to "
                f"{percent_with_error(beyond)} of what may be true unseen."
            )
        often = f"{one} beats {other} in {odds(beats['value'], number, _half(beats['interval']))} futures"
        if self.known:
            return f"{often}."
        low, high = (percent_with_error(beats[side]) for side in ("low", "high"))
        often += f"; depending on what is true, in {low} to {high} of them."
        if beats["favoured"] is None:
            return often  # barred: no bet
        favoured = percent_with_error(beats["favoured"], _half(beats["favoured_interval"]))
        return f"{often} It is the better bet in {favoured} of what may be true."

    def _strategy(self, label: str, numbers: Mapping[str, Any]) -> list[Line]:
        """Return the table of one strategy; where the page is narrow, ends of bands are without their errors."""
        rows = self._rows(label, numbers, ends=True)
        if _wide(rows) > self.width:
            rows = self._rows(label, numbers, ends=False)
        rows[0][0] = shorten(label, max(_SHORTEST, self.width - _wide([["", *row[1:]] for row in rows])))
        return _columns(rows)

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
                cells = [percent_with_error(curve["exceedance"][k], _Z90 * curve["se"][k])]
                cells += [percent_with_error(curve[side][k]) for side in ("low", "high")]
                rows.append([f"more than {self.money(curve['amount'][k])}", *cells[: len(rows[0]) - 1]])
        return rows

    def _notes(self) -> list[str]:
        run, count = self.run, len(self.document["priors"])
        if self.known:
            return [
                "No input is drawn once, so nothing that could be found out beforehand is uncertain: what varies by "
                "the month, along paths and by events has to be borne. +- is half a 90 % interval of the simulation."
            ]
        first, last = (f"{100.0 * end:.0f}" for end in self.document["band"])
        inputs = "1 input that is drawn once" if count == 1 else f"{count} inputs that are drawn once"
        notes = [
            f"Low and high: P{first} and P{last} over the draws of what is not known ({inputs}); monthly draws, paths "
            "and events vary within each. What is not known can be found out, by a quote, a pilot, a test; what varies "
            "has to be borne."
        ]
        text = f"+- is half a 90 % interval, at most: what {run['outer']:,} draws leave open."
        if run["outer"] < _FEWEST:
            text += f" How well low and high are known, fewer than {_FEWEST} draws do not tell."
        halved = run["halved_by"]
        if halved is not None:
            inner = "" if halved["inner"] == run["inner"] else f" --inner {halved['inner']}"
            text += f" Four times as many, --outer {halved['outer']}{inner}, would halve it."
        return [*notes, text]


def _wide(rows: Sequence[Sequence[str]]) -> int:
    """Return how wide the lines of `_columns` are."""
    rooms = [max(text_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return sum(rooms) + 2 * len(rooms)


def _columns(rows: Sequence[Sequence[str]]) -> list[Line]:
    """Return rows under the first one, which is their head."""
    rooms = [max(text_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for at, row in enumerate(rows):
        cells = [left(row[0], rooms[0] + 2) if at == 0 else f"  {left(row[0], rooms[0])}"]
        cells += [right(cell, room) for cell, room in zip(row[1:], rooms[1:], strict=True)]
        lines.append(Line("  ".join(cells), "text" if at else "heading"))
    return lines


def _half(interval: Sequence[float] | None) -> float | None:
    return None if interval is None else (interval[1] - interval[0]) / 2.0
