"""What is said of bad cases and budgets, and where the axis of the volume ends: true in every case."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from board_case import hostile_board, small_board

from tcorisk import load, simulate
from tcorisk.reports.board.volume_axis import first_look, highest_moving, volume_values
from tcorisk.reports.stories import BudgetKept, HeatMap, Savings, VolumeChoice, bad_case
from tcorisk.reports.stories.budget import _headline
from tcorisk.reports.stories.footer import footer
from tcorisk.reports.words.layout import clean, text_width
from tcorisk.reports.words.names import in_sentence
from tcorisk.reports.words.view import View


def document(chosen: str, lowest: str | None, worst: tuple[float, float, float], **more: str) -> dict[str, Any]:
    """Return the small board's: one of A, B and C is recommended, one costs least in a bad case, at these amounts."""
    found = deepcopy(small_board().document)
    names = dict(zip("ABC", found["strategies"], strict=True))
    for label, cost in zip("ABC", worst, strict=True):
        strategy = found["strategies"][names[label]]
        strategy["label"] = label
        strategy.update(more if label == "C" else {})
        strategy["horizons"]["12"]["cvar95"] = cost
        strategy["horizons"]["12"]["interval90"]["cvar95"] = [cost - 175.0, cost + 175.0]
    found["verdict"]["recommended"] = found["verdict"]["lowest"] = names[chosen]
    found["verdict"]["compared_with"] = names["A" if chosen == "C" else "C"]
    found["verdict"]["bad_case"]["lowest"] = None if lowest is None else names[lowest]
    return found


@pytest.mark.parametrize(
    ("chosen", "lowest", "worst", "sentence"),
    [
        ("A", "B", (900e3, 500e3, 600e3), "In the worst 5 % of futures A costs 900,000 * on average, B 500,000"),
        (
            "A",
            "A",
            (400e3, 500e3, 600e3),
            "A costs least in a bad case too: 400,000 * in the worst 5 %, 600,000 with C",
        ),
        ("A", None, (500.1e3, 500e3, 600e3), "In the worst 5 % of futures A costs 500,000 * on average, C 600,000"),
        (
            "A",
            None,
            (500e3, 500.1e3, 500e3),
            "In a bad case all cost about the same: 500,000 * over 12 months in the worst 5 %",
        ),
    ],
)
def test_the_bad_case_of_the_recommended_strategy_beside_the_lowest(
    chosen: str, lowest: str | None, worst: tuple[float, float, float], sentence: str
) -> None:
    currency = small_board().scenario.currency
    assert bad_case(document(chosen, lowest, worst)) == sentence.replace("*", currency)


def test_what_is_barred_is_not_spoken_of() -> None:
    found = document("A", "B", (900e3, 500e3, 100e3), barred="the contract forbids it")
    currency = small_board().scenario.currency
    assert bad_case(found) == f"In the worst 5 % of futures A costs 900,000 {currency} on average, B 500,000"


def test_least_in_a_bad_case_too_is_said_of_what_costs_least_of_all_otherwise_as_well() -> None:
    currency = small_board().scenario.currency
    apart = f"In the worst 5 % of futures A costs 400,000 {currency} on average, C 600,000"
    kept_by_a_margin = document("A", "A", (400e3, 500e3, 600e3))
    kept_by_a_margin["verdict"]["lowest"] = kept_by_a_margin["verdict"]["compared_with"]
    assert bad_case(kept_by_a_margin) == apart
    assert bad_case(document("A", "A", (400e3, 500e3, 600e3), barred="no")) != apart
    beside = document("A", "A", (400e3, 500e3, 600e3))
    beside["strategies"][[*beside["strategies"]][1]].update(barred="no")
    beside["strategies"][[*beside["strategies"]][1]]["horizons"]["12"]["cvar95"] = 100e3
    assert bad_case(beside) == apart


def test_bad_cases_of_real_scenarios() -> None:
    close = bad_case(simulate(load("two_year_exercise"), 8_192).document)
    assert close.startswith("In the worst 5 % of futures API costs 5")  # by the margin: on average another costs least
    fixed = bad_case(simulate(load("support_chatbot"), 8_192).document)
    assert fixed == "Every input is one number: what could go wrong is not in these figures"
    hostile = bad_case(hostile_board().document)
    assert text_width(hostile) <= 110
    assert hostile == clean(hostile)


# ------------------------------------------------------------------------------------------------------------ budget


def headline(p80: float, budgets: tuple[str, ...], chosen: str) -> str:
    names = dict(zip("abc", small_board().scenario.strategies, strict=True))
    needed = {name: 12.0 * (p80 + 1_000.0 * at) for at, name in enumerate(names.values())}
    story = BudgetKept.of(small_board().result)
    story = _with(
        story,
        labels={name: letter.upper() for letter, name in names.items()},
        p80=needed,
        budgets={names[letter]: 12.0 * 7_000.0 for letter in budgets},
        kept={names[letter]: 0.5 for letter in budgets},
        kept_words={names[letter]: "50 of 100" for letter in budgets},
    )
    found = document(chosen, None, (1.0, 2.0, 3.0))
    for name, amount in needed.items():
        found["strategies"][name]["horizons"]["12"]["cash"]["p80"] = amount
    return _headline(View(found, 100), story).replace(small_board().scenario.currency, "USD")


def _with(story: BudgetKept, **changes: Any) -> BudgetKept:
    from dataclasses import replace

    return replace(story, **changes)


