"""A scenario as the rest of the program knows it: checked, immutable, every quantity with its address."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from ..formulas.expressions import Quantity
from ..text.files import ScenarioText
from ..text.locate import Locator
from ..text.problems import Path
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
from .tariffs import Tariff, Tier
from .timing import Timing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "BARRED",
    "CATEGORIES",
    "KINDS",
    "Buffer",
    "Caution",
    "Correlation",
    "Decision",
    "EventSeries",
    "Events",
    "Every",
    "Growth",
    "Included",
    "Jumps",
    "Launch",
    "Line",
    "MeanReverting",
    "MixPart",
    "Move",
    "OnOff",
    "Origin",
    "Plan",
    "Process",
    "Quantity",
    "Scenario",
    "Source",
    "StageMoment",
    "Steps",
    "Strategy",
    "Switch",
    "Tariff",
    "Tier",
    "Timing",
    "Unit",
]

CATEGORIES = ("Compute", "Engineering", "Data & Eval", "Compliance", "Incidents", "Migration", "Opportunity")

KINDS = ("api", "self_hosted", "custom_training", "multi_vendor", "hybrid", "switching")

#: How much earlier than the end of its month an amount is paid, in months.
_BEFORE_THE_END = {"end": 0.0, "middle": 0.5, "start": 1.0}

#: What a barred strategy's label ends with, so that no table, picture or sentence shows it as a choice.
BARRED = " (barred)"


@dataclass(frozen=True, slots=True)
class Line:
    """A cost line. A line inherited with `like` keeps the address, so the draws, of its original."""

    address: str
    name: str
    category: str
    timing: Timing
    amount: Quantity  # `monthly`, `one_time`, or `per_event` (then its draws are fresh for every event)
    after: Quantity | None  # elapsed months; None: 0
    until: Quantity | None  # elapsed months; None: the horizon
    residual: Quantity | None = None  # of a `one_time`: the fraction it would still fetch, over `age` in months
    commitment: float | None = None  # of a `monthly`: months in a period that is paid whole once begun
    paid_after: int = 0  # months from the month it is owed for to the month in which the cash leaves
    notice: float = 0.0  # of a commitment: months before the end of a period, at least, by which it is ended
    event: tuple[tuple[str, Quantity], ...] = ()  # of a `per_event`: named values of an event, drawn for each
    of_part: bool = False  # it came into a mix with one of its parts: the buffer of the mix does not cover it


@dataclass(frozen=True, slots=True)
class Launch:
    """Until `months` have passed, `revenue_per_month` is lost, month by month, in category Opportunity."""

    address: str
    months: Quantity
    revenue_per_month: Quantity


@dataclass(frozen=True, slots=True)
class Buffer:
    """Each month `share` of that month's amounts in the categories `on`, in category Buffer."""

    address: str
    share: Quantity
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Output(Quantity):
    """What is reported and never charged: a quantity, and which figure of its months is shown."""

    over: Literal["mean", "ratio", "peak", "lowest", "last", "total", "first_month"] = "mean"
    key: str = ""  # of the table that holds it: `.value`; empty where it is written without one


@dataclass(frozen=True, slots=True)
class MixPart:
    """Another strategy inside a mix: `[strategies.NAME.parts.NAME]`, as written.

    Attributes
    ----------
    of : str
        The strategy, a plain one.
    bindings : dict of str to Quantity
        What drivers and inputs stand for inside the part, in the names of the mix.
    without : tuple of str
        What of that strategy is left out: `costs.NAME`, `launch`, `buffer`.
    after, until : Quantity or None
        When it is entered and left, in elapsed months. None: at the start; at the horizon.
    """

    address: str
    name: str
    of: str
    bindings: dict[str, Quantity]
    without: tuple[str, ...]
    after: Quantity | None
    until: Quantity | None


