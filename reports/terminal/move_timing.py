"""When to move, as a page of plain text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.layout import clean
from ..words.month_names import MonthNames
from ..words.names import in_sentence, label_of
from ..words.numbers import T90, Money, months, odds, odds_cell
from ..words.view import TextLine
from .text_page import NARROWEST, paragraph, stacked, table, title

__all__ = ["timing_lines"]

_LABEL = 40


def timing_lines(document: Mapping[str, Any], width: int) -> list[TextLine]:
    """Return the lines of the page; `document` as `MoveTimes.document` gives it."""
    page = TimingPage(document, max(NARROWEST, width))
    head = [title(document["scenario"], page.money.unit, page.width), *paragraph(page.about(), page.width)]
    answer = [line for text in page.answer() for line in paragraph(text, page.width - 2, "verdict", "  ")]
    notes = paragraph(page.note(), page.width)
    return stacked([head, answer, page.rules(), page.by_month(), notes])


class TimingPage:
    """A document, with the words and roundings that all sections share."""

    def __init__(self, document: Mapping[str, Any], width: int) -> None:
        self.document, self.width = document, width
        scenario = document["scenario"]
        self.months = MonthNames.of(document)
        largest = max(abs(each["mean"]) for each in [*document["months"], document["never"], document["trigger"]])
        self.money = Money.fitting(clean(scenario["currency"]), largest)
        sides = {key: document[key] for key in ("from", "to", "committed")}
        self.names = {key: in_sentence(label_of(of["label"], of["strategy"], _LABEL)) for key, of in sides.items()}
        best, own = self.names["committed"], document["committed"]["strategy"]
        self.best = f"keeping {best}" if own == document["from"]["strategy"] else f"{best} from the start"
        self.policy = in_sentence(label_of(document["label"], document["policy"], _LABEL))

    def about(self) -> str:
        """Return what was run."""
        run = self.document["run"]
        n, horizon = f"{run['trajectories']:,}", months(self.document["scenario"]["horizon"])
        return (
            f"The first move of {self.policy}: from {self.names['from']} to {self.names['to']}, {horizon}. "
            f"Found in {n} futures of seed {run['seed']}, judged in {n} of seed {run['judged_with_seed']}."
        )

    def answer(self) -> list[str]:
        """Return what to do, in sentences."""
        document, fixed = self.document, self._best_month()
        found = [f"By its own trigger the policy {self._against(document['trigger'])}."]
        found.append(f"By the best rule that was found it {self._against(document['rule'])}.{self._eager()}")
        if fixed["value"] >= -T90 * (fixed["se"] or 0.0):
            when = self.months(fixed["month"])
            found.append(f"A move planned for {when}, whatever happens, {self._against(fixed)}.")
        else:
            now = document["committed"]["strategy"] == document["to"]["strategy"]
            why = "Waiting costs more than leaving today" if now else "No month is a good one to plan the move for"
            found.append(f"{why}: {self.best} costs less on average than a move in any month.")
        return found

    def _eager(self) -> str:
        """Say whether the trigger moves too often or too rarely, where the best rule is clearly better."""
        trigger, rule = self.document["trigger"], self.document["rule"]
        if rule["value"] - trigger["value"] <= 2.0 * T90 * max(rule["se"] or 0.0, trigger["se"] or 0.0):
            return ""
        n = self.document["run"]["trajectories"]
        if odds(trigger["p"], n) == odds(rule["p"], n):
            when = f"The trigger moves as often as the best rule ({odds(rule['p'], n)} futures), but at other times"
            return f" {when}. {self._better()}"
        often = "too readily" if trigger["p"] > rule["p"] else "too rarely"
        shares = f"in {odds(trigger['p'], n)} futures, the best rule in {odds(rule['p'], n)}"
        return f" The trigger moves {often}: {shares}. {self._better()}"

    def _better(self) -> str:
        """Name the command that looks for a better trigger."""
        name = self.document["policy"]
        options = f"--strategy {name} --over strategies.{name}.switch.0.for_months=1:6:whole"
        return f"`simulate optimise` with `{options}`, or over a number of its condition, looks for a better one."

    def rules(self) -> list[TextLine]:
        """Return a table of rules: how often each moves, what it costs, what it is worth."""
        document, n = self.document, self.document["run"]["trajectories"]
        rows: list[tuple[str, Mapping[str, Any], float | None]] = [
            (f"never: {self.names['from']}", document["never"], 0.0),
            (f"planned for {self.months(document['best_month'])}", self._best_month(), 1.0),
            ("the trigger of the file", document["trigger"], document["trigger"]["p"]),
            ("best rule found", document["rule"], document["rule"]["p"]),
            ("with perfect foresight", document["foresight"], None),
        ]
        head = ("WHEN IT MOVES", "moves in", "mean cost", "value of the option")
        cells = [
            (
                words,
                "-" if p is None else odds_cell(p, n, certain=p in (0.0, 1.0)),
                self.money(of["mean"]),
                self._value(of),
            )
            for words, of, p in rows
        ]
        return table([head, *cells], self.width)

    def by_month(self) -> list[TextLine]:
        """Return a table of the months: what a move in each costs, and how often the rule has moved by then."""
        document, n = self.document, self.document["run"]["trajectories"]
        moved = document["rule"]["p_by_month"]
        rows = [("MOVED IN", "mean cost", "value", "best rule has moved")]
        for each in document["months"]:
            p = moved[each["month"] - 1]
            cells = (self.money(each["mean"]), self._value(each), odds_cell(p, n) if p else "-")
            rows.append((self.months(each["month"]), *cells))
        return table(rows, self.width)

    def note(self) -> str:
        """Return what the figures mean."""
        return (
            f"Value: what is saved on average against {self.names['committed']}, kept throughout, in the same futures. "
            "The best rule looks at drivers and both bills as each month ends (least-squares Monte Carlo, Longstaff "
            "and Schwartz 2001). Perfect foresight knows the whole future: no rule can save more. Moves late in the "
            "horizon look expensive, since what they save comes after it."
        )

    def _best_month(self) -> Mapping[str, Any]:
        wanted = self.document["best_month"]
        found: Mapping[str, Any] = next(each for each in self.document["months"] if each["month"] == wanted)
        return found

    def _value(self, of: Mapping[str, Any]) -> str:
        return self.money(of["value"], T90 * (of["se"] or 0.0))

    def _against(self, of: Mapping[str, Any]) -> str:
        """Return whether a rule costs less than keeping one strategy, by how much, in words."""
        error = T90 * (of["se"] or 0.0)
        if abs(of["value"]) <= error:
            return f"costs about as much on average as {self.best}"
        words = self.money(abs(of["value"]), error)
        more = "less" if of["value"] > 0 else "more"
        return f"costs {words} {self.money.unit} {more} on average than {self.best}"
