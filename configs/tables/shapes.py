"""The tables of a scenario: which keys each one has, and of which type.

Quantities pass through untouched (`Any`): `quantity.py` reads them, knowing their address.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from .structure import Table

__all__ = [
    "BufferTable",
    "CorrelationTable",
    "DecisionTable",
    "Document",
    "EventsTable",
    "GrowthTable",
    "JumpsTable",
    "LaunchTable",
    "LineTable",
    "MeanRevertingTable",
    "OnOffTable",
    "StepsTable",
    "StrategyTable",
    "UnitTable",
]

Text = Annotated[str, Field(min_length=1, max_length=300)]
Money = Annotated[float, Field(gt=0.0)]

#: Values of a process of steps, at most: one for each month that a run can have.
MOST_STEPS = 120

#: Draws in one entry of `[[correlations]]`, at most.
MOST_CORRELATED = 50


#: Keys of a line that say how often events come.
_TIMES = ("every", "events_per_month", "events_per_year", "on")


class Document(Table):
    """The top of the file."""

    schema_: Literal[1] = Field(alias="schema")
    title: Text
    currency: Annotated[str, Field(min_length=1, max_length=20)]
    horizons: Annotated[list[Annotated[int, Field(ge=1, le=120)]], Field(min_length=1, max_length=24)]
    discount_rate: Annotated[float, Field(gt=-1.0)] = 0.0
    baseline: str | None = None
    categories: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(default_factory=list)
    unit: Any = None
    drivers: dict[str, Any] = Field(default_factory=dict)
    strategies: Annotated[dict[str, Any], Field(min_length=1)]
    correlations: list[Any] = Field(default_factory=list)
    decision: Any = None


class UnitTable(Table):
    """`unit`, at the top."""

    wanted: ClassVar[dict[str, str]] = {
        "name": 'what is counted, in words: name = "1M tokens"',
        "monthly": "how many of them a month, a quantity",
    }

    name: Annotated[str, Field(min_length=1, max_length=60)]
    monthly: Any


class CorrelationTable(Table):
    """An entry of `[[correlations]]`."""

    wanted: ClassVar[dict[str, str]] = {"df": "degrees of freedom of a t copula: df = 4"}

    between: Annotated[list[str], Field(min_length=2, max_length=MOST_CORRELATED)]
    rank: Any
    copula: Literal["gaussian", "t"] = "gaussian"
    df: Annotated[float, Field(ge=1.0, le=1000.0)] | None = None


class DecisionTable(Table):
    """`[decision]`."""

    horizon: Annotated[int, Field(ge=1, le=120)] | None = None
    by: Literal["mean", "p50", "p80", "p90", "worst_5"] = "mean"
    worst_5_weight: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    margin: Annotated[float, Field(ge=0.0, le=1.0)] = 0.2


class GrowthTable(Table):
    """`process = "growth"`."""

    excludes: ClassVar[dict[str, tuple[str, ...]]] = {
        "growth_per_month": ("growth_per_year",),
        "growth_per_year": ("growth_per_month",),
    }
    exactly: ClassVar[dict[str, int]] = {"season": 12}

    process: Literal["growth"]
    initial: Any
    growth_per_month: Any = None
    growth_per_year: Any = None
    volatility: Any = None
    noise: Any = None
    ceiling: Any = None
    season: Annotated[list[Annotated[float, Field(ge=0.0)]], Field(min_length=12, max_length=12)] | None = None


class MeanRevertingTable(Table):
    """`process = "mean_reverting"`."""

    process: Literal["mean_reverting"]
    initial: Any
    mean: Any
    half_life: Any
    volatility: Any = None
    floor: Any = None


class JumpsTable(Table):
    """`process = "jumps"`."""

    process: Literal["jumps"]
    initial: Any
    jumps_per_year: Any
    factor: Any


class StepsTable(Table):
    """`process = "steps"`."""

    process: Literal["steps"]
    values: Annotated[list[Any], Field(min_length=1, max_length=MOST_STEPS)]
    at: Annotated[list[Any], Field(max_length=MOST_STEPS)]


class OnOffTable(Table):
    """`process = "on_off"`."""

    process: Literal["on_off"]
    on_lasts: Any
    off_lasts: Any


class EventsTable(Table):
    """`process = "events"`."""

    excludes: ClassVar[dict[str, tuple[str, ...]]] = {
        "every": ("events_per_month", "events_per_year", "dispersion"),
        "events_per_month": ("every", "events_per_year"),
        "events_per_year": ("every", "events_per_month"),
        "dispersion": ("every",),
    }

    process: Literal["events"]
    every: Any = None
    events_per_month: Any = None
    events_per_year: Any = None
    dispersion: Any = None


class StrategyTable(Table):
    """`[strategies.NAME]`."""

    later: ClassVar[dict[str, str]] = {
        "starts": "switching between strategies",
        "switch": "switching between strategies",
    }

    label: Text | None = None
    kind: str | None = None
    barred: Text | None = None
    like: str | None = None
    without: list[str] = Field(default_factory=list)
    launch: Any = None
    inputs: dict[str, Any] = Field(default_factory=dict)
    costs: dict[str, Any] = Field(default_factory=dict)
    outputs: dict[str, Any] = Field(default_factory=dict)
    buffer: Any = None
    budget_per_month: Money | None = None


class LineTable(Table):
    """`[strategies.NAME.costs.NAME]`."""

    wanted: ClassVar[dict[str, str]] = {"on": "the name of a process of events, a driver or an input"}
    excludes: ClassVar[dict[str, tuple[str, ...]]] = {
        "monthly": ("one_time", "per_event", *_TIMES, "dispersion", "residual"),
        "one_time": ("monthly", "per_event", *_TIMES, "dispersion", "commitment"),
        "per_event": ("monthly", "one_time", "residual", "commitment"),
        "every": ("events_per_month", "events_per_year", "on", "dispersion", "monthly", "one_time"),
        "events_per_month": ("every", "events_per_year", "on", "monthly", "one_time"),
        "events_per_year": ("every", "events_per_month", "on", "monthly", "one_time"),
        "on": ("every", "events_per_month", "events_per_year", "dispersion", "monthly", "one_time"),
        "dispersion": ("every", "on", "monthly", "one_time"),
        "residual": ("monthly", "per_event", *_TIMES, "dispersion", "commitment"),
        "commitment": ("one_time", "per_event", *_TIMES, "dispersion", "residual"),
    }

    category: str
    monthly: Any = None
    one_time: Any = None
    per_event: Any = None
    every: Any = None
    events_per_month: Any = None
    events_per_year: Any = None
    on: str | None = None
    dispersion: Any = None
    after: Any = None
    until: Any = None
    residual: Any = None
    commitment: Annotated[float, Field(gt=0.0, le=120.0)] | None = None


class LaunchTable(Table):
    """`launch` of a strategy."""

    months: Any
    revenue_per_month: Any


class BufferTable(Table):
    """`buffer` of a strategy."""

    wanted: ClassVar[dict[str, str]] = {"on": 'a list of categories: on = ["Compute"]'}

    share: Any
    on: Annotated[list[str], Field(min_length=1)] | None = None
