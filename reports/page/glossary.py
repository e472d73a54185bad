"""The words of the page, each with one meaning: in the glossary, and wherever a reader points at a heading."""

from __future__ import annotations

from typing import Final

from ..board.assumptions import STALE

__all__ = ["GLOSSARY", "MEANINGS"]

#: What each figure means, by a short name that the sections use.
MEANINGS: Final[dict[str, str]] = {
    "p10": "One future in ten costs less. This is luck, not a plan.",
    "p50": "Half of all futures cost less, half cost more.",
    "p80": "Four futures in five cost less.",
    "p90": "Nine futures in ten cost less. A cautious budget covers this.",
    "mean": "The average over all futures. Means of parts add up, percentiles need not.",
    "certain": "Nothing about this figure is random.",
    "worst": "The average of the most expensive 5 % of all futures: what it costs if things go badly.",
    "spreadsheet": "The same scenario with one best guess in every cell, as a spreadsheet would have it.",
    "cash": "What leaves the bank: nominal, without lost revenue and resale value.",
    "a_month": "Cash over the whole period, divided by its months.",
    "budget": "The budget a month that the scenario states.",
    "contingency": "Cash above the spreadsheet estimate that makes the budget enough with this probability.",
    "kept": "In so many futures, cash over the whole period stays within the budget.",
    "beats": "In so many futures the strategy costs strictly less than the other one; both meet the same futures.",
    "by_10": "In so many futures it costs at least 10 % less.",
    "by_20": "In so many futures it costs at least 20 % less. On paper, 10 to 20 % seldom survive reality.",
    "ties": "In so many futures both cost the same.",
    "cheapest": "In so many futures no other strategy costs less; one in which several cost the least is shared.",
    "choice": "What the decision's rule recommends: what scores lowest, or the baseline where that saves too little.",
    "saves_p10": "The bad end: nine futures in ten save more than this. Below 0 the strategy costs more.",
    "saves_p50": "P50 of the difference: half of all futures save more than this. Below 0 the strategy costs more.",
    "saves_p90": "The good end: one future in ten saves more than this.",
    "breaks_p10": "By this month it has become cheaper for good in one future in ten.",
    "breaks_p50": "By this month it has become cheaper for good in half of all futures.",
    "breaks_p90": "By this month it has become cheaper for good in nine futures in ten.",
    "never": "In so many futures it does not become cheaper for good within the period.",
}

#: Terms in the order in which a reader needs them.
GLOSSARY: Final[tuple[tuple[str, str], ...]] = (
    (
        "Future",
        "One way in which everything uncertain may turn out, month by month. The simulation runs very many of them; "
        "all strategies meet the same ones, so differences between strategies are not luck.",
    ),
    (
        "Total cost of ownership (TCO)",
        "What a strategy costs over the whole period: the present value of every line and of lost revenue, less the "
        "resale value of purchases. It decides which strategy wins.",
    ),
    ("Cash", f"{MEANINGS['cash']} It is the figure to budget."),
    ("P50 (median)", MEANINGS["p50"]),
    ("P80", MEANINGS["p80"]),
    ("P90", f"{MEANINGS['p90']} P10 is the lucky end: one future in ten costs less."),
    (
        "Mean",
        "The average over all futures. Means of lines and categories add up to the mean of the whole. Percentiles do "
        "not: bad luck seldom strikes everywhere at once. A few very expensive futures raise the mean above P50.",
    ),
    ("Mean of the worst 5 %", MEANINGS["worst"]),
    (
        "Probability",
        "A share of futures: 47 of 100 means that this happened in 47 of every 100 simulated futures.",
    ),
    (
        "Baseline",
        "The strategy that the others are compared with. Savings are baseline minus strategy, in the same future.",
    ),
    (
        "Median saving",
        "The P50 of the difference between two strategies in the same futures: half of all futures save more. It is "
        "not the difference of their P50s.",
    ),
    (
        "Break-even",
        "The first month from which a strategy's cost so far stays below the baseline's to the end of the period. "
        "Never is an answer too.",
    ),
    (
        "Spreadsheet estimate",
        f"{MEANINGS['spreadsheet']} Usually too low: costs can rise further than they fall.",
    ),
    ("Opportunity", "Revenue that is lost until the work is live. It is part of total cost, and no cash."),
    ("Incidents", "Things that happen at random: their number is drawn, and the cost of each one separately."),
    (
        "P5 to P95 of an assumption",
        "Nine times in ten the number lies between the two. A distribution says how likely each value in between is.",
    ),
    (
        "Stale",
        f"A source dated more than {STALE} before the report: check its price again before relying on it.",
    ),
    (
        "Simulation error",
        "How precisely the simulation knows its own figures: with another seed the last digits change. More futures "
        "make it smaller. It is not the risk, which the percentiles show, and it says nothing about the assumptions.",
    ),
    (
        "Seed and config hash",
        "With the same scenario file, seed and version, the same figures come out again, to the last digit.",
    ),
)