@pytest.mark.parametrize(
    ("p80", "budgets", "chosen", "sentence"),
    [
        (
            8e3,
            "a",
            "A",
            "Raise the budget of A from 7,000 USD a month to 8,000 (P80): 7,000 is kept in 50 of 100 futures",
        ),
        (6e3, "b", "B", "The budget of B, 7,000 USD a month, is kept in 50 of 100 futures; P80 is 7,000"),
        (6e3, "ab", "A", "The budget of A, 7,000 USD a month, is kept in 50 of 100 futures; P80 is 6,000"),
        (8e3, "", "C", "Budget 120,000 USD (P80) for C over 12 months, 10,000 a month"),
        (
            8e3,
            "ab",
            "C",
            "Budget 120,000 USD (P80) for C over 12 months, 10,000 a month",
        ),  # others' budgets say nothing
    ],
)
def test_the_budget_is_that_of_the_recommended_strategy(p80: float, budgets: str, chosen: str, sentence: str) -> None:
    assert headline(p80, tuple(budgets), chosen) == sentence


def test_the_first_budget_is_that_of_the_focus() -> None:
    result = small_board().result
    assert next(iter(BudgetKept.of(result, strategy="own").budgets)) == "own"
    assert next(iter(BudgetKept.of(result, strategy="cheap").budgets)) == "cheap"
    for name in ("own", "cheap"):
        label = in_sentence(small_board().scenario.strategies[name].label)
        assert f"udget of {label}" in BudgetKept.of(result, strategy=name).headline


# ------------------------------------------------------------------------------------------------------------ volume


def look(chosen: tuple[str, ...] = ("a",) * 3, **chances: tuple[float, ...]) -> float:
    values = first_look(100.0)
    rows = [
        (x, name, p, name == choice)
        for name, found in chances.items()
        for x, p, choice in zip(values, found, chosen, strict=True)
    ]
    return highest_moving(pd.DataFrame(rows, columns=["volume", "strategy", "p_cheapest", "recommended"]), "volume")


@pytest.mark.parametrize(
    ("chances", "ends"),
    [
        ({"a": (0.0, 0.0, 0.0)}, 0),
        ({"a": (0.999, 1.0, 1.0)}, 0),
        ({"a": (0.6, 0.995, 1.0)}, 1),
        ({"a": (0.6, 0.995, 1.0), "b": (0.0, 0.02, 0.001)}, 2),
        ({"a": (0.0, 0.0, 1.0)}, 2),  # from next to never to next to always: between two values
        ({"a": (0.9, 0.9, 0.9)}, 2),  # has not settled
        ({"a": (1.0, 1.0, 1.0), "b": (0.0, 0.0, 0.0), "chosen": ("b", "b", "a")}, 2),  # the margin is met late
    ],
)
def test_the_axis_ends_where_the_answer_has_settled(chances: dict[str, Any], ends: int) -> None:
    assert look(**chances) == pytest.approx(first_look(100.0)[ends])


@pytest.mark.parametrize(("highest", "count", "place"), [(1_000.0, 13, 6), (3_162.3, 11, 4), (10_000.0, 13, 4)])
def test_values_run_from_a_tenth_to_the_end_over_the_own_one(highest: float, count: int, place: int) -> None:
    values = volume_values(123.456, 1.23456 * highest)
    assert (values[0], len(values), values[place]) == (12.3, count, 123.456)
    assert values[-1] == pytest.approx(1.23456 * highest, rel=5e-3)
    assert 123.456 in values[::2]
    steps = [b / a for a, b in pairwise(values)]
    assert max(steps) == pytest.approx(min(steps), rel=0.02)


def test_a_median_of_a_range_is_not_called_today() -> None:
    volume = small_board().stories["volume"]
    assert isinstance(volume, VolumeChoice)
    assert volume.likely is not None
    assert volume.mark.startswith("median ")
    assert "today" not in volume.headline + volume.note + volume.subtitle
    assert "this input fixed at each point" in volume.subtitle
    grid = small_board().stories["heat_map"]
    assert isinstance(grid, HeatMap)
    assert grid.own_words == "medians of the file"
    assert "both inputs fixed" in grid.subtitle
    assert volume.headline != grid.headline


# ------------------------------------------------------------------------------------------------------------- words


def test_a_footer_claims_no_futures_where_nothing_is_random() -> None:
    scenario = small_board().scenario
    config = f"config {scenario.sha256[:8]}"
    dated = "latest dated source 2026-11-01"
    assert footer(scenario, 8_192, 3) == f"8,192 futures · seed 3 · {dated} · {config}"
    assert footer(scenario, 8_192, 3, certain=True) == f"no uncertainty entered · {dated} · {config}"


def test_words_where_nothing_is_random_speak_of_no_percentiles() -> None:
    result = simulate(load("support_chatbot"), 8_192)
    from tcorisk.reports.stories import CostByCategory, CumulativeCost, FirstEstimate

    for story in (
        CumulativeCost.of(result),
        BudgetKept.of(result),
        Savings.of(result),
        CostByCategory.of(result),
        FirstEstimate.of(result),
    ):
        words = f"{story.headline} {story.subtitle} {story.note} {story.footer}"
        for word in ("P10", "P50", "P90", "mean", "average", "seed", "share of"):
            assert word not in words, (word, words)


def test_bars_that_take_in_what_lies_beyond_say_so() -> None:
    story = Savings.of(small_board().result)
    sample = small_board().result.sample
    saved = sample.tco[story.baseline, 12] - sample.tco[story.strategy, 12]
    beyond = bool(saved.min() < story.edges[0] or saved.max() > story.edges[-1])
    assert story.beyond == beyond
    assert ("beyond" in story.note) == beyond
