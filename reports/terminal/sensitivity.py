"""What drives the result, as a page of plain text: what matters most, what it is worth to know, then the indices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import clean, shorten
from ..words.names import (
    capital,
    in_sentence,
    in_sentences,
    input_names,
    input_owner,
    label_of,
    line_name,
    stage_names,
    why_compared,
)
from ..words.numbers import T90, Money, billions, explained, months, number
from ..words.view import TextLine
from .text_page import NARROWEST, as_text, paragraph, stacked, table, title, warnings

__all__ = ["render_sensitivity", "sensitivity_lines"]

_MOST = 12  # inputs and lines that are shown
_MOST_CONSTANT = 8  # plain numbers that are named
_WIDE = 90  # columns from which inputs have their owner beside them
_OWNER, _LABEL = 24, 30  # columns, at most
_INDICES = ("first_order", "total")


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


def _index(item: Mapping[str, Any], index: str) -> str:
    """Return an index as it is printed."""
    return explained(item[index], item[f"{index}_se"]) or "-"


def _is_shown(item: Mapping[str, Any]) -> bool:
    """Return whether an input moves the mean, or explains some of the variance."""
    return not item["noise"] or any(item[key] and _is_seen(item[key], item[f"{key}_se"]) for key in _INDICES)


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
        addresses = [item["address"] for item in document["inputs"]]
        self.names = input_names(addresses, self.labels, owners_shown=False)
        self.beside_owner = input_names(addresses, self.labels, owners_shown=True)
        evpi, error = document["evpi"], document["evpi_se"]
        self.allowed = [name for name in labels if name not in document["scenario"].get("barred", ())]
        #: Whether there is more to choose from than the two that are compared.
        self.wider = not set(self.allowed) <= {document["strategy"], document["baseline"]}
        self.decides = evpi is not None and _is_seen(evpi, error)
        self.strategy = in_sentence(self.labels[document["strategy"]])
        self.baseline = in_sentence(self.labels[document["baseline"]])

    def head(self) -> list[TextLine]:
        """Return the title, and what is explained."""
        run = self.document["run"]
        about = f"What {self.strategy} saves against {self.baseline}" if self.saves else f"What {self.strategy} costs"
        second = f"{about}, {months(self.document['horizon'])}; {run['trajectories']:,} futures, seed {run['seed']}"
        return [title(self.document["scenario"], self.money.unit, self.width), *paragraph(second, self.width)]

    def verdict(self) -> list[TextLine]:
        """Return what matters most, what information is worth, and the same in tokens."""
        why = why_compared(self.document, in_sentences(self.labels))
        paragraphs = [[why] if why else [], self._what_matters(), self._worth(), self._in_tokens()]
        texts = [" ".join(sentences) for sentences in paragraphs if sentences]
        return [line for text in texts for line in paragraph(text, self.width - 2, "verdict", "  ")]

    def _what_matters(self) -> list[str]:
        items = [item for item in self.document["inputs"] if not item["noise"]]
        if not items:
            what = "mean saving" if self.saves else "mean cost"
            return [f"No uncertain input moves the {what} by more than the simulation error."]
        first, *others = items
        found = [
            f"{capital(self._called(first))} matters most{self._alone(first)}. "
            f"In the tenth of futures where it is lowest, {self.strategy} {self._average(first['low'])} on average; "
            f"where it is highest, it {self._average(first['high'])}. "
            f"Over all futures it {self._average(self.document['mean'])}."
        ]
        if others:
            words = [f"{self._called(item)} ({self.money(abs(item['effect']))})" for item in others[:2]]
            found.append(f"Next {'come' if len(words) > 1 else 'comes'} {listed(words)}, between both ends.")
        return found

    def _alone(self, item: Mapping[str, Any]) -> str:
        alone = _index(item, "first_order")
        return "" if alone == "-" else f": it alone explains {alone} of the variance"

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
        items = [item for item in self.document["inputs"] if _is_shown(item)][:_MOST]
        if not items:
            return []
        decides, wide = self.decides, self.width >= _WIDE
        head = ["WHAT MATTERS", *(["whose"] if wide else []), "lowest", "highest", "+-", "first-order", "total"]
        rows = [
            [
                (self.beside_owner if wide else self.names)[item["address"]],
                *([shorten(input_owner(item["address"], self.labels), _OWNER)] if wide else []),
                self._end(item, "low"),
                self._end(item, "high"),
                number(T90 * item["effect_se"] / self.money.scale, 2),
                _index(item, "first_order"),
                _index(item, "total"),
                *([self._to_know(item)] if decides else []),
            ]
            for item in items
        ]
        more = len(self.document["inputs"]) - len(items)
        notes = [
            f"Lowest, highest: mean {'saving' if self.saves else 'cost'} in the tenth of futures where the input is "
            "lowest, highest; the order is that of their difference, and +- is half its 90 % interval. First-order: "
            "Sobol index, the share of the variance explained by this input alone. "
            "Total: Sobol index with all interactions; where it is larger, the input works through others."
        ]
        if any(item[key] is not None and _index(item, key) == "-" for item in items for key in _INDICES):
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
        items = [item for item in self.document["lines"] if explained(item["share"], item["share_se"])]
        items = [item for item in items if abs(item["share"]) >= 0.005][:_MOST]
        if not items:
            return []
        stages = self.document["scenario"].get("stages", {})
        called = {name: stage_names(of, self.labels) for name, of in stages.items()}
        rows = [
            [
                line_name(item["line"], called.get(item["strategy"], {})),
                self.labels[item["strategy"]],
                explained(item["share"], item["share_se"]) or "-",
            ]
            for item in items
        ]
        note = (
            "The shares of all lines add up to 100 %; a line that is high when the others are low reduces the variance."
        )
        lines = table([["COST LINES", "whose", "share of the variance"], *rows], self.width, words=2)
        return [*lines, *paragraph(note, self.width, indent="  ")]

    def _end(self, item: Mapping[str, Any], end: str) -> str:
        """Return the mean at one end of an input, without the digits that its error is larger than."""
        return self.money(item[end], T90 * item[f"{end}_se"], error_shown=False)

    def _to_know(self, item: Mapping[str, Any]) -> str:
        return self.money(item["evppi"]) if _is_seen(item["evppi"], item["evppi_se"]) else "-"

    def _called(self, item: Mapping[str, Any]) -> str:
        """Return an input's name in a sentence, with its owner where it is a strategy's."""
        address: str = item["address"]
        if not address.startswith("strategies."):
            return self.names[address]
        return f"{self.beside_owner[address]} of {input_owner(address, self.labels)}"
