"""What every key of every table is for: one place, from which the JSON Schema, `simulate explain` and the guide speak.

A table is named as in `shapes.py`, without its last word: `growth` for `GrowthTable`. A test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KEYS", "TABLES", "Key", "describe"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table.

    Attributes
    ----------
    text : str
        What it holds.
    example : str
        As TOML writes it, after the equals sign.
    unit : str
        Empty where there is none.
    default : str
        What a file that leaves it out gets; empty where the key has to be there, "none" where nothing stands for it.
    """

    text: str
    example: str
    unit: str = ""
    default: str = ""


_FREQUENCIES = {
    "every": Key("Months between two events, anew each time; the first after one.", '"3 to 6"', "months", "none"),
    "events_per_month": Key("Events in a month on average.", "0.25", "a month", "none"),
    "events_per_year": Key("Events in a year on average.", "3", "a year", "none"),
    "dispersion": Key("Variance / mean of the number of events; above 1 they come in clusters.", "3.4", "", "1"),
}

#: What each table is, and where it stands.
TABLES: dict[str, str] = {
    "document": "The top of the file.",
    "unit": "What costs are divided by for the cost per unit: `unit`.",
    "correlation": "Draws that are large together: an entry of `[[correlations]]`.",
    "decision": "How the recommended strategy is chosen: `[decision]`.",
    "growth": 'A quantity that grows month by month: `process = "growth"`.',
    "mean_reverting": 'A price that wanders and comes back: `process = "mean_reverting"`.',
    "jumps": 'A value that jumps at random moments: `process = "jumps"`.',
    "steps": 'A value that changes at given months: `process = "steps"`.',
    "on_off": 'On for a while, off, on again: `process = "on_off"`. Its value is the share of the month that is on.',
    "events": 'What several lines share: `process = "events"`. Its value is the number of events this month.',
    "strategy": "One way to get the work done, with everything it costs: `[strategies.NAME]`.",
    "line": "One cost: `[strategies.NAME.costs.NAME]`. It has one of `monthly`, `one_time` and `per_event`.",
    "launch": "Revenue lost until the strategy is in production: `launch` of a strategy.",
    "buffer": "A share on top, for work that no line lists: `buffer` of a strategy.",
}

