"""A scenario as the rest of the program knows it: checked, immutable, every quantity with its address."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ..formulas.expressions import Quantity
from ..text.files import ScenarioText
from ..text.locate import Locator
from ..text.problems import ConfigError, Kept, Path, Problem
from ..text.unknown import unknown
from .processes import (
    Events,
    EventSeries,
    Every,
    Growth,
    Jumps,
    MeanReverting,
    OnOff,
    Plan,
    Process,
    Source,
    StageMoment,
    Steps,
)
from .requirements import Requirement
from .strategies import Strategy
from .tariffs import Tariff, Tier
from .timing import Timing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Caution",
    "Correlation",
    "Decision",
    "EventSeries",
    "Events",
    "Every",
    "Growth",
    "Included",
    "Jumps",
    "MeanReverting",
    "OnOff",
    "Origin",
    "Plan",
    "Process",
    "Quantity",
    "Scenario",
    "Source",
    "StageMoment",
    "Steps",
    "Tariff",
    "Tier",
    "Timing",
    "Unit",
]


#: How much earlier than the end of its month an amount is paid, in months.
_BEFORE_THE_END = {"end": 0.0, "middle": 0.5, "start": 1.0}


@dataclass(frozen=True, slots=True)
class Unit:
    """What the cost is divided by for the cost per unit: `monthly` units of `name`, over drivers."""

    name: str
    monthly: Quantity


@dataclass(frozen=True, slots=True)
class Correlation:
    """An entry of `[[correlations]]`: draws that are large together.

    All of them are drawn once a trajectory, or all every month.
    """

    address: str  # "correlations.0"
    between: tuple[str, ...]  # as written: addresses of draws, and of processes for their monthly shocks
    rank: tuple[tuple[float, ...], ...]  # Spearman's rank correlation: the whole matrix, as repaired where it had to be
    copula: str = "gaussian"  # or "t"
    df: float | None = None  # degrees of freedom of a t copula
    shocks: tuple[tuple[str, str], ...] = ()  # of each process in `between`, the address of its shocks

    @property
    def draws(self) -> tuple[str, ...]:
        """Addresses of what is drawn; what a changed value took away still has its score."""
        shocks = dict(self.shocks)
        return tuple(shocks.get(address, address) for address in self.between)


@dataclass(frozen=True, slots=True)
class Decision:
    """How a strategy is chosen: `[decision]`.

    Attributes
    ----------
    horizon : int or None
        Months; one of the scenario's. None: the longest.
    by : str
        What is compared: "mean", "p50", "p80", "p90" or "worst_5" of the TCO. The lowest leads.
    worst_5_weight : float
        By mean only: w, for (1 - w) x mean + w x mean of the worst 5 %.
    margin : float
        The share of the baseline's score by which another strategy has to be cheaper; 0 switches the rule off.
        Source of the default: section 33.6 of a public LLM engineering handbook.
    """

    horizon: int | None = None
    by: str = "mean"
    worst_5_weight: float = 0.0
    margin: float = 0.2


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning about a place in the file; the scenario can be run."""

    address: str
    message: str


@dataclass(frozen=True, slots=True)
class Included:
    """A file that a scenario includes.

    Attributes
    ----------
    text : str
    entries : frozenset of path
        What the scenario has of it: `("drivers", "ml_engineer")`.
    replaced : tuple of str
        Addresses that it has too, and that the scenario's own entries replace.
    """

    text: str
    entries: frozenset[Path]
    replaced: tuple[str, ...] = ()


