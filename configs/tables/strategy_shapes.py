"""The tables of a strategy: the keys of each, with type, unit, default, example and description.

Quantities and inner tables pass through untouched: their own readers know their addresses.
"""

from __future__ import annotations

from typing import get_args

from ..model.strategies import CATEGORIES, KINDS, Figure
from .kinds import DATE, QUANTITY, TEXT, Anything, Items, Named, Number, OneOf, Text, Whole, held
from .structure import TomlTable

__all__ = ["BufferTable", "LaunchTable", "LineTable", "PartTable", "StrategyTable", "SwitchTable"]

_ANSWER = Anything({"anyOf": [{"type": "boolean"}, {"type": "number"}, {"type": "string"}]})


class StrategyTable(TomlTable):
    """One strategy with all its costs: `[strategies.NAME]`."""

    label = TEXT.key("Its name in reports.", '"API under a BAA"', default="the name", tried=("name",))
    kind = Text(schema={"enum": list(KINDS)}).key(
        "Kind of strategy; it changes no number.", '"api"', default="none", tried=("type",)
    )
    barred = TEXT.key(
        "Why it may not be chosen, in words: it is simulated and its costs are shown, but it is never recommended.",
        '"no vendor signs for fine-tuning on patient data"',
        default="none: it may be chosen",
    )
    meets = Named(_ANSWER).key(
        "What it answers to each of the `requirements`, by name: yes or no, a number, or one of the levels.",
        '{ baa = true, first_token = 450, customising = "prompting" }',
        default="none",
        tried=("requirements", "answers", "gates"),
        value={},
    )
    like = Text().key(
        "Another strategy whose entries apply here too, unless this one replaces them.", '"self_hosted"', default="none"
    )
    without = Items(Text()).key(
        "What is not inherited with `like`: `costs.NAME`, `inputs.NAME`, `outputs.NAME`, `parts.NAME`, `launch`, "
        "`buffer`, `barred`.",
        '["costs.labelling"]',
        default="none",
        value=[],
    )
    launch = held("launch").key(
        "Revenue lost until launch.", "{ months = 2, revenue_per_month = 20_000 }", default="none"
    )
    inputs = Named(held("source")).key(
        "Quantities and processes of this strategy, for its formulas.",
        '{ tokens_per_request = "1_500 to 4_000" }',
        default="none",
        value={},
    )
    costs = Named(held("line")).key(
        "Its cost lines, by name.", "[strategies.api.costs.tokens]", default="none", value={}
    )
    parts = Named(held("part")).key(
        "Other strategies that this one is a mix of, by names of its own.",
        "[strategies.hybrid.parts.home]",
        default="none",
        tried=("mix", "members", "shares", "components"),
        value={},
    )
    starts = Text().key(
        "The strategy that a policy begins with; a policy moves from one strategy to another.",
        '"api"',
        default="none: it is no policy",
        tried=("begins", "first", "initial", "start"),
    )
    switch = Items(held("switch"), most=20).key(
        "The moves that a policy may make, each at most once; in every month the first whose condition is met.",
        "[[strategies.move.switch]]",
        default="none",
        tried=("switches", "moves", "policy", "transitions", "triggers"),
        value=[],
    )
    outputs = Named(held("reported")).key(
        "Quantities that are reported but not charged: the mean of their months, or another figure.",
        '{ utilisation = "requests / capacity" }',
        default="none",
        tried=("report", "metrics"),
        value={},
    )
    buffer = held("buffer").key("A surcharge for work that no line lists.", '{ share = "10% to 30%" }', default="none")
    budget_per_month = Number(gt=0.0).key(
        "The budget, a plain number; reports give the probability of staying within it.",
        "7_000",
        "currency a month",
        "none",
        tried=("budget",),
    )


class LineTable(TomlTable):
    """One cost: `[strategies.NAME.costs.NAME]`. It has one of `monthly`, `one_time`, `per_event`, `minimum`."""

    # `register_way` adds the keys of the ways of paying, `one_of` and `excludes`.

    category = Text(schema={"anyOf": [{"enum": list(CATEGORIES)}, {"type": "string"}]}).key(
        f"Category of the cost: {', '.join(CATEGORIES)}, or one of `categories`.", '"Compute"'
    )
    after = QUANTITY.key(
        "When the line begins: elapsed months, or a date, at whose end it begins.",
        '"launch"',
        "elapsed months",
        "0",
        tried=("start", "begin", "when"),
    )
    from_ = DATE.key(
        "The first day of the line, a date, in place of `after`.",
        "2026-10-01",
        default="none",
        tried=("since", "first_day", "starting", "effective"),
    )
    until = QUANTITY.key(
        "When the line ends: elapsed months, or a date, its last day.",
        "12",
        "elapsed months",
        "the horizon",
        tried=("end", "to", "last_day"),
    )
    residual = QUANTITY.key(
        "Resale value of a `one_time` purchase as a fraction of its price, a formula over `age`.",
        '"max(0, 1 - age / 36)"',
        default="none",
        tried=("salvage", "resale", "depreciation"),
    )
    commitment = Number(gt=0.0, le=120.0).key(
        "Length of a commitment period, a plain number; a period that has begun is paid in full.",
        "12",
        "months",
        "none",
        tried=("term", "contract", "minimum_term"),
    )
    paid_after = Whole(0, 119).key(
        "Months from the month that owes an amount to the month in which the cash leaves, a plain whole number. "
        "TCO counts the amount when it is owed and discounts it as of the payment.",
        "2",
        "months",
        "0",
        tried=("payment_terms", "payment_term", "paid_later", "terms", "net", "invoiced"),
        value=0,
    )
    notice = Number(ge=0.0, le=120.0).key(
        "Period of notice of a `commitment`, a plain number: it is paid to the first period end at or after `until` + "
        "notice.",
        "3",
        "months",
        "0",
        tried=("notice_period", "cancellation"),
    )