KEYS: dict[str, dict[str, Key]] = {
    "document": {
        "schema": Key("Version of the language.", "1"),
        "title": Key("What is decided, in words; at the head of every report.", '"Host our own model, or buy?"'),
        "currency": Key("The currency of all amounts.", '"USD"'),
        "horizons": Key("How far to look ahead: a list of 1 to 24 lengths.", "[12, 24]", "months, each 1 to 120"),
        "discount_rate": Key(
            "Nominal rate at which later amounts are worth less: month t is divided by (1 + rate)^(t/12).",
            "0.08",
            "a year",
            "0",
        ),
        "baseline": Key("The strategy that the others are compared with.", '"api"', "", "the first strategy"),
        "categories": Key("Cost categories besides the usual ones.", '["Travel"]', "", "none"),
        "unit": Key(
            "What the cost per unit is a cost of.", '{ name = "1M tokens", monthly = "tokens / 1e6" }', "", "none"
        ),
        "drivers": Key(
            "The world: quantities and processes that every strategy meets alike.",
            '{ ml_engineer = "15_000 to 22_000" }',
            "",
            "none",
        ),
        "strategies": Key("The ways to get the work done, by name.", "[strategies.api]"),
        "correlations": Key("Draws that are large together.", "[[correlations]]", "", "none: all independent"),
        "decision": Key("How the recommended strategy is chosen.", "{ margin = 0.1 }", "", "by mean, margin 0.2"),
    },
    "unit": {
        "name": Key("What is counted, in words.", '"1M tokens"'),
        "monthly": Key("How many of them a month, over drivers.", '"requests_per_day * days_per_month"', "a month"),
    },
    "correlation": {
        "between": Key("Addresses of two or more draws.", '["drivers.a", "strategies.own.costs.gpus.monthly#1"]'),
        "rank": Key("Rank correlation: one number for each pair, or the whole matrix.", "0.4", "-1 to 1"),
        "copula": Key('How extremes go together: "gaussian" (hardly) or "t" (often).', '"t"', "", "gaussian"),
        "df": Key("Degrees of freedom of a t copula; the fewer, the more extremes coincide.", "4", "", "none"),
    },
    "decision": {
        "horizon": Key("The horizon that decides; one of `horizons`.", "24", "months", "the longest"),
        "by": Key("The statistic of the TCO that decides; the lowest leads.", '"p80"', "", "mean"),
        "worst_5_weight": Key(
            "Weight w of the mean of the worst 5 % beside the mean, for decisions by mean: "
            "(1 - w) x mean + w x worst 5 %.",
            "0.3",
            "0 to 1",
            "0",
        ),
        "margin": Key(
            "Share of the baseline's score that a strategy has to save to be recommended instead; 0 switches it off.",
            "0.1",
            "0 to 1",
            "0.2",
        ),
    },
    "growth": {
        "process": Key("Which process it is.", '"growth"'),
        "initial": Key("Value of month 1.", '"3_000 to 9_000"'),
        "growth_per_month": Key(
            "Growth a month as a fraction, drawn once.", '{ dist = "normal", mean = 0.03, sd = 0.02 }', "a month", "0"
        ),
        "growth_per_year": Key("Growth a year as a fraction, drawn once.", "0.4", "a year", "0"),
        "volatility": Key(
            "Standard deviation of the monthly step of the logarithm; it accumulates.", "0.05", "a month", "0"
        ),
        "noise": Key(
            "Standard deviation of the monthly noise of the logarithm; it does not accumulate.", "0.10", "a month", "0"
        ),
        "ceiling": Key("The value is never above it.", "50_000", "", "none"),
        "season": Key(
            "Twelve factors, the first for month 1.",
            "[1, 1, 1, 1, 1, 1, 0.7, 0.6, 1, 1.1, 1.2, 1.4]",
            "",
            "none",
        ),
    },
    "mean_reverting": {
        "process": Key("Which process it is.", '"mean_reverting"'),
        "initial": Key("Value of month 1.", "2.35"),
        "mean": Key("The value that it comes back to.", '"1.8 to 2.6"'),
        "half_life": Key("How long until half of a gap has closed.", '"4 to 12"', "months"),
        "volatility": Key("Standard deviation of the monthly step of the logarithm.", "0.12", "a month", "0"),
        "floor": Key("The value is never below it.", "1.6", "", "none"),
    },
    "jumps": {
        "process": Key("Which process it is.", '"jumps"'),
        "initial": Key("Value of month 1.", "3.0"),
        "jumps_per_year": Key("Jumps in a year on average.", "0.7", "a year"),
        "factor": Key("What a jump multiplies the value by, anew for each jump.", '"0.3 to 1.5"'),
    },
    "steps": {
        "process": Key("Which process it is.", '"steps"'),
        "values": Key("The values, one after another.", '[100, "60 to 90"]'),
        "at": Key("When the second value begins, the third and so on.", "[6]", "elapsed months"),
    },
    "on_off": {
        "process": Key("Which process it is.", '"on_off"'),
        "on_lasts": Key("How long a period of on lasts, anew for each; it begins on.", '"12 to 36"', "months"),
        "off_lasts": Key("How long a period of off lasts, anew for each.", '"1 to 4"', "months"),
    },
    "events": {"process": Key("Which process it is.", '"events"'), **_FREQUENCIES},
    "strategy": {
        "label": Key("Its name in reports.", '"API under a BAA"', "", "the name"),
        "kind": Key("What kind of strategy it is; changes no number.", '"api"', "", "none"),
        "barred": Key(
            "Why it may not be chosen: it is simulated and shown for its price, and never named the winner.",
            '"no vendor signs for fine-tuning on patient data"',
            "",
            "none: it may be chosen",
        ),
        "like": Key("Another strategy: all of it holds here too, until written again.", '"self_hosted"', "", "none"),
        "without": Key("What is not taken over from `like`.", '["costs.labelling"]', "", "none"),
        "launch": Key("Until when revenue is lost.", "{ months = 2, revenue_per_month = 20_000 }", "", "none"),
        "inputs": Key(
            "Quantities and processes of this strategy, for its formulas.",
            '{ tokens_per_request = "1_500 to 4_000" }',
            "",
            "none",
        ),
        "costs": Key("Its cost lines, by name.", "[strategies.api.costs.tokens]", "", "none"),
        "outputs": Key(
            "Quantities that are reported and never charged.", '{ utilisation = "requests / capacity" }', "", "none"
        ),
        "buffer": Key("A share on top, for what no line lists.", '{ share = "10% to 30%" }', "", "none"),
        "budget_per_month": Key(
            "What was promised; reports give the chance to keep it.", "7_000", "currency a month", "none"
        ),
    },
    "line": {
        "category": Key("What kind of cost it is.", '"Compute"'),
        "monthly": Key("Amount of a month.", '"requests * 0.01"', "currency a month", "none"),
        "one_time": Key("Amount that is paid once, in month floor(after) + 1.", "40_000", "currency", "none"),
        "per_event": Key("Amount of one event, drawn anew for each.", '"2_000 to 40_000"', "currency", "none"),
        **_FREQUENCIES,
        "on": Key("The events process at whose events it is paid.", '"retraining"', "", "none"),
        "after": Key("When the line begins.", '"launch"', "elapsed months", "0"),
        "until": Key("When the line ends.", "12", "elapsed months", "the horizon"),
        "residual": Key(
            "Share of a one_time amount that it would still fetch, a formula over `age`.",
            '"max(0, 1 - age / 36)"',
            "",
            "none",
        ),
        "commitment": Key("Length of a period that is paid whole once begun.", "12", "months", "none"),
    },
    "launch": {
        "months": Key("How long until production.", '"0.5 to 2"', "months"),
        "revenue_per_month": Key("Revenue that is lost each month until then.", "20_000", "currency a month"),
    },
    "buffer": {
        "share": Key("Share of each month's amounts.", '"10% to 70%"'),
        "on": Key("The categories it is taken of.", '["Compute"]', "", "all but Opportunity"),
    },
}


def describe(table: str, key: str = "") -> str:
    """Return what a table is, or what a key of it holds, with its unit; empty where the language has no such thing."""
    if not key:
        return TABLES.get(table, "")
    found = KEYS.get(table, {}).get(key)
    if found is None:
        return ""
    return f"{found.text} Unit: {found.unit}." if found.unit else found.text
