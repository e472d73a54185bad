"""The tables of processes: the keys of each, with type, unit, default, example and description."""

from __future__ import annotations

from typing import ClassVar

from .kinds import QUANTITY, TEXT, Items, ListOrTable, Named, Number, OneOf
from .structure import TomlTable

__all__ = [
    "DISPERSION",
    "EVENT",
    "EVENTS_PER_MONTH",
    "EVENTS_PER_YEAR",
    "EVERY",
    "ActualsTable",
    "EventsTable",
    "GrowthTable",
    "JumpsTable",
    "MeanRevertingTable",
    "OnOffTable",
    "PlanTable",
    "SeasonTable",
    "StepsTable",
]

#: Values of a process of steps or of a plan, at most: one for each month that a run can have.
MOST_STEPS = 120

#: Keys that a line and a process of events share.
EVERY = QUANTITY.key(
    "Months between two events, drawn for each event; the first event comes after one interval.",
    '"3 to 6"',
    "months",
    "none",
)
_AFTER = QUANTITY.key(
    'When it begins: elapsed months, or a date, at whose end it begins; in an input also "launch".',
    "6",
    "elapsed months",
    "0",
    tried=("start", "begin", "from"),
)
EVENTS_PER_MONTH = QUANTITY.key(
    "Mean number of events a month.", "0.25", "a month", "none", tried=("per_month", "rate", "intensity", "events")
)
EVENTS_PER_YEAR = QUANTITY.key("Mean number of events a year.", "3", "a year", "none", tried=("per_year", "frequency"))
EVENT = Named(QUANTITY).key(
    "Named values of an event, each a distribution drawn for each event; the amounts paid for the event may use them.",
    '{ hours = "2 to 10" }',
    default="none",
    tried=("severity", "with", "values"),
)
DISPERSION = QUANTITY.key(
    "Variance divided by mean of the number of events; above 1 the events come in clusters.", "3.4", default="1"
)

_INITIAL, _BEGIN = "Value of month 1.", ("value", "begin", "start")
_WITH_ACTUALS = "goes on from `actuals`"
_ONE_BEGIN: dict[str, tuple[str, ...]] = {"initial": ("actuals",), "actuals": ("initial",)}
_KIND = "Which process it is."
_SPREAD = ("sigma", "sd")

#: Months of actuals that a list can have.
MOST_ACTUALS = 1_200

_ACTUALS = ListOrTable(Number(), "actuals", 1, MOST_ACTUALS).key(
    "In place of `initial`: the values of past months, plain numbers, the last that of the month before month 1; or "
    "`file` and `column`.",
    "[35_200, 36_100, 41_900]",
    default="none",
    tried=("history", "past", "actual", "observed", "measured", "known"),
)

_FACTOR = Number(ge=0.0)


class GrowthTable(TomlTable):
    """A quantity that grows month by month: `process = "growth"`."""

    excludes: ClassVar[dict[str, tuple[str, ...]]] = {
        "growth_per_month": ("growth_per_year",),
        "growth_per_year": ("growth_per_month",),
        **_ONE_BEGIN,
    }
    instead: ClassVar[dict[str, str]] = {"initial": "actuals"}

    process = OneOf("growth").key(_KIND, '"growth"')
    initial = QUANTITY.key(_INITIAL, '"3_000 to 9_000"', default=_WITH_ACTUALS, tried=_BEGIN)
    actuals = _ACTUALS
    growth_per_month = QUANTITY.key(
        "Growth a month as a fraction, drawn once.",
        '{ dist = "normal", mean = 0.03, sd = 0.02 }',
        "a month",
        "0",
        tried=("growth",),
    )
    growth_per_year = QUANTITY.key("Growth a year as a fraction, drawn once.", "0.4", "a year", "0")
    volatility = QUANTITY.key(
        "Standard deviation of the monthly step of the logarithm; the steps accumulate.",
        "0.05",
        "a month",
        "0",
        tried=_SPREAD,
    )
    noise = QUANTITY.key(
        "Standard deviation of the monthly noise of the logarithm; it does not accumulate.", "0.10", "a month", "0"
    )
    ceiling = QUANTITY.key("Upper limit of the value.", "50_000", default="none", tried=("cap", "limit", "max"))
    season = ListOrTable(_FACTOR, "season", 12, 12).key(
        "Exactly 12 factors, plain numbers, the first for month 1; month 13 takes the first again. Or factors by the "
        "names of months: `{ dec = 1.4 }`, the others 1; needs `start`.",
        "[1, 1, 1, 1, 1, 1, 0.7, 0.6, 1, 1.1, 1.2, 1.4]",
        default="none",
        tried=("seasons", "seasonality"),
    )


class MeanRevertingTable(TomlTable):
    """A price that fluctuates around a mean: `process = "mean_reverting"`."""

    excludes: ClassVar[dict[str, tuple[str, ...]]] = _ONE_BEGIN
    instead: ClassVar[dict[str, str]] = {"initial": "actuals"}

    process = OneOf("mean_reverting").key(_KIND, '"mean_reverting"')
    initial = QUANTITY.key(_INITIAL, "2.35", default=_WITH_ACTUALS, tried=_BEGIN)
    actuals = _ACTUALS
    mean = QUANTITY.key("The value it returns to.", '"1.8 to 2.6"', tried=("level", "long_run_mean"))
    half_life = QUANTITY.key(
        "Time in which half of a gap to the mean closes.", '"4 to 12"', "months", tried=("speed", "reversion")
    )
    volatility = QUANTITY.key(
        "Standard deviation of the monthly step of the logarithm.", "0.12", "a month", "0", tried=_SPREAD
    )
    floor = QUANTITY.key("Lower limit of the value.", "1.6", default="none", tried=("min",))


