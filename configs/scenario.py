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
    "Correlation",
    "EventSeries",
    "Events",
    "Every",
    "Growth",
    "Jumps",
    "Launch",
    "Line",
    "MeanReverting",
    "Monthly",
    "On",
    "OnOff",
    "OneTime",
    "Process",
    "Quantity",
    "Scenario",
    "Source",
    "Steps",
    "Strategy",
    "Timing",
    "Unit",
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
    """`process = "growth"`: something that grows month by month.

    In month t it is initial x (1 + growth)^(t-1) x volatility factor x season x noise factor; never above `ceiling`.
    """

    address: str
    initial: Quantity
    growth: Quantity  # as written: a rate a month, or a year where `per_year`; conditioned on > -1 where it is a law
    per_year: bool
    volatility: Quantity  # sd of the monthly log step; accumulates; none before month 2
    noise: Quantity  # sd of the monthly log noise; does not accumulate; month 1 included
    ceiling: Quantity | None = None  # the value, season and noise included, is never above it
    season: tuple[float, ...] | None = None  # 12 factors; month t has factor (t - 1) mod 12


@dataclass(frozen=True, slots=True)
class MeanReverting:
    """`process = "mean_reverting"`: a price that wanders and comes back.

    In month t it is mean x (initial / mean)^(k^(t-1)) x exp(Y - Var(Y) / 2), where k = 2^(-1 / half_life) and Y begins
    at 0 in month 1 and goes on with Y' = k Y + volatility x (a standard normal draw); never below `floor`.
    """

    address: str
    initial: Quantity
    mean: Quantity
    half_life: Quantity  # months in which half of a gap (of logarithms) closes
    volatility: Quantity  # sd of the monthly log step
    floor: Quantity | None


@dataclass(frozen=True, slots=True)
class Jumps:
    """`process = "jumps"`: `initial` in month 1; from month 2 on times a fresh `factor` at every jump."""

    address: str
    initial: Quantity
    jumps_per_year: Quantity  # Poisson
    factor: Quantity  # drawn anew for every jump


@dataclass(frozen=True, slots=True)
class Steps:
    """`process = "steps"`: the first value until at[0] elapsed months, then the second until at[1], and so on.

    A month in which a step falls has the mean of both values, by their share of the month.
    """

    address: str
    values: tuple[Quantity, ...]
    at: tuple[Quantity, ...]  # one fewer than values; a step before the one it follows comes with it


@dataclass(frozen=True, slots=True)
class OnOff:
    """`process = "on_off"`: on from the start, off, on again...; the value is the share of the month that is on."""

    address: str
    on_lasts: Quantity  # months, drawn anew for every period
    off_lasts: Quantity


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


@dataclass(frozen=True, slots=True)
class EventSeries:
    """`process = "events"`: what several lines share; the value is this month's number of events."""

    address: str
    timing: Every | Events


@dataclass(frozen=True, slots=True)
class On:
    """At every event of a process of that name, a driver or an input of the strategy."""

    name: str


Process = Growth | MeanReverting | Jumps | Steps | OnOff | EventSeries
Source = Quantity | Process  # what a driver or an input may be
Timing = Monthly | OneTime | Every | Events | On


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
    outputs: dict[str, Quantity] = field(default_factory=dict)  # reported, never charged; in lines' names


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
    between: tuple[str, ...]  # addresses of draws; those that a changed value took away still have their scores
    rank: tuple[tuple[float, ...], ...]  # Spearman's rank correlation: the whole matrix, as repaired where it had to be
    copula: str = "gaussian"  # or "t"
    df: float | None = None  # degrees of freedom of a t copula


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
    unit: Unit | None = None
    correlations: tuple[Correlation, ...] = ()
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