@functools.lru_cache(maxsize=32)  # a page asks for the comment of each of its figures
def _located(text: str) -> Locator:
    return Locator(text)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a scenario was read from: kept with it, so that a value can be set and everything checked again.

    Attributes
    ----------
    raw : dict
        The tables of the file, without the values that were set. Never changed.
    settings : dict of path to value
        What was set, by the keys of its address.
    typed : frozenset of path
        Those of them that were set with `--set`.
    contents : dict of name to bytes
        The files that were read beside it: values that are set later use the same numbers.
    included : dict of name to Included
        The scenario files among them.
    kept : Kept
        What was read of it, for values that are set later.
    with_values : callable
        Returns the scenario of this origin with other values, checked again; the loader hands it in.
    with_table : callable
        Returns it with one more table in its text, in the same way.
    """

    source: ScenarioText
    raw: dict[str, Any]
    settings: dict[Path, Any] = field(default_factory=dict)
    typed: frozenset[Path] = frozenset()
    contents: dict[str, bytes] = field(default_factory=dict)
    included: dict[str, Included] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)
    with_values: Callable[[Scenario, Mapping[str, Any]], Scenario] = field(kw_only=True, repr=False, compare=False)
    with_table: Callable[[Scenario, Path, Mapping[str, Any]], Scenario] = field(kw_only=True, repr=False, compare=False)

    def comment(self, address: str) -> str:
        """Return the comment on the line of a key: the source of its value. Empty if there is none."""
        path = tuple(address.partition("#")[0].split("."))
        return "" if path in self.settings else _located(self.text_of(path)[0]).comment(path)

    def comments(self) -> dict[str, str]:
        """Return the comments on the lines of all keys that have one, by address."""
        found: dict[str, str] = {}
        for text in (self.source.text, *(file.text for file in self.included.values())):
            locator = _located(text)
            here = (path for path in locator.places if path not in self.settings and self.text_of(path)[0] is text)
            found |= {".".join(path): locator.comment(path) for path in here}
        return {address: comment for address, comment in found.items() if comment}

    def text_of(self, path: Path) -> tuple[str, str]:
        """Return the text that holds an entry, and what errors call its file."""
        for name, file in self.included.items():
            if path[:2] in file.entries:
                return file.text, name
        return self.source.text, self.source.place


@dataclass(frozen=True, repr=False)
class Scenario:
    """A whole scenario, checked.

    Attributes
    ----------
    baseline : str
        Name of the strategy that the others are compared with.
    horizons : tuple of int
        Months, ascending, each from 1 to 120.
    start : date or None
        The first day of month 1, the first of a month. None: months have no names.
    discount_rate : float
        A year, nominal.
    discount_at : str
        "end", "middle" or "start": when in its month an amount is paid, as discounting sees it.
    original : Scenario or None
        The scenario before any `with_values`; it alone decides which draw gets which Sobol dimension,
        so that a changed value moves no draw. None where this is the original.
    origin : Origin or None
        The text it was read from, and what was set on it.
    """

    name: str
    title: str
    currency: str
    horizons: tuple[int, ...]
    discount_rate: float
    baseline: str
    categories: tuple[str, ...]
    drivers: dict[str, Source]
    strategies: dict[str, Strategy]
    unit: Unit | None = None
    start: date | None = None
    discount_at: str = "end"
    tariffs: dict[str, Tariff] = field(default_factory=dict)  # by the name that formulas call: "tariffs.tokens"
    requirements: dict[str, Requirement] = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    decision: Decision = field(default_factory=Decision)
    warnings: tuple[Caution, ...] = ()
    sha256: str = ""
    original: Scenario | None = field(default=None, repr=False, compare=False)
    origin: Origin | None = field(default=None, repr=False, compare=False)

    @property
    def world(self) -> dict[str, Source]:
        """What every strategy meets, by the name in formulas: drivers, then tariffs."""
        return {**self.drivers, **self.tariffs}

    def discount(self, months: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what one unit paid in each of some months is worth today."""
        passed = months - _BEFORE_THE_END[self.discount_at]
        worth: NDArray[np.float64] = (1.0 + self.discount_rate) ** (-passed / 12.0)
        return worth

    @property
    def allowed(self) -> tuple[str, ...]:
        """Names of the strategies that may be chosen, in file order; the baseline is one of them."""
        return tuple(name for name, strategy in self.strategies.items() if strategy.barred is None)

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """Return this scenario with other values at some addresses, checked again from end to end.

        Parameters
        ----------
        values : mapping of address to value
            `{"drivers.requests_per_day": 40_000, "strategies.api.costs.tokens.monthly": "2_000 to 3_000"}`. A value is
            what the file could hold there: a number, text, a table, a list.

        Raises
        ------
        ConfigError
            If an address leads nowhere, or the scenario with these values is not valid.
        TypeError
            If the values are not a mapping.
        """
        if self.origin is None:
            raise ValueError("only a scenario that was loaded can be given other values")
        if not isinstance(values, Mapping):
            raise TypeError(f"values need addresses, such as {{'drivers.price': 3}}, got {values!r}")
        return self.origin.with_values(self, values)

    def with_strategy(self, name: str, table: Mapping[str, Any]) -> Scenario:
        """Return this scenario with one more strategy, as if its table stood at the end of the file.

        Parameters
        ----------
        name : str
        table : mapping
            What `[strategies.NAME]` would hold: `{"like": "api", "costs": {...}}`.

        Raises
        ------
        ConfigError
            If there is such a strategy already, or the scenario with it is not valid.
        TypeError
            If `table` is no mapping.
        """
        return self._with_table(("strategies", name), table)

    def with_line(self, strategy: str, name: str, table: Mapping[str, Any]) -> Scenario:
        """Return this scenario with one more cost line of a strategy; see `with_strategy`.

        Raises
        ------
        ConfigError
            If the strategy has such a line already, or the scenario with it is not valid.
        UnknownName
            A KeyError and a ValueError: if there is no such strategy.
        TypeError
            If `table` is no mapping.
        """
        if strategy not in self.strategies:
            raise unknown("strategy", strategy, self.strategies)
        return self._with_table(("strategies", strategy, "costs", name), table)

    def _with_table(self, path: Path, table: Mapping[str, Any]) -> Scenario:
        address = ".".join(path)
        if self.origin is None:
            raise ValueError("only a scenario that was loaded can be given more tables")
        if not isinstance(table, Mapping):
            raise TypeError(
                f"{address} needs a dict, as a file has it, got {type(table).__name__}; "
                '`{"like": "NAME"}` begins with what strategy NAME has'
            )
        there: Mapping[str, Any] = self.strategies
        if len(path) > 2:
            there = self.strategies[path[1]].lines
        if path[-1] in there:
            help = f'with_values({{"{address}": {{...}}}}) replaces it'
            raise ConfigError([Problem(address, f"{address} is there already", help)])
        file = self.origin.text_of(path)[1]
        if file in self.origin.included:  # a table of that name here would replace the one of that file
            raise ConfigError([Problem(address, f"strategies.{path[1]} is in {file}: add {address} there")])
        return self.origin.with_table(self, path, table)

    def __repr__(self) -> str:
        """Return the scenario in four lines: what it is about, over how long, and whom it compares."""
        over = " and ".join(map(str, self.horizons))
        return (
            f"Scenario {self.name}: {self.title}\n"
            f"  {over} months, {self.currency}, baseline {self.baseline}\n"
            f"  strategies: {', '.join(self.strategies)}\n"
            f"  drivers: {', '.join(self.drivers)}"
        )

    def comment(self, address: str) -> str:
        """Return the comment on the line where an address is written, its source; empty if there is none."""
        return "" if self.origin is None else self.origin.comment(address)
