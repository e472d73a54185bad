"""What drives the result, as a page of plain text: what matters most, what it is worth to know, then the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .layout import clean, left, right, shorten, text_width, wrap
from .money import Money
from .names import input_names, input_owner, label_of, listed, months
from .view import Line

__all__ = ["render_sensitivity", "sensitivity_lines"]

_MOST = 12  # inputs and lines that are shown
_NARROWEST = 72
_WIDE = 90  # columns from which inputs have their owner beside them
_OWNER, _LABEL = 24, 30  # columns, at most
#: What a process draws month by month and what a line's events do, apart from the laws in their settings.
_KINDS = {"path": " (month by month)", "events": " (events)"}


def render_sensitivity(document: Mapping[str, Any], width: int = 100) -> str:
    """Return the page as text.

    Parameters
    ----------
    document : mapping
        As `Sensitivity.document` gives it.
    width : int
        Columns of the longest line; at least 72.
    """
    return "\n".join(line.text for line in sensitivity_lines(document, width)) + "\n"


def sensitivity_lines(document: Mapping[str, Any], width: int) -> list[Line]:
    """Return the lines of the page, each with its role, for a terminal that can show headings in bold."""
    page = _Page(document, max(_NARROWEST, width))
    sections = [page.head(), page.verdict(), page.inputs(), page.groups(), page.cost_lines(), page.warnings()]
    lines: list[Line] = []
    for section in filter(None, sections):
        lines += [Line(""), *section] if lines else section
    return lines


class _Page:
    def __init__(self, document: Mapping[str, Any], width: int) -> None:
        self.document = document
        self.width = width
        self.saves = document["of"] == "savings"
        largest = max([abs(document["mean"]), *(abs(item["low"]) for item in document["inputs"])])
        self.money = Money.fitting(clean(document["scenario"]["currency"]), largest)
        labels: dict[str, str] = document["scenario"]["labels"]
        self.labels = {name: label_of(label, name, _LABEL) for name, label in labels.items()}
        kinds = {item["address"]: item["kind"] for item in document["inputs"]}
        names = input_names(list(kinds), self.labels, owners_shown=False)
        self.names = {address: names[address] + _KINDS.get(kind, "") for address, kind in kinds.items()}
        short = input_names(list(kinds), self.labels, owners_shown=True)
        self.beside_owner = {address: short[address] + _KINDS.get(kind, "") for address, kind in kinds.items()}
        evpi, error = document["evpi"], document["evpi_se"]
        # whether knowing more is worth anything that the simulation can tell from nothing
        self.decides = evpi is not None and evpi > 3.0 * error
        self.strategy = self.labels[document["strategy"]]
        self.baseline = self.labels[document["baseline"]]

    def head(self) -> list[Line]:
        scenario, run = self.document["scenario"], self.document["run"]
        unit = self.money.unit
        title = shorten(clean(scenario["title"]) or clean(scenario["name"]), self.width - text_width(unit) - 2)
        first = left(title, self.width - text_width(unit)) + unit
        about = f"What {self.strategy} saves against {self.baseline}" if self.saves else f"What {self.strategy} costs"
        second = f"{about}, {months(self.document['horizon'])}; {run['trajectories']:,} futures, seed {run['seed']}"
        return [Line(first, "title"), *(Line(text, "note") for text in wrap(second, self.width))]

    def verdict(self) -> list[Line]:
        paragraphs = [self._what_matters(), self._worth(), self._in_tokens()]
        texts = [" ".join(sentences) for sentences in paragraphs if sentences]
        return [Line(line, "verdict") for text in texts for line in wrap(text, self.width - 2, "  ")]

    def _what_matters(self) -> list[str]:
        items = [item for item in self.document["inputs"] if _share(item) >= 0.005]
        if not items:
            return ["Nothing that is uncertain here changes the figure."]
        first, *others = items
        found = [
            f"{_capital(self._called(first))} matters most: it alone explains {_percent(_alone(first))} of the spread. "
            f"In the tenth of futures where it is lowest, {self.strategy} {self._average(first['low'])} on average; "
            f"where it is highest, it {self._average(first['high'])}. "
            f"Over all futures it {self._average(self.document['mean'])}."
        ]
        if others:
            words = [f"{self._called(item)} ({_percent(_alone(item))})" for item in others[:2]]
            found.append(f"Next {'come' if len(words) > 1 else 'comes'} {listed(words)}.")
        return found

    def _average(self, amount: float) -> str:
        written = self.money(abs(amount))
        if not self.saves:
            return f"costs {self.money(amount)}"
        return f"saves {written}" if amount >= 0.0 else f"costs {written} more"

    def _worth(self) -> list[str]:
        document, unit = self.document, self.money.unit
        if document["evpi"] is None:
            return []
        if not self.decides:
            return [
                "Nothing that could be found out beforehand is worth paying for: it would hardly ever change the "
                f"choice between {self.strategy} and {self.baseline}."
            ]
        found = [
            f"To know everything before choosing between {self.strategy} and {self.baseline} would be worth "
            f"{self.money(document['evpi'])} {unit}: no pilot, quote or load test is worth more."
        ]
        known = sorted((item for item in document["inputs"] if item["evppi"]), key=lambda item: -item["evppi"])
        if known:
            words = [f"{self._called(item)} {self.money(item['evppi'])}" for item in known[:3]]
            found.append(f"Known alone, the most valuable: {listed(words)}.")
        return found

    def _in_tokens(self) -> list[str]:
        tokens = self.document["tokens"]
        if tokens is None:
            return []
        price = f"{tokens['price_per_million']:,.3g} {clean(self.document['scenario']['currency'])} a million"
        price += f" ({clean(tokens['price_source'])})"
        found = []
        if tokens["engineer_year"] is not None:
            year = self.money(tokens["engineer_year"])
            found.append(f"an ML engineer's year, {year}, buys {_billions(tokens['engineer_year_billions'])}")
        if tokens["evpi_billions"] and self.decides:
            found.append(f"to know everything is worth {_billions(tokens['evpi_billions'])}")
        return [f"In tokens, at {price}: {'; '.join(found)}."] if found else []

    def inputs(self) -> list[Line]:
        items = [item for item in self.document["inputs"] if _share(item) >= 0.0005][:_MOST]
        if not items:
            return []
        decides, wide = self.decides, self.width >= _WIDE
        head = ["WHAT MATTERS", *(["whose"] if wide else []), "lowest", "highest", "alone", "in all"]
        rows = [
            [
                (self.beside_owner if wide else self.names)[item["address"]],
                *([shorten(input_owner(item["address"], self.labels), _OWNER)] if wide else []),
                self.money(item["low"]),
                self.money(item["high"]),
                _percent(_alone(item)),
                "-" if item["total"] is None else _percent(item["total"]),
                *([self.money(item["evppi"])] if decides else []),
            ]
            for item in items
        ]
        lines = _columns([[*head, *(["to know"] if decides else [])], *rows], self.width, words=2 if wide else 1)
        more = len(self.document["inputs"]) - len(items)
        what = "saved" if self.saves else "spent"
        notes = [
            f"Lowest, highest: {what} on average in the tenth of futures where the input is lowest, highest. "
            "Alone: the share of the spread (variance) that would go, were it known. In all: the share that would "
            "stay, were all else known; where it is larger, the input works through others."
        ]
        if decides:
            notes.append("To know: what it is worth, at most, to know the input before choosing.")
        if more:
            notes.append(f"{more} more inputs matter less: --format json has all.")
        return [*lines, *(Line(text, "note") for text in wrap(" ".join(notes), self.width, "  "))]

    def groups(self) -> list[Line]:
        lines = []
        for group in self.document["groups"]:
            names = listed([self.names[address] for address in group["inputs"]])
            text = f"{_capital(names)} together: {_percent(group['first_order'])} of the spread alone, "
            text += f"{_percent(group['total'])} in all"
            text += f"; worth knowing {self.money(group['evppi'])}." if self.decides else "."
            lines += [Line(piece) for piece in wrap(text, self.width, "  ", "    ")]
        return [Line("INPUTS THAT DEPEND ON EACH OTHER", "heading"), *lines] if lines else []

    def cost_lines(self) -> list[Line]:
        items = [item for item in self.document["lines"] if abs(item["share"]) >= 0.005][:_MOST]
        if not items:
            return []
        rows = [
            [item["line"].replace("_", " "), self.labels[item["strategy"]], _percent(item["share"])] for item in items
        ]
        note = "Shares of all lines add up to 100 %; a line that is high when the rest is low takes some away."
        lines = _columns([["COST LINES", "whose", "share of the spread"], *rows], self.width, words=2)
        return [*lines, *(Line(text, "note") for text in wrap(note, self.width, "  "))]

    def warnings(self) -> list[Line]:
        return [
            Line(text, "warning")
            for item in self.document["warnings"]
            for text in wrap(f"Warning: {clean(item['address'])}: {clean(item['message'])}", self.width, "", "  ")
        ]

    def _called(self, item: Mapping[str, Any]) -> str:
        """Return an input's name in a sentence, with its owner where it is a strategy's."""
        address: str = item["address"]
        owner = f" of {input_owner(address, self.labels)}" if address.startswith("strategies.") else ""
        return self.names[address] + owner


def _alone(item: Mapping[str, Any]) -> float:
    return float(item["first_order"])


def _share(item: Mapping[str, Any]) -> float:
    """Return the larger of an input's two shares: what it does alone or through others."""
    return max(_alone(item), float(item["total"] or 0.0))


def _percent(share: float) -> str:
    value = 100.0 * share
    if 0.0 < value < 0.5:
        return "<1 %"
    return f"{value:.0f} %".replace("-0 %", "0 %")


def _billions(count: float) -> str:
    return f"{count:,.3g} billion" if count >= 0.01 else f"{count * 1e3:,.3g} million"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _columns(rows: Sequence[Sequence[str]], width: int, words: int) -> list[Line]:
    """Return rows under their heads: columns of words, the first cut where it is too wide, then numbers."""
    rooms = [max(text_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    rooms[0] = min(rooms[0], width - sum(rooms[1:]) - 2 * len(rooms))
    lines = []
    for at, row in enumerate(rows):
        # heads begin where the line does, rows two columns later
        cells = [left(row[0], rooms[0] + 2) if at == 0 else f"  {left(shorten(row[0], rooms[0]), rooms[0])}"]
        cells += [left(cell, room) for cell, room in zip(row[1:words], rooms[1:words], strict=True)]
        cells += [right(cell, room) for cell, room in zip(row[words:], rooms[words:], strict=True)]
        lines.append(Line("  ".join(cells), "text" if at else "heading"))
    return lines
