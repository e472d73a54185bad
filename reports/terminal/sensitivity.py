"""What drives the result, as a page of plain text: what matters most, what it is worth to know, then the indices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import clean, shorten
from ..words.names import capital, input_names, input_owner, label_of, line_name, stage_names
from ..words.numbers import Money, billions, months, percent
from ..words.view import TextLine
from .text_page import NARROWEST, as_text, paragraph, stacked, table, title, warnings

__all__ = ["render_sensitivity", "sensitivity_lines"]

_MOST = 12  # inputs and lines that are shown
_MOST_CONSTANT = 8  # plain numbers that are named
_WIDE = 90  # columns from which inputs have their owner beside them
_OWNER, _LABEL = 24, 30  # columns, at most
#: What a process draws month by month and what a line's events do, apart from the distributions in their settings.
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
    return as_text(sensitivity_lines(document, width))


def sensitivity_lines(document: Mapping[str, Any], width: int) -> list[TextLine]:
    """Return the lines of the page, each with its role, for a terminal that can show headings in bold."""
    page = SensitivityPage(document, max(NARROWEST, width))
    inputs = [*page.inputs(), *page.constants()]
    found = warnings(document["warnings"], page.width)
    return stacked([page.head(), page.verdict(), inputs, page.groups(), page.cost_lines(), found])


def _is_seen(value: float, error: float) -> bool:
    """Return whether the simulation can tell a value from 0."""
    return value > 3.0 * error


def _is_lost(item: Mapping[str, Any], index: str) -> bool:
    """Return whether an index is missing, or has an error above its size that would show in the page."""
    return item[index] is None or item[f"{index}_se"] > max(abs(item[index]), 0.005)


def _index(item: Mapping[str, Any], index: str) -> str:
    """Return an index as it is printed: above 100 % with its error, and not at all if the error is larger than it."""
    if _is_lost(item, index):
        return "-"
    written = percent(item[index])
    return written if item[index] < 1.005 else f"{written} +-{percent(item[f'{index}_se'])}"


def _larger(item: Mapping[str, Any]) -> str:
    """Return the larger of both indices as it is printed: inputs are ordered by it."""
    told = [index for index in ("first_order", "total") if not _is_lost(item, index)]
    return _index(item, max(told, key=lambda index: float(item[index]))) if told else "-"


def _importance(item: Mapping[str, Any]) -> float:
    """Return the larger of an input's first-order and total-order index, as far as they can be told."""
    return max(0.0 if _is_lost(item, index) else float(item[index]) for index in ("first_order", "total"))


