"""A scenario as the rest of the program knows it: checked, immutable, every quantity with its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .expressions import Expression

if TYPE_CHECKING:
    from .loading import Origin

__all__ = [
    "CATEGORIES",
    "KINDS",
    "Buffer",
    "Caution",
    "Events",
    "Every",
    "Growth",
    "Launch",
    "Line",
    "Monthly",
    "OneTime",
    "Quantity",
    "Scenario",
    "Source",
    "Strategy",
]

CATEGORIES = ("Compute", "Engineering", "Data & Eval", "Compliance", "Incidents", "Migration", "Opportunity")

KINDS = ("api", "self_hosted", "custom_training", "multi_vendor", "hybrid", "switching")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that may be uncertain, and the place where it is written.

    `text` is what the file says, for reports; the meaning is in `expression`.
    """

    address: str
    expression: Expression
    text: str = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """`process = "growth"`: initial x (1 + growth)^(t-1) x volatility factor x noise factor, in month t."""

    address: str
    initial: Quantity
    growth: Quantity  # as written: a rate a month, or a year where `per_year`; conditioned on > -1 where it is a law
    per_year: bool
    volatility: Quantity  # sd of the monthly log step; accumulates; none before month 2
    noise: Quantity  # sd of the monthly log noise; does not accumulate; month 1 included


Process = Growth  # the language's further processes join this union
Source = Quantity | Process  # what a driver or an input may be


@dataclass(frozen=True, slots=True)
class Monthly:
    """The amount is paid every month, in part where the line is active for part of it."""


@dataclass(frozen=True, slots=True)
class OneTime:
    """The amount is paid once, in month floor(after) + 1."""


@dataclass(frozen=True, slots=True)
class Every:
    """An event every `interval` months, drawn anew each time, the first after one interval."""

    interval: Quantity


@dataclass(frozen=True, slots=True)
class Events:
    """A random number of events each month: Poisson, or negative binomial where dispersion > 1."""

    rate: Quantity  # as written: a month, or a year where `per_year`
    per_year: bool
    dispersion: Quantity | None  # variance / mean of the count


Timing = Monthly | OneTime | Every | Events


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
class Strategy:
    """One way to get the work done, with everything it costs."""

    name: str
    label: str
    kind: str | None
    launch: Launch | None
    inputs: dict[str, Source]
    lines: dict[str, Line]
    buffer: Buffer | None
    budget_per_month: float | None


@dataclass(frozen=True, slots=True)
class Caution:
    """A place in the file worth a word of warning, though it can be run."""

    address: str
    message: str


@dataclass(frozen=True)
class Scenario:
    """A whole scenario, checked.

    Attributes
    ----------
    baseline : str
        Name of the strategy that the others are compared with.
    horizons : tuple of int
        Months, ascending, each from 1 to 120.
    discount_rate : float
        A year, nominal.
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
    warnings: tuple[Caution, ...] = ()
    sha256: str = ""
    original: Scenario | None = field(default=None, repr=False, compare=False)
    origin: Origin | None = field(default=None, repr=False, compare=False)

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
            Where an address leads nowhere, or the scenario with these values is not valid.
        """
        from .settings import set_values

        return set_values(self, values)

    def comment(self, address: str) -> str:
        """Return the comment on the line where an address is written, its source; empty where there is none."""
        return "" if self.origin is None else self.origin.comment(address)
