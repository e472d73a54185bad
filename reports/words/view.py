"""What every section of the table reads from a result's document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...simulator.decision.pair import Pair, comparison_of, pair_of
from .layout import clean
from .month_names import MonthNames
from .names import labels_of
from .numbers import Money

__all__ = ["TextLine", "View"]

#: Columns of a label inside a sentence.
_IN_SENTENCES = 40
#: Futures that have to agree before a cost is called exact.
_ENOUGH = 512


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the table and what it is: a terminal may show `title`, `verdict` and `heading` in bold."""

    text: str
    role: str = "text"


@dataclass(frozen=True)
class View:
    """A document, with the words and roundings that all sections share.

    Attributes
    ----------
    document : mapping
        As `Result.document` gives it.
    width : int
        Columns of the longest line.
    """

    document: Mapping[str, Any]
    width: int
    money: Money = field(init=False)

    def __post_init__(self) -> None:
        """Choose one unit of money for the whole table."""
        largest = max((abs(numbers["p99"]) for _, numbers in self._all_numbers()), default=0.0)
        currency = clean(self.document["scenario"]["currency"])
        object.__setattr__(self, "money", Money.fitting(currency, largest))

    def _all_numbers(self) -> list[tuple[str, dict[str, Any]]]:
        return [(n, numbers) for n, s in self.strategies.items() for numbers in s["horizons"].values()]

    @property
    def strategies(self) -> dict[str, dict[str, Any]]:
        """Each strategy's part of the document, by name."""
        found: dict[str, dict[str, Any]] = self.document["strategies"]
        return found

    @property
    def barred(self) -> dict[str, str]:
        """Why some strategies may not be chosen, by name: they are shown, and never named the winner."""
        return {name: s["barred"] for name, s in self.strategies.items() if s.get("barred")}

    @property
    def allowed(self) -> list[str]:
        """Names of the strategies that may be chosen, in file order; the baseline is one of them."""
        return [name for name in self.strategies if name not in self.barred]

    @property
    def horizons(self) -> list[int]:
        """Months, ascending."""
        return list(self.document["scenario"]["horizons"])

    @cached_property
    def month(self) -> MonthNames:
        """Writes a month by its number, or its name."""
        return MonthNames.of(self.document)

    @property
    def verdict(self) -> dict[str, Any]:
        """The document's verdict: which strategy is recommended, how surely, against which, and by which rule."""
        found: dict[str, Any] = self.document["verdict"]
        return found

    @property
    def last(self) -> int:
        """The horizon of the decision, the one that sentences speak of."""
        return int(self.verdict["horizon"])

    @property
    def baseline(self) -> str:
        """Name of the strategy that the others are compared with."""
        return str(self.document["scenario"]["baseline"])

    @property
    def unit(self) -> str | None:
        """What the cost per unit is about, in the scenario's words; None where units are not counted."""
        return clean(self.document["scenario"].get("unit") or "") or None

    @property
    def questions(self) -> list[str]:
        """What was asked beside the figures of every result: `p99.5`, `above 500000`."""
        return list(self.document.get("asked", ()))

    @property
    def trajectories(self) -> int:
        """Futures simulated."""
        return int(self.document["run"]["trajectories"])

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each strategy is called in a sentence, by name; two of the same label get their names beside it."""
        return labels_of({n: s["label"] for n, s in self.strategies.items()}, _IN_SENTENCES)

    def numbers(self, strategy: str, horizon: int) -> dict[str, Any]:
        """Return the statistics of one strategy over one horizon."""
        found: dict[str, Any] = self.strategies[strategy]["horizons"][str(horizon)]
        return found

    def certain(self, strategy: str) -> bool:
        """Tell whether nothing about a strategy's cost is random: a few futures that agree do not show that."""
        found = [self.numbers(strategy, h) for h in self.horizons]
        known = self.trajectories >= _ENOUGH and all(se is not None for n in found for se in n["se"].values())
        return known and all(n["sd"] <= 1e-12 * abs(n["mean"]) for n in found)

    @cached_property
    def all_certain(self) -> bool:
        """Tell whether no cost in the scenario is random."""
        return all(self.certain(name) for name in self.strategies)

    @property
    def outputs_vary(self) -> bool:
        """Tell whether an output, or the cost per unit, differs between futures."""
        numbers = [self.numbers(name, horizon) for name in self.strategies for horizon in self.horizons]
        found = [figures for each in numbers for figures in (each.get("outputs") or {}).values()]
        found += [each["unit_cost"] for each in numbers if each.get("unit_cost")]
        return any(figures["p10"] != figures["p90"] for figures in found)

    def comparisons(self, horizon: int) -> list[dict[str, Any]]:
        """Return the comparisons with the baseline over one horizon."""
        found = self.document["comparisons"]
        return [item for item in found if item["horizon"] == horizon and item["baseline"] == self.baseline]

    @property
    def pair(self) -> Pair | None:
        """The two strategies that pictures and sentences compare; None where one alone may be chosen."""
        return pair_of(self.document)

    @property
    def leading(self) -> tuple[str, ...]:
        """The recommended strategy and its runner-up: a table that is cut in two begins with them."""
        return tuple(filter(None, (self.verdict["recommended"], self.verdict["compared_with"])))

    def compared(self, pair: Pair, horizon: int) -> dict[str, Any]:
        """Return the comparison of a pair over one horizon."""
        return comparison_of(self.document, pair, horizon)

    @staticmethod
    def half_interval(found: Mapping[str, Any], key: str) -> float | None:
        """Return what is written after `+-`: the longer side of a figure's 90 % interval; None where it is not known.

        Parameters
        ----------
        found : mapping
            What holds the figure, and the ends of its interval under `interval90`.
        key : str
        """
        ends = found["interval90"][key]
        return None if ends is None else float(max(found[key] - ends[0], ends[1] - found[key]))

    def largest_error(self, key: str, horizons: Iterable[int]) -> float | None:
        """Return the largest half interval of a statistic of TCO, relative to it; None where one is not known."""
        largest = 0.0
        for found in (self.numbers(name, horizon) for name in self.strategies for horizon in horizons):
            half = self.half_interval(found, key)
            if half is None or (half > 0.0 and not found[key]):
                return None
            largest = max(largest, half / abs(found[key]) if half else 0.0)
        return largest

    def amount(self, strategy: str, value: float, half: float | None = None, *, error_shown: bool = True) -> str:
        """Write an amount of one strategy: in full where nothing is random, else rounded, with half its interval."""
        return self.money.exact(value) if self.certain(strategy) else self.money(value, half, error_shown=error_shown)