class OutputTable(TomlTable):
    """A quantity that is reported, and which figure of its months: an entry of `outputs`."""

    value = QUANTITY.key("What is reported.", '"requests / capacity"', tried=("formula", "quantity", "of"))
    as_: Figure = OneOf(*get_args(Figure)).key(
        'The figure of its months: with `"ratio"`, for `a / b`, the sum of a over the sum of b; with `"first_month"` '
        "the first month in which it is above 0.",
        '"peak"',
        default="mean",
        tried=("figure", "statistic", "show"),
        value="mean",
    )


class PartTable(TomlTable):
    """Another strategy inside a mix: `[strategies.NAME.parts.NAME]`. Its lines count as `NAME.LINE`."""

    of = Text().key("The strategy, one without `parts`.", '"own"', tried=("like", "strategy", "name"))
    with_ = Named(QUANTITY).key(
        "What drivers and inputs of that strategy stand for inside the part, in the names of the mix.",
        '{ requests = "0.3 * requests" }',
        default="as everywhere",
        tried=("bind", "inputs", "share", "set"),
        value={},
    )
    without = Items(Text()).key(
        "What of that strategy is left out: `costs.NAME`, `launch`, `buffer`.", '["buffer"]', default="none", value=[]
    )
    after = QUANTITY.key(
        "When the part is entered: elapsed months, or a date, at whose end it begins. Its own clock begins then.",
        "6",
        "elapsed months",
        "0",
        tried=("start", "begin", "when"),
    )
    from_ = DATE.key(
        "The first day of the part, a date, in place of `after`.",
        "2026-10-01",
        default="none",
        tried=("since", "first_day", "starting"),
    )
    until = QUANTITY.key(
        "When the part is left: elapsed months, or a date, its last day.",
        "12",
        "elapsed months",
        "the horizon",
        tried=("end", "to", "last_day"),
    )


class SwitchTable(TomlTable):
    """A move that a policy may make: an entry of `[[strategies.NAME.switch]]`."""

    to = Text().key("The strategy that is entered.", '"own"', tried=("into", "target", "strategy", "enter"))
    from_ = Text().key(
        "The strategy that has to be in force.",
        '"api"',
        default="that of `starts`",
        tried=("origin", "leave", "source"),
    )
    when = QUANTITY.key(
        "The condition, a formula that is not 0 where it is met. It sees the month that has just ended: drivers, "
        "inputs of the policy, names of the strategy in force, and `strategies.NAME.monthly`, `.costs.LINE`, "
        "`.inputs.NAME` of a strategy as if it were there from the start.",
        '"costs.tokens > 1.2 * strategies.own.monthly"',
        tried=("if", "condition", "trigger"),
    )
    for_months = Whole(1, 120).key(
        "Month ends in a row at which the condition has to be met.",
        "3",
        "months",
        "1",
        tried=("months", "for", "in_a_row"),
        value=1,
    )
    overlap = QUANTITY.key(
        "How long both strategies are paid after the launch of the new one.",
        '"1.5 to 2.5"',
        "months",
        "0",
        tried=("both", "double_running", "parallel"),
    )
    one_time = QUANTITY.key(
        "Cost of the move, paid as the new strategy is entered, in category Migration.",
        '"2 * ml_engineer"',
        "currency",
        "none",
        tried=("cost", "migration"),
    )
    without = Items(Text()).key(
        "What of the new strategy is not paid: `costs.NAME`, `launch`, `buffer`.",
        '["costs.integration", "launch"]',
        default="none",
        value=[],
    )


class LaunchTable(TomlTable):
    """Revenue lost until the strategy is in production: `launch` of a strategy."""

    months = QUANTITY.key("Time until launch.", '"0.5 to 2"', "months")
    revenue_per_month = QUANTITY.key(
        "Revenue lost each month until launch.", "20_000", "currency a month", tried=("revenue",)
    )


class BufferTable(TomlTable):
    """A surcharge for work that no line lists: `buffer` of a strategy."""

    share = QUANTITY.key("Fraction of each month's amounts.", '"10% to 70%"')
    on = Items(Text(), 1).key("The categories it is a fraction of.", '["Compute"]', default="all but Opportunity")