@dataclass(frozen=True, slots=True)
class Switch:
    """A move that a policy may make: an entry of `[[strategies.NAME.switch]]`, as written.

    Attributes
    ----------
    to : str
        The strategy that is entered.
    origin : str or None
        The one that has to be in force (`from`). None: the one that the policy begins with.
    when : Quantity
        The condition, over the month that has just ended: not 0 where it is met.
    for_months : int
        Month ends in a row at which it has to be met.
    overlap : Quantity or None
        Months that the old strategy is kept after the launch of the new one. None: 0.
    one_time : Quantity or None
        What the move costs, paid as the new strategy is entered.
    without : tuple of str
        What of the new strategy is not paid: `costs.NAME`, `launch`, `buffer`.
    """

    address: str
    to: str
    origin: str | None
    when: Quantity
    for_months: int
    overlap: Quantity | None
    one_time: Quantity | None
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A switch of a policy in the names of its stages; a stage is a strategy in force, a part of the policy.

    Attributes
    ----------
    switch : Switch
    stage : str
        The stage that is entered.
    conditions : dict of str to Quantity
        By the stage that it leaves: the condition in the names of that stage.
    stays : Quantity
        Months from the move until the old stage is left: the launch of the new one and the overlap.
    line : str
        Name of the line that is its `one_time`; empty without one.
    """

    switch: Switch
    stage: str
    conditions: dict[str, Quantity]
    stays: Quantity
    line: str


#: What a strategy says to a requirement: yes or no, a number, or one of the levels in words.
Met = bool | float | str


@dataclass(frozen=True, slots=True)
class Requirement:
    """A question that every strategy answers in `meets`: `[requirements.NAME]`.

    Attributes
    ----------
    levels : tuple of str
        The answers in words, lowest first; empty for numbers, and for yes or no.
    at_least, at_most : float or str or None
        What an answer has to reach, and may not pass. None of them: the answer has to be yes.
    months, one_time : Quantity or None
        What a strategy that fails pays instead of being barred: a delay of its launch, and an amount.
    need : bool
        Whether the question is asked.
    """

    address: str
    name: str
    question: str
    levels: tuple[str, ...] = ()
    at_least: float | str | None = None
    at_most: float | str | None = None
    months: Quantity | None = None
    one_time: Quantity | None = None
    need: bool = True

    @property
    def limit(self) -> str:
        """What is good enough, in words."""
        limits = {"at least": self.at_least, "at most": self.at_most}
        return next((f"{words} {words_of(limit)}" for words, limit in limits.items() if limit is not None), "yes")

    def effect(self, answer: Met) -> Literal["none", "barred", "pays"]:
        """Return what follows from an answer: a strategy that fails is barred, or pays for what it lacks."""
        if not self.need or self.met(answer):
            return "none"
        return "barred" if self.months is None and self.one_time is None else "pays"

    def met(self, answer: Met) -> bool:
        """Return whether an answer is good enough."""
        limits = self.at_least, self.at_most
        if limits == (None, None):
            return answer is True
        least, most = (None if limit is None else self._height(limit) for limit in limits)
        height = self._height(answer)
        return (least is None or height >= least) and (most is None or height <= most)

    def _height(self, answer: Met) -> float:
        return self.levels.index(str(answer)) if self.levels else float(answer)

    def failure(self, answer: Met) -> str:
        """Return question and answer, as the reason why a strategy fails."""
        limit = "" if self.limit == "yes" else f" (needed: {self.limit})"
        question = self.question.strip()
        given = words_of(answer)
        asked = f"{question} {given[:1].upper()}{given[1:]}" if question.endswith("?") else f"{question}: {given}"
        return f"{asked}{limit}"


def missing_line(requirement: str) -> str:
    """Return the name of the line by which a strategy pays for what it lacks, from the requirement's name."""
    return f"missing_{requirement}"


