"""The top-level tables of a scenario, with type, unit, default, example and description of each key; and all tables.

Quantities and inner tables pass through untouched: their own readers know their addresses.
"""

from __future__ import annotations

from typing import ClassVar

from ..model.scenario import Decision
from .kinds import (
    DATE,
    FRACTION,
    QUANTITY,
    TEXT,
    Anything,
    Either,
    Flag,
    Items,
    Named,
    Number,
    OneOf,
    Text,
    Whole,
    held,
)
from .process_shapes import (
    ActualsTable,
    EventsTable,
    GrowthTable,
    JumpsTable,
    MeanRevertingTable,
    OnOffTable,
    PlanTable,
    SeasonTable,
    StepsTable,
)
from .shares import SharesTable
from .strategy_shapes import BufferTable, LaunchTable, LineTable, OutputTable, PartTable, StrategyTable, SwitchTable
from .structure import TomlTable
from .tariffs import TariffTable, TierTable

__all__ = [
    "TABLES",
    "CorrelationTable",
    "DecisionTable",
    "Document",
    "MissingTable",
    "RequirementTable",
    "UnitTable",
    "describe",
]

_RULE = Decision()

#: Draws in one entry of `[[correlations]]`, at most.
MOST_CORRELATED = 50

_ONE_RANK = {"maximum": 1, "minimum": -1, "type": "number"}
_MATRIX = {"items": {"items": {"type": "number"}, "type": "array"}, "type": "array"}


class Document(TomlTable):
    """The top of the file."""

    inner: ClassVar[dict[str, str]] = {
        "costs": "[strategies.NAME.costs.NAME]",
        **{name: f"[strategies.NAME.{name}]" for name in ("inputs", "outputs", "launch", "buffer")},
        "parts": "[strategies.NAME.parts.NAME]",
    }

    schema = OneOf(1).key("Version of the language.", "1")
    title = TEXT.key("The decision in words; the heading of every report.", '"Host our own model, or buy?"')
    currency = Text(1, 20).key("The currency of all amounts.", '"USD"')
    horizons = Items(Whole(1, 120), 1, 24).key(
        "How far to look ahead: a list of 1 to 24 lengths.",
        "[12, 24]",
        "months, each 1 to 120",
        tried=("horizon", "months"),
    )
    start = DATE.key(
        "The first day of month 1, a date without quotes; it gives the months their names.",
        "2026-04-01",
        default="none: months have numbers",
        tried=("start_date", "begin", "begins", "from", "date", "first_month", "month_1"),
    )
    discount_rate = Number(gt=-1.0).key(
        "Nominal discount rate as a fraction: an amount of month t is divided by (1 + rate)^(t/12).",
        "0.08",
        "a year",
        "0",
        tried=("discount",),
        value=0.0,
    )
    discount_at = OneOf("end", "middle", "start").key(
        'When in its month an amount is paid, for discounting: with `"middle"` month t is divided by '
        '(1 + rate)^((t - 0.5)/12), with `"start"` by (1 + rate)^((t - 1)/12).',
        '"middle"',
        default="end",
        tried=("discounting", "timing", "convention"),
        value="end",
    )
    baseline = Text().key("The strategy that the others are compared with.", '"api"', default="the first strategy")
    categories = Items(Text(1, 60)).key(
        "Cost categories besides the usual ones.", '["Travel"]', default="none", value=[]
    )
    include = Items(Text()).key(
        "Files of the same folder whose drivers, tariffs and strategies belong to this scenario too. An entry of this "
        "file replaces an included one of the same name.",
        '["prices.toml"]',
        default="none",
        tried=("includes", "import", "imports", "extends", "files"),
        value=[],
    )
    unit = held("unit").key(
        "The unit of the cost per unit.", '{ name = "1M tokens", monthly = "tokens / 1e6" }', default="none"
    )
    drivers = Named(held("source")).key(
        "Quantities and processes that all strategies share.",
        '{ ml_engineer = "15_000 to 22_000" }',
        default="none",
        value={},
    )
    tariffs = Named(held("tariff")).key(
        "Prices that depend on the number of units, by name; formulas call them as `tariffs.NAME(units)`.",
        "{ tokens = { tiers = [{ up_to = 1e9, price = 3e-6 }, { price = 2e-6 }] } }",
        default="none",
        tried=("tariff", "prices", "price_list"),
        value={},
    )
    strategies = Named(held("strategy"), 1).key("The strategies to compare, by name; at least one.", "[strategies.api]")
    requirements = Named(held("requirement")).key(
        "Questions that every strategy answers in `meets`; a wrong answer bars it, or costs what `missing` says.",
        '{ residency = { question = "Does the data stay in the EU?" } }',
        default="none",
        tried=("requirement", "gates", "gate", "conditions", "constraints"),
        value={},
    )
    correlations = Items(held("correlation")).key(
        "Draws that depend on one another; each entry has two brackets.",
        "[[correlations]]",
        default="none: all draws are independent",
        tried=("correlation",),
        value=[],
    )
    decision = held("decision").key(
        "The rule for the recommended strategy.",
        "{ margin = 0.1 }",
        default=f"by {_RULE.by}, with a margin of {_RULE.margin:g}",
    )