class JumpsTable(TomlTable):
    """A value that jumps at random times: `process = "jumps"`."""

    excludes: ClassVar[dict[str, tuple[str, ...]]] = _ONE_BEGIN
    instead: ClassVar[dict[str, str]] = {"initial": "actuals"}

    process = OneOf("jumps").key(_KIND, '"jumps"')
    initial = QUANTITY.key(_INITIAL, "3.0", default=_WITH_ACTUALS, tried=_BEGIN)
    actuals = _ACTUALS
    jumps_per_year = QUANTITY.key(
        "Mean number of jumps a year.", "0.7", "a year", tried=("per_year", "frequency", "rate", "intensity")
    )
    factor = QUANTITY.key(
        "Factor of a jump, drawn for each jump.", '"0.3 to 1.5"', tried=("size", "jump", "multiplier")
    )


class ActualsTable(TomlTable):
    """Past values from a CSV: `actuals = { file, column }`. The last row has to be the month before `start`."""

    file = TEXT.key(
        "A CSV file beside the scenario, with a row for each month and a column `month`: `2026-06`, or `2026-06-01`.",
        '"usage.csv"',
        tried=("csv", "path"),
    )
    column = TEXT.key("The heading of the column that has the values.", '"requests"', tried=("heading",))


def _factor(month: str) -> float | None:
    return _FACTOR.key(f"Factor of {month}.", "1.4", default="1", tried=(month.lower(),))


class SeasonTable(TomlTable):
    """Factors by the names of months: `season = { dec = 1.4, aug = 0.8 }`. It needs `start`."""

    jan = _factor("January")
    feb = _factor("February")
    mar = _factor("March")
    apr = _factor("April")
    may = _factor("May")
    jun = _factor("June")
    jul = _factor("July")
    aug = _factor("August")
    sep = _factor("September")
    oct = _factor("October")
    nov = _factor("November")
    dec = _factor("December")


class StepsTable(TomlTable):
    """A value that changes at given months: `process = "steps"`."""

    process = OneOf("steps").key(_KIND, '"steps"')
    values = Items(QUANTITY, 1, MOST_STEPS).key(
        "The values, a list of quantities in order.", '[100, "60 to 90"]', tried=("steps", "levels")
    )
    at = Items(QUANTITY, most=MOST_STEPS).key(
        "When the second value begins, the third and so on, elapsed months or first days: one entry fewer than "
        "`values`.",
        "[6]",
        "elapsed months",
        tried=("when", "months"),
    )


class PlanTable(TomlTable):
    """A number for each month, the same in every future: `process = "plan"`."""

    excludes: ClassVar[dict[str, tuple[str, ...]]] = {
        "values": ("file", "column"),
        "file": ("values",),
        "column": ("values",),
    }
    instead: ClassVar[dict[str, str]] = {"values": "file"}

    process = OneOf("plan").key(_KIND, '"plan"')
    values = Items(Number(), 1, MOST_STEPS).key(
        "The value of each month, plain numbers from month 1; at least as many as the longest horizon has months.",
        "[40_000, 42_000, 45_000, 45_000, 46_000, 48_000, 50_000, 52_000, 55_000, 55_000, 56_000, 60_000]",
        default="those of `file`",
        tried=("numbers", "months", "plan", "budget"),
    )
    file = TEXT.key(
        "A CSV file beside the scenario, with a row for each month.",
        '"budget.csv"',
        default="none",
        tried=("csv", "path"),
    )
    column = TEXT.key(
        "The heading of the column of `file` that has the values.", '"requests"', default="none", tried=("heading",)
    )


class OnOffTable(TomlTable):
    """Alternating periods of on and off: `process = "on_off"`. Its value is the fraction of the month that is on."""

    process = OneOf("on_off").key(_KIND, '"on_off"')
    on_lasts = QUANTITY.key(
        "Length of an on period, drawn for each; the first period is on.", '"12 to 36"', "months", tried=("on",)
    )
    off_lasts = QUANTITY.key("Length of an off period, drawn for each.", '"1 to 4"', "months", tried=("off",))
    after = _AFTER


class EventsTable(TomlTable):
    """Events that several lines share: `process = "events"`. Its value is the number of events this month."""

    excludes: ClassVar[dict[str, tuple[str, ...]]] = {
        "every": ("events_per_month", "events_per_year", "dispersion"),
        "events_per_month": ("every", "events_per_year"),
        "events_per_year": ("every", "events_per_month"),
        "dispersion": ("every",),
    }

    process = OneOf("events").key(_KIND, '"events"')
    every = EVERY
    events_per_month = EVENTS_PER_MONTH
    events_per_year = EVENTS_PER_YEAR
    dispersion = DISPERSION
    event = EVENT
    after = _AFTER