def words_of(answer: Met) -> str:
    """Return an answer in words."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer.replace("_", " ") if isinstance(answer, str) else f"{answer:,.12g}"


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to get the work done, with everything it costs.

    Attributes
    ----------
    label : str
        What reports call it. One that is barred says so: where the file does not, " (barred)" follows.
    barred : str or None
        Why it may not be chosen: it is simulated for its price, and out of the contest. None: it may be chosen.
    parts : dict of str to MixPart
        What it is a mix of, as written. Their lines and inputs are among `lines` and `inputs`.
    meets : dict of str to bool or float or str
        What it answers to the scenario's requirements, by their names.
    starts : str or None
        Of a policy: the strategy that it begins with. None: it is no policy.
    switches : tuple of Switch
        The moves that a policy may make, as written.
    moves : tuple of Move
        The same in the names of its stages, which are among `parts`.
    reads : dict of str to Strategy
        Strategies whose bills, lines or inputs a policy reads: it keeps them where it is run alone.
    """

    name: str
    label: str
    kind: str | None
    launch: Launch | None
    inputs: dict[str, Source]
    lines: dict[str, Line]
    buffer: Buffer | None
    budget_per_month: float | None
    parts: dict[str, MixPart] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)  # reported, never charged; in lines' names
    meets: dict[str, Met] = field(default_factory=dict)
    starts: str | None = None
    switches: tuple[Switch, ...] = ()
    barred: str | None = None
    moves: tuple[Move, ...] = ()
    reads: dict[str, Strategy] = field(default_factory=dict)

    @property
    def own_inputs(self) -> dict[str, Source]:
        """Its inputs without those that its parts bring."""
        return {name: source for name, source in self.inputs.items() if not name.startswith("parts.")}

    @property
    def stages(self) -> dict[str, str]:
        """The strategy of each stage of a policy, by the name that the stage's lines begin with; else empty."""
        return {} if self.starts is None else {stage: part.of for stage, part in self.parts.items()}

    @property
    def members(self) -> tuple[str, ...]:
        """The strategies that a policy moves between; none of a strategy that is no policy."""
        return tuple(dict.fromkeys(self.stages.values()))

    def key_of_input(self, name: str) -> str:
        """Return the key of an input below the strategy; of a bound name of a part, where it is bound."""
        if not name.startswith("parts."):
            return f"inputs.{name}"
        part, _, inside = name.removeprefix("parts.").partition(".")
        bound = inside.partition(".")[2]
        return f"parts.{part}.with.{bound}" if bound in self.parts[part].bindings else name


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
    with_values : callable
        Returns the scenario of this origin with other values, checked again; the loader hands it in.
    with_tables : callable
        Returns it with more tables at its end, in the same way.
    """

    source: ScenarioText
    raw: dict[str, Any]
    settings: dict[Path, Any] = field(default_factory=dict)
    typed: frozenset[Path] = frozenset()
    contents: dict[str, bytes] = field(default_factory=dict)
    included: dict[str, Included] = field(default_factory=dict)
    with_values: Callable[[Scenario, Mapping[str, Any]], Scenario] = field(kw_only=True, repr=False, compare=False)
    with_tables: Callable[[Scenario, Mapping[str, Any]], Scenario] = field(kw_only=True, repr=False, compare=False)

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
        """
        if self.origin is None:
            raise ValueError("only a scenario that was loaded can be given other values")
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
        """
        return self._with_tables({"strategies": {name: table}})

    def with_line(self, strategy: str, name: str, table: Mapping[str, Any]) -> Scenario:
        """Return this scenario with one more cost line of a strategy; see `with_strategy`.

        Raises
        ------
        ConfigError
            If the strategy has such a line already, or the scenario with it is not valid.
        KeyError
            If there is no such strategy.
        """
        if strategy not in self.strategies:
            raise KeyError(f"no strategy {strategy!r}; there are {', '.join(self.strategies)}")
        return self._with_tables({"strategies": {strategy: {"costs": {name: table}}}})

    def _with_tables(self, tables: Mapping[str, Any]) -> Scenario:
        if self.origin is None:
            raise ValueError("only a scenario that was loaded can be given more tables")
        return self.origin.with_tables(self, tables)

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
