"""Strategies as the rest of the program knows them: their lines, launches, parts and moves, with all addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property, wraps
from typing import Any, Literal, TypeVar

from ..formulas.expressions import Quantity
from .processes import Source
from .requirements import Met
from .timing import Timing

__all__ = [
    "BARRED", "CATEGORIES", "KINDS", "Buffer", "Launch", "Line", "MixPart", "Move", "Output", "Strategy", "Switch",
    "fact",
]  # fmt: skip

T = TypeVar("T")

CATEGORIES = ("Compute", "Engineering", "Data & Eval", "Compliance", "Incidents", "Migration", "Opportunity")

KINDS = ("api", "self_hosted", "custom_training", "multi_vendor", "hybrid", "switching")

#: What a barred strategy's label ends with, so that no table, picture or sentence shows it as a choice.
BARRED = " (barred)"


@dataclass(frozen=True)
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

    @cached_property
    def quantities(self) -> tuple[tuple[str, Quantity], ...]:
        """Its `amount`, then those of its timing that it has, then its `residual`, each by its key."""
        found = {"amount": self.amount, "after": self.after, "until": self.until, **self.timing.quantities()}
        found["residual"] = self.residual
        return tuple((key, quantity) for key, quantity in found.items() if quantity is not None)


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


#: Figures of the months of an output.
Figure = Literal["mean", "ratio", "peak", "lowest", "last", "total", "first_month"]


@dataclass(frozen=True, slots=True, repr=False)
class Output(Quantity):
    """What is reported and never charged: a quantity, and which figure of its months is shown."""

    over: Figure = "mean"
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


@dataclass(frozen=True, repr=False)
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

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: all but what `fact` has found."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def __repr__(self) -> str:
        """Return its name, its label and its lines."""
        return f"<Strategy {self.name}: {self.label}; lines {', '.join(self.lines)}>"

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


def fact(find: Callable[[Strategy], T]) -> Callable[[Strategy], T]:
    """Return a function that finds its answer once for each strategy: neither is ever changed.

    Where a value changes, most strategies are still the same objects; see `Findings.once`. Of two threads that ask at
    the same time both may look for it, and find the same.
    """
    name = f"{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def found(strategy: Strategy) -> T:
        kept = strategy.__dict__
        if name not in kept:
            kept[name] = find(strategy)
        answer: T = kept[name]
        return answer

    return found