class UnitTable(TomlTable):
    """The unit of the cost per unit: `unit`."""

    name = Text(1, 60).key("What is counted, in words.", '"1M tokens"')
    monthly = QUANTITY.key(
        "Number of units a month, a quantity over drivers.", '"requests_per_day * days_per_month"', "a month"
    )


class CorrelationTable(TomlTable):
    """Draws that depend on one another: an entry of `[[correlations]]`."""

    between = Items(Text(), 2, MOST_CORRELATED).key(
        "Addresses of two or more draws; that of a growth or mean-reverting process means its monthly shocks.",
        '["drivers.a", "strategies.own.costs.gpus.monthly#1"]',
        tried=("draws", "addresses"),
    )
    rank = Anything({"anyOf": [_ONE_RANK, _MATRIX]}).key(
        "Spearman's rank correlation: one number for every pair, or the whole matrix.",
        "0.4",
        "-1 to 1",
        tried=("rho", "matrix", "correlation", "coefficient"),
    )
    copula = OneOf("gaussian", "t").key(
        'Dependence of extreme values: weak with "gaussian", strong with "t".',
        '"t"',
        default="gaussian",
        tried=("family",),
        value="gaussian",
    )
    df = Number(ge=1.0, le=1000.0).key(
        "Degrees of freedom of a t copula; with fewer, extreme values coincide more often.",
        "4",
        default="none",
        tried=("nu", "degrees_of_freedom"),
    )


class DecisionTable(TomlTable):
    """The rule for the recommended strategy: `[decision]`."""

    horizon = Whole(1, 120).key("The horizon that decides; one of `horizons`.", "24", "months", "the longest")
    by = OneOf("mean", "p50", "p80", "p90", "worst_5").key(
        "The statistic of the total cost that decides: the lowest is best.",
        '"p80"',
        default="mean",
        tried=("criterion", "measure", "statistic"),
        value="mean",
    )
    worst_5_weight = FRACTION.key(
        "For decisions by mean, the weight w in (1 - w) x mean + w x mean of the worst 5 %.",
        "0.3",
        "0 to 1",
        "0",
        tried=("risk_aversion", "weight"),
        value=0.0,
    )
    margin = FRACTION.key(
        "Fraction of the baseline's score that a strategy has to save to be recommended instead; 0 switches it off.",
        "0.1",
        "0 to 1",
        f"{_RULE.margin:g}",
        tried=("threshold",),
        value=_RULE.margin,
    )


class RequirementTable(TomlTable):
    """A question that every strategy answers in `meets`: `[requirements.NAME]`."""

    question = TEXT.key("The question, in words.", '"Does patient data stay in the EU?"', tried=("text", "label"))
    levels = Items(TEXT).key(
        "The possible answers, lowest first; without them a limit is a number, and without limits the answer is `true` "
        "or `false`.",
        '["prompting", "provider_fine_tuning", "full_control"]',
        default="none",
        tried=("answers", "values", "options", "scale"),
        value=[],
    )
    at_least = Either(Number(), Text()).key(
        "The least that is good enough.", '"provider_fine_tuning"', default="none", tried=("min", "minimum", "least")
    )
    at_most = Either(Number(), Text()).key(
        "The most that is good enough.", "300", default="none", tried=("max", "maximum", "most")
    )
    missing = held("missing").key(
        "What a strategy that fails pays, instead of being barred.",
        '{ months = "3 to 6", one_time = 50_000 }',
        default="none: a strategy that fails is barred",
        tried=("otherwise", "else", "penalty"),
    )
    need = Flag().key(
        "Whether the question is asked.", "false", default="true", tried=("needed", "required"), value=True
    )


class MissingTable(TomlTable):
    """What a strategy that fails pays instead of being barred: `missing` of a requirement."""

    months = QUANTITY.key(
        "Delay of the launch; of several the longest counts.", '"3 to 6"', "months", "none", tried=("delay",)
    )
    one_time = QUANTITY.key("Amount paid once, in category Engineering.", "50_000", "currency", "none")


#: The class of each table, by the name that the reference gives it, in the order of the reference.
TABLES: dict[str, type[TomlTable]] = {
    "document": Document,
    "unit": UnitTable,
    "correlation": CorrelationTable,
    "requirement": RequirementTable,
    "missing": MissingTable,
    "decision": DecisionTable,
    "shares": SharesTable,
    "growth": GrowthTable,
    "season": SeasonTable,
    "actuals": ActualsTable,
    "mean_reverting": MeanRevertingTable,
    "jumps": JumpsTable,
    "steps": StepsTable,
    "plan": PlanTable,
    "on_off": OnOffTable,
    "events": EventsTable,
    "tariff": TariffTable,
    "tier": TierTable,
    "strategy": StrategyTable,
    "line": LineTable,
    "part": PartTable,
    "switch": SwitchTable,
    "launch": LaunchTable,
    "buffer": BufferTable,
    "output": OutputTable,
}


def describe(table: str, key: str = "") -> str:
    """Return what a table is, or what a key of it holds, with its unit; empty if the language has no such thing."""
    if table not in TABLES:
        return ""
    if not key:
        return TABLES[table].__doc__ or ""
    found = TABLES[table].keys.get(key)
    return found.described if found else ""
