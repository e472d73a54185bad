"""What happens in one future, as a log: launches, payments, events with the amount of each, processes that change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..words.month_names import MonthNames
from ..words.names import input_name, input_owner, line_name
from ..words.numbers import number
from ..words.view import TextLine
from .text_page import paragraph

__all__ = ["EventLog"]

#: Single events that are written one by one.
_FEW = 6

Events = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class EventLog:
    """Writes the events of a trace's document.

    Attributes
    ----------
    labels : mapping of str to str
        What each strategy is called, by name.
    money : callable
        Writes an amount.
    width : int
        Columns of the longest line.
    month : MonthNames
        Writes a month.
    stages : mapping of str to mapping
        What the stages of each policy are called, by its name.
    """

    labels: Mapping[str, str]
    money: Callable[[float], str]
    width: int
    month: MonthNames
    stages: Mapping[str, Mapping[str, str]]

    def processes(self, events: Events) -> list[TextLine]:
        """Return what happens whoever pays for it: events of processes, and values that jump, step or stop."""
        lines: list[TextLine] = []
        for event in events:
            if event["kind"] == "process":
                lines += self._entry(event, f"{self._process(event)}: {_times(event['count'])}")
            elif event["kind"] == "change":
                change = f"from {number(event['before'], 5, whole=True)} to {number(event['value'], 5, whole=True)}"
                lines += self._entry(event, f"{self._process(event)} changes {change}")
        return [TextLine("WHAT HAPPENS IN THIS FUTURE", "heading"), *lines] if lines else []

    def strategy(self, name: str, events: Events) -> list[TextLine]:
        """Return a strategy's launch, single payments and events."""
        lines = [line for event in events if event["strategy"] == name for line in self._entry(event, self._own(event))]
        return [TextLine(f"EVENTS, {self.labels[name]}", "heading"), *lines] if lines else []

    def _process(self, event: Mapping[str, Any]) -> str:
        address = event["address"]
        owner = f" ({input_owner(address, self.labels)})" if address.startswith("strategies.") else ""
        return f"{input_name(address)}{owner}"

    def _own(self, event: Mapping[str, Any]) -> str:
        stages = self.stages.get(event["strategy"], {})
        line = line_name(event["line"], stages)
        if event["kind"] == "launch":
            part = event["line"].rpartition(".")[0]
            what = f"launch of {stages.get(part, part.replace('_', ' '))}" if part else "launch"
            if "after_move" in event:
                return f"{what}, {event['after_move']:,.1f} months after the move"
            return f"{what}, {event['value']:,.1f} months after the start"
        if event["kind"] == "move":
            return f"move to {stages[event['line']]}"
        if event["kind"] == "payment":
            return f"{line}: {self.money(event['charged'])}, paid once"
        amounts, charged = event["amounts"], event["charged"]
        together = sum(amounts)
        if len(amounts) == 1:
            text = f"{line}: {self.money(together)}{_values(event)}"
        elif len(amounts) <= _FEW:
            text = f"{line}: {' + '.join(map(self.money, amounts))} = {self.money(together)}{_values(event)}"
        else:
            low, high = self.money(min(amounts)), self.money(max(amounts))
            text = f"{line}: {len(amounts)} of {low} to {high}, together {self.money(together)}"
        if abs(charged - together) > 1e-9 * max(abs(charged), abs(together)):
            text += f"; {self.money(charged)} of it is charged: the line is active for a part of this month"
        return text

    def _entry(self, event: Mapping[str, Any], text: str) -> list[TextLine]:
        named = self.month.start is not None
        called = self.month.short(event["month"]) if named else f"month {event['month']:>3}"
        head = f"  {called}  "
        return paragraph(text, self.width, "text", head, " " * (len(head) + 2))


def _values(event: Mapping[str, Any]) -> str:
    """Return the named values of the events, in brackets: one for each event."""
    found = (f"{name} {', '.join(map(number, values))}" for name, values in event.get("values", {}).items())
    return f" ({words})" if (words := "; ".join(found)) else ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