class SensitivityPage:
    """A document, with the words and roundings that all sections share."""

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
        self.allowed = [name for name in labels if name not in document["scenario"].get("barred", ())]
        #: Whether there is more to choose from than the two that are compared.
        self.wider = not set(self.allowed) <= {document["strategy"], document["baseline"]}
        self.decides = evpi is not None and _is_seen(evpi, error)
        self.strategy = self.labels[document["strategy"]]
        self.baseline = self.labels[document["baseline"]]

    def head(self) -> list[TextLine]:
        """Return the title, and what is explained."""
        run = self.document["run"]
        about = f"What {self.strategy} saves against {self.baseline}" if self.saves else f"What {self.strategy} costs"
        second = f"{about}, {months(self.document['horizon'])}; {run['trajectories']:,} futures, seed {run['seed']}"
        return [title(self.document["scenario"], self.money.unit, self.width), *paragraph(second, self.width)]

    def verdict(self) -> list[TextLine]:
        """Return what matters most, what information is worth, and the same in tokens."""
        paragraphs = [self._what_matters(), self._worth(), self._in_tokens()]
        texts = [" ".join(sentences) for sentences in paragraphs if sentences]
        return [line for text in texts for line in paragraph(text, self.width - 2, "verdict", "  ")]

    def _what_matters(self) -> list[str]:
        items = [item for item in self.document["inputs"] if _importance(item) >= 0.005]
        if not items:
            return ["No uncertain input changes this figure."]
        first, *others = items
        found = [
            f"{capital(self._called(first))} matters most{self._alone(first)}. "
            f"In the tenth of futures where it is lowest, {self.strategy} {self._average(first['low'])} on average; "
            f"where it is highest, it {self._average(first['high'])}. "
            f"Over all futures it {self._average(self.document['mean'])}."
        ]
        if others:
            words = [f"{self._called(item)} ({_larger(item)})" for item in others[:2]]
            found.append(f"Next {'come' if len(words) > 1 else 'comes'} {listed(words)}.")
        return found

    def _alone(self, item: Mapping[str, Any]) -> str:
        alone, larger = _index(item, "first_order"), _larger(item)
        if alone == "-":
            return ""
        if alone == larger:
            return f": it alone explains {alone} of the variance"
        return f": it explains {larger} of the variance together with others, {alone} alone"

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
            nothing = (
                "Nothing that could be found out beforehand is worth paying for: it would hardly ever change the "
                f"choice between {self.strategy} and {self.baseline}."
            )
            return [nothing, *self._worth_among_all()]
        among_all = self._worth_among_all()
        # a third strategy may leave less, or more, to be decided: only where there is none is the pair's the limit
        limit = "." if among_all else ": no pilot, quote or load test is worth more."
        found = [
            f"Perfect information before choosing between {self.strategy} and {self.baseline} would be worth "
            f"{self.money(document['evpi'])} {unit}{limit}",
            *among_all,
        ]
        seen = (item for item in document["inputs"] if _is_seen(item["evppi"], item["evppi_se"]))
        known = sorted(seen, key=lambda item: -item["evppi"])
        if known:
            between = " between these two" if among_all else ""
            words = [f"{self._called(item)} {self.money(item['evppi'])}" for item in known[:3]]
            found.append(f"Worth most to know alone{between}, at least: {listed(words)}.")
        return found

    def _worth_among_all(self) -> list[str]:
        value, error = self.document["evpi_all"], self.document["evpi_all_se"]
        if not self.wider or value is None:
            return []
        which = "all" if len(self.allowed) == len(self.labels) else "the"
        allowed = "" if which == "all" else " that are not barred"
        table = f"With {which} {len(self.allowed)} strategies{allowed} on the table"
        if not _is_seen(value, error):
            return [f"{table} nothing that could be found out beforehand is worth paying for."]
        return [f"{table} it would be worth {self.money(value)}: no pilot, quote or load test is worth more."]

    def _in_tokens(self) -> list[str]:
        tokens = self.document["tokens"]
        if tokens is None:
            return []
        price = f"{tokens['price_per_million']:,.3g} {clean(self.document['scenario']['currency'])} a million"
        price += f" ({clean(tokens['price_source'])})"
        found = []
        if tokens["engineer_year"] is not None:
            year = self.money(tokens["engineer_year"])
            found.append(f"an ML engineer's year, {year}, buys {billions(tokens['engineer_year_billions'])}")
        between = " before choosing between these two" if self.wider else ""
        if tokens["evpi_billions"] and self.decides:
            found.append(f"perfect information{between} is worth {billions(tokens['evpi_billions'])}")
        return [f"In tokens, at {price}: {'; '.join(found)}."] if found else []

    def inputs(self) -> list[TextLine]:
        """Return the inputs that matter most, with their Sobol indices."""
        items = [item for item in self.document["inputs"] if _importance(item) >= 0.0005][:_MOST]
        if not items:
            return []
        decides, wide = self.decides, self.width >= _WIDE
        head = ["WHAT MATTERS", *(["whose"] if wide else []), "lowest", "highest", "first-order", "total"]
        rows = [
            [
                (self.beside_owner if wide else self.names)[item["address"]],
                *([shorten(input_owner(item["address"], self.labels), _OWNER)] if wide else []),
                self.money(item["low"]),
                self.money(item["high"]),
                _index(item, "first_order"),
                _index(item, "total"),
                *([self._to_know(item)] if decides else []),
            ]
            for item in items
        ]
        more = len(self.document["inputs"]) - len(items)
        notes = [
            f"Lowest, highest: mean {'saving' if self.saves else 'cost'} in the tenth of futures where the input is "
            "lowest, highest. First-order: Sobol index, the share of the variance explained by this input alone. "
            "Total: Sobol index with all interactions; where it is larger, the input works through others."
        ]
        if any(
            _is_lost(item, index) and item[index] is not None for item in items for index in ("first_order", "total")
        ):
            notes.append("An index whose simulation error exceeds it is shown as -; more futures (-n) may show it.")
        if decides:
            between = " between these two" if self.wider else ""
            notes.append(
                f"EVPPI: at least this much is gained by knowing this input before choosing{between}; -: not more "
                "than the simulation's own noise."
            )
        if more:
            matter = "input matters" if more == 1 else "inputs matter"
            notes.append(f"{more} more {matter} less; --format json lists all.")
        lines = table([[*head, *(["EVPPI"] if decides else [])], *rows], self.width, words=2 if wide else 1)
        return [*lines, *paragraph(" ".join(notes), self.width, indent="  ")]

    def groups(self) -> list[TextLine]:
        """Return the indices of inputs that depend on each other, as one input."""
        lines = []
        for group in self.document["groups"]:
            names = listed([self.names[address] for address in group["inputs"]])
            text = f"{capital(names)} together: first-order index {_index(group, 'first_order')}, "
            text += f"total {_index(group, 'total')}"
            worth = self.decides and _is_seen(group["evppi"], group["evppi_se"])
            text += f"; worth knowing: {self.money(group['evppi'])}." if worth else "."
            lines += paragraph(text, self.width, "text", "  ", "    ")
        return [TextLine("INPUTS THAT DEPEND ON EACH OTHER", "heading"), *lines] if lines else []

    def constants(self) -> list[TextLine]:
        """Return the inputs that are plain numbers, so that nobody looks for them above."""
        addresses = self.document["certain"]
        if not addresses:
            return []
        names = input_names(addresses, self.labels, owners_shown=False)
        words = [names[address] for address in addresses[:_MOST_CONSTANT]]
        more = len(addresses) - len(words)
        text = f"Constant, so not listed: {listed([*words, *([f'{more} more'] if more else [])])}."
        return paragraph(text, self.width, "note", "  ", "    ")

    def cost_lines(self) -> list[TextLine]:
        """Return the share of each cost line in the variance."""
        items = [item for item in self.document["lines"] if abs(item["share"]) >= 0.005][:_MOST]
        if not items:
            return []
        stages = self.document["scenario"].get("stages", {})
        called = {name: stage_names(of, self.labels) for name, of in stages.items()}
        rows = [
            [
                line_name(item["line"], called.get(item["strategy"], {})),
                self.labels[item["strategy"]],
                percent(item["share"]),
            ]
            for item in items
        ]
        note = (
            "The shares of all lines add up to 100 %; a line that is high when the others are low reduces the variance."
        )
        lines = table([["COST LINES", "whose", "share of the variance"], *rows], self.width, words=2)
        return [*lines, *paragraph(note, self.width, indent="  ")]

    def _to_know(self, item: Mapping[str, Any]) -> str:
        return self.money(item["evppi"]) if _is_seen(item["evppi"], item["evppi_se"]) else "-"

    def _called(self, item: Mapping[str, Any]) -> str:
        """Return an input's name in a sentence, with its owner where it is a strategy's."""
        address: str = item["address"]
        if not address.startswith("strategies."):
            return self.names[address]
        return f"{self.beside_owner[address]} of {input_owner(address, self.labels)}"
