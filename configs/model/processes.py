"""What a driver or an input may be: a quantity, or a process that gives it a value in each month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..formulas.expressions import Quantity
from .tariffs import Tariff
from .timing import Limit, Timing

__all__ = [
    "MOST_DISPERSION",
    "MOST_EVENTS",
    "MOST_KNOWN_EVENTS",
    "MOST_TERMS",
    "NEVER",
    "EventSeries",
    "Events",
    "Every",
    "Growth",
    "Jumps",
    "MeanReverting",
    "OnOff",
    "Plan",
    "Process",
    "Source",
    "StageMoment",
    "Steps",
    "actuals_of",
]


#: What a process was, month by month; the last entry is that of month 0. Empty: nothing is known of it.
Actuals = tuple[float, ...]

#: Largest variance / mean of a count of events: what a run has to hold grows with it.
MOST_DISPERSION = 1000.0

#: Events a month that are counted by a recursion; above, exp(-rate) leaves the range of floating-point numbers.
MOST_EVENTS = 700.0

#: Events a month, at most.
MOST_KNOWN_EVENTS = 100_000.0

#: Elapsed months of what has not happened yet: beyond every horizon.
NEVER = 1e9

#: Terms of a sum that are drawn one by one, at most; more are one draw with the mean, variance and skewness of the sum.
MOST_TERMS = 200


@dataclass(frozen=True, slots=True)
class Growth:
    """`process = "growth"`: something that grows month by month.

    In month t it is initial x (1 + growth)^(t-1) x volatility factor x season x noise factor; never above `ceiling`.
    With actuals it goes on from month 0: the last of them, divided by its season, x (1 + growth)^t and so on.
    """

    address: str
    initial: Quantity  # of month 1; where there are actuals the last of them, of month 0
    growth: Quantity  # as written: a rate a month, or a year where `per_year`; conditioned on > -1 where it is a law
    per_year: bool
    volatility: Quantity  # sd of the monthly log step; accumulates; none before month 2
    noise: Quantity  # sd of the monthly log noise; does not accumulate; month 1 included
    ceiling: Quantity | None = None  # the value, season and noise included, is never above it
    season: tuple[float, ...] | None = None  # 12 factors; month t has factor (t - 1) mod 12
    actuals: Actuals = ()


@dataclass(frozen=True, slots=True)
class MeanReverting:
    """`process = "mean_reverting"`: a price that wanders and comes back.

    In month t it is mean x (initial / mean)^(k^(t-1)) x exp(Y - Var(Y) / 2), where k = 2^(-1 / half_life) and Y begins
    at 0 in month 1 and goes on with Y' = k Y + volatility x (a standard normal draw); never below `floor`. With
    actuals all of it begins with the last of them, in month 0.
    """

    address: str
    initial: Quantity  # of month 1; where there are actuals the last of them, of month 0
    mean: Quantity
    half_life: Quantity  # months in which half of a gap (of logarithms) closes
    volatility: Quantity  # sd of the monthly log step
    floor: Quantity | None
    actuals: Actuals = ()


@dataclass(frozen=True, slots=True)
class Jumps:
    """`process = "jumps"`: `initial` in month 1; from month 2 on times a fresh `factor` at every jump.

    With actuals: the last of them times a fresh `factor` at every jump, from month 1 on.
    """

    address: str
    initial: Quantity  # of month 1; where there are actuals the last of them, of month 0
    jumps_per_year: Quantity  # Poisson
    factor: Quantity  # drawn for each jump
    actuals: Actuals = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """`process = "steps"`: the first value until at[0] elapsed months, then the second until at[1], and so on.

    A month in which a step falls has the mean of both values, by their share of the month.
    """

    address: str
    values: tuple[Quantity, ...]
    at: tuple[Quantity, ...]  # one fewer than values; a step before the one it follows comes with it


@dataclass(frozen=True, slots=True)
class Plan:
    """`process = "plan"`: a number for each month, the same in every future."""

    address: str
    values: tuple[float, ...]  # month t has values[t - 1]; at least as many as the longest horizon has months


@dataclass(frozen=True, slots=True)
class OnOff:
    """`process = "on_off"`: on from `after`, off, on again...; the value is the share of the month that is on."""

    address: str
    on_lasts: Quantity  # months, drawn for each period
    off_lasts: Quantity
    after: Quantity | None = None  # elapsed months, off until then; None: 0
    of_part: bool = False  # it begins as a part of a mix is entered: the value is the share of the time since


@dataclass(frozen=True, slots=True)
class Every(Timing):
    """An event every `interval` months, drawn for each event, the first after one interval."""

    interval: Quantity
    of_events: ClassVar[bool] = True

    @property
    def gap(self) -> Quantity:
        """Months from one event to the next."""
        return self.interval

    def quantities(self) -> dict[str, Quantity]:
        """Return the interval: the first is drawn once, those that follow are drawn for each event."""
        return {"every": self.interval}

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return "at regular events"

    def words(self, text: Callable[[Quantity], str]) -> str:
        """Return how often events come."""
        return f"an event every {text(self.interval)} months, each interval drawn separately"


@dataclass(frozen=True, slots=True)
class Events(Timing):
    """A random number of events each month: Poisson, or negative binomial where dispersion > 1."""

    rate: Quantity  # as written: a month, or a year where `per_year`
    per_year: bool
    dispersion: Quantity | None  # variance / mean of the count
    of_events: ClassVar[bool] = True
    counted: ClassVar[bool] = True
    by_chance: ClassVar[bool] = True
    by_month: ClassVar[tuple[str, ...]] = ("rate",)

    def quantities(self) -> dict[str, Quantity]:
        """Return the rate, and the dispersion where there is one."""
        return {"rate": self.rate} | ({} if self.dispersion is None else {"dispersion": self.dispersion})

    def limits(self) -> Iterator[Limit]:
        """Yield the bounds of dispersion and rate."""
        if self.dispersion is not None:
            yield Limit(self.dispersion, "dispersion", 1.0, MOST_DISPERSION)
        key = self.rate.address.rpartition(".")[2]
        yield Limit(self.rate, key, 0.0, MOST_KNOWN_EVENTS * (12.0 if self.per_year else 1.0))

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return "at random events"

    def words(self, text: Callable[[Quantity], str]) -> str:
        """Return how often events come."""
        words = f"{text(self.rate)} events a {'year' if self.per_year else 'month'} on average"
        return words if self.dispersion is None else f"{words}, variance {text(self.dispersion)} times the mean"


@dataclass(frozen=True, slots=True)
class EventSeries:
    """`process = "events"`: what several lines share; the value is this month's number of events."""

    address: str
    timing: Timing  # `Every` or `Events`
    event: tuple[tuple[str, Quantity], ...] = ()  # named values of an event, drawn for each
    after: Quantity | None = None  # elapsed months, no event until then; None: 0


@dataclass(frozen=True, slots=True)
class StageMoment:
    """When a policy enters or leaves one of its stages, in elapsed months: known from that moment on, `NEVER` before.

    No file writes one; the entries of a policy's `switch` bring them.
    """

    address: str
    stage: str
    left: bool


Process = Growth | MeanReverting | Jumps | Steps | Plan | OnOff | EventSeries
#: What a name may mean: a driver or an input, by `tariffs.NAME` a tariff, and in a policy when a stage is entered.
Source = Quantity | Process | Tariff | StageMoment


def actuals_of(source: Source | None) -> Actuals:
    """Return what a source was until month 0; empty where that is not known."""
    return source.actuals if isinstance(source, Growth | MeanReverting | Jumps) else ()
