"""A formula unfolded: the names in it replaced by what they are, one level to a line, as an indented tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...configs import Draw, Expression, Line, Name, Number, Quantity, Scenario, Source, Strategy, Tariff, walk
from ...configs.addresses import AddressPlace, is_written, kind_of, plain_lists
from ...configs.formulas.formula import integrated
from ...configs.model.draws import quantities_in
from ...distributions import Law
from ..words.laws import law_name, law_numbers, law_parameters
from ..words.layout import clean, wrap
from ..words.numbers import number
from .sampled_value import Estimator
from .value_in_month import mean_words

__all__ = ["Unfolder"]

#: Levels that are indented; deeper ones are not indented further.
_DEEPEST = 16

_CALENDAR = {
    "month": "1, 2, 3 and so on",
    "days_per_month": "365 / 12",
    "hours_per_month": "730",
    "age": "months since it was bought",
}


@dataclass
class Unfolder:
    """Writes trees; a name is unfolded where it occurs first, later it is only mentioned.

    Attributes
    ----------
    scenario : Scenario
    comments : mapping of address to str
        The comments of the file.
    width : int
        Columns.
    estimator : Estimator
        Finds the values of formulas.
    """

    scenario: Scenario
    comments: Mapping[str, str]
    width: int
    estimator: Estimator
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def below(self, place: AddressPlace) -> list[str]:
        """Return the lines of what a place is made of, without its own line."""
        part = place.part
        if isinstance(part, Quantity):
            return list(self._inside(part, place.strategy, 0))
        lines: list[str] = []
        for address, quantity in quantities_in(part).items():
            key = address.removeprefix(f"{part.address}.") if hasattr(part, "address") else address
            if is_written(self.scenario, address):
                lines += self._quantity(key, quantity, place.strategy, 0)
        return [*lines, *self._lists(part, 0)]

    def _quantity(self, label: str, quantity: Quantity, strategy: Strategy | None, depth: int) -> Iterator[str]:
        expression, text = quantity.expression, clean(quantity.shown)
        if isinstance(expression, Draw):
            interval = "" if text[:1] == "{" else f" = {text}"  # the table says the same as the law
            words = f"{label}{interval}: {self._draw(expression)}"
        elif isinstance(expression, Number):
            words = f"{label} = {text or number(expression.value)}"
        else:
            words = f"{label} = {text}{mean_words(quantity, strategy, self.estimator)}"
        yield from self._line(words, quantity.address, depth)
        if not isinstance(expression, Draw):
            yield from self._inside(quantity, strategy, depth + 1)

    def _inside(self, quantity: Quantity, strategy: Strategy | None, depth: int) -> Iterator[str]:
        """Yield the names and laws in a formula, in reading order."""
        met: set[str] = set()
        for part in _leaves(quantity.expression):
            if isinstance(part, Draw) and part.address != quantity.address:
                ordinal = part.address.partition("#")[2]
                yield from self._line(f"distribution {ordinal or part.address}: {self._draw(part)}", "", depth)
            elif isinstance(part, Name) and part.name not in met:
                met.add(part.name)
                yield from self._name(part.name, strategy, depth)
        for variable in integrated(quantity.text):
            words = f"{variable.name}: {self._law(variable.law)}, over which `expected` integrates"
            yield from self._line(words, "", depth)

    def _name(self, name: str, strategy: Strategy | None, depth: int) -> Iterator[str]:
        owner, found = self._find(name, strategy)
        if found is None:
            bill = "the amounts of its lines, lost revenue excepted" if name.endswith(".monthly") else ""
            yield from self._line(f"{name}: {bill or _CALENDAR.get(name, 'a name of the language')}", "", depth)
            return
        key = (name, "" if owner is None else owner.name)
        if key in self._seen:
            yield from self._line(f"{name}: see above", "", depth)
            return
        self._seen.add(key)
        if isinstance(found, Quantity):
            yield from self._quantity(name, found, owner, depth)
            return
        if isinstance(found, Line | Tariff):
            what = "a cost line" if isinstance(found, Line) else "a tariff"
        else:
            average = mean_words(Quantity(found.address, Name(name)), owner, self.estimator)
            what = f"a process of kind {kind_of(found)}{average}"
        yield from self._line(f"{name}: {what}", found.address, depth)
        for address, quantity in quantities_in(found).items():
            if is_written(self.scenario, address):
                label = address.removeprefix(f"{found.address}.")
                yield from self._quantity(label, quantity, owner, depth + 1)
        yield from self._lists(found, depth + 1)

    def _find(self, name: str, strategy: Strategy | None) -> tuple[Strategy | None, Source | Line | None]:
        """Return what a name refers to, and where names inside that are looked up."""
        if strategy is not None:
            if name == "launch" and strategy.launch is not None:
                return strategy, strategy.launch.months
            if name.startswith("costs.") and (name.removeprefix("costs.") in strategy.lines or strategy.starts is None):
                return strategy, strategy.lines.get(name.removeprefix("costs."))
            if name in strategy.inputs:
                return strategy, strategy.inputs[name]
            if strategy.starts is not None:  # a condition has names of the strategy that is in force
                members = (self.scenario.strategies[part.of] for part in strategy.parts.values())
                of_members = (self._find(name, member) for member in members)
                return next((found for found in of_members if found[1] is not None), (None, None))
        if name.startswith("strategies."):
            _, owner, rest = name.split(".", 2)
            other = self.scenario.strategies[owner]
            return self._find(rest.removeprefix("inputs."), other)
        return None, self.scenario.world.get(name)

    def _draw(self, draw: Draw) -> str:
        return f"{self._law(draw.law)}{', each month' if draw.monthly else ''}"

    def _law(self, law: Law) -> str:
        return f"{law_name(law)} ({law_parameters(law)}), mean {number(law_numbers(law)['mean'])}"

    def _lists(self, part: object, depth: int) -> Iterator[str]:
        """Yield the settings of a process that are plain lists of numbers, such as the factors of a season."""
        for name, value in plain_lists(part).items():
            listed = ", ".join(map(number, value))
            yield from self._line(f"{name} = [{listed}]", f"{getattr(part, 'address', '')}.{name}", depth)

    def _line(self, words: str, address: str, depth: int) -> list[str]:
        comment = clean(self.comments.get(address, ""))
        indent = "  " * (1 + min(depth, _DEEPEST))
        beside = wrap(f"# {comment}", self.width, f"{indent}    ", f"{indent}      ") if comment else []
        return [*wrap(words, self.width, indent, f"{indent}    "), *beside]


def _leaves(expression: Expression) -> Iterator[Draw | Name]:
    for part in walk(expression):
        if isinstance(part, Draw | Name):
            yield part
