"""What is said of bad cases and budgets, and where the axis of the volume ends: true in every case."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pandas as pd
import pytest
from board_case import hostile_board, small_board

from tcorisk import load, simulate
from tcorisk.reports.board.volume_axis import first_look, highest_moving, volume_values
from tcorisk.reports.stories import BudgetKept, HeatMap, Savings, VolumeChance, bad_case
from tcorisk.reports.stories.budget_headline import budget_headline
from tcorisk.reports.stories.footer import footer
from tcorisk.reports.words.layout import clean, text_width
from tcorisk.reports.words.view import View


def document(cheapest: tuple[float, float, float], worst: tuple[float, float, float], **more: str) -> dict[str, Any]:
    """Return the small board's, in which A, B and C are so often the cheapest, and cost so much in a bad case."""
    found = deepcopy(small_board().document)
    for name, label, share, cost in zip(found["strategies"], "ABC", cheapest, worst, strict=True):
        found["strategies"][name]["label"] = label
        found["strategies"][name].update(more if label == "C" else {})
        numbers = found["strategies"][name]["horizons"]["12"]
        numbers.update(p_cheapest=share, cvar95=cost)
        numbers["se"]["cvar95"] = 100.0
    return found


@pytest.mark.parametrize(
    ("cheapest", "worst", "sentence"),
    [
        (
            (0.7, 0.2, 0.1),
            (900e3, 500e3, 600e3),
            "Cheapest in most futures, but its bad case is the dearest: in the worst 5 % A costs 900,000 *, B 500,000",
        ),
        (
            (0.4, 0.3, 0.3),
            (900e3, 500e3, 600e3),
            "Cheapest most often, but its bad case is the dearest: in the worst 5 % A costs 900,000 *, B 500,000",
        ),
        (
            (0.7, 0.2, 0.1),
            (400e3, 500e3, 600e3),
            "Cheapest in most futures, and its worst 5 % is the cheapest too: A 400,000 *, C 600,000",
        ),
        (
            (0.7, 0.2, 0.1),
            (500.1e3, 500e3, 600e3),
            "Cheapest in most futures, and its bad case is as cheap as any: in the worst 5 % A costs 500,000 *, "
            "C 600,000",
        ),
        (
            (0.7, 0.2, 0.1),
            (600e3, 500e3, 900e3),
            "A is cheapest in most futures, B when it goes badly: 500,000 * in its worst 5 %, against 600,000",
        ),
        (
            (0.7, 0.2, 0.1),
            (500e3, 500.1e3, 500e3),
            "A is cheapest in most futures; when it goes badly all cost about the same: 500,000 *",
        ),
        (
            (0.4, 0.4, 0.2),
            (600e3, 500e3, 900e3),
            "B has the cheapest bad case: 500,000 * in the worst 5 %, against 900,000 for C",
        ),
        (
            (0.4, 0.4, 0.2),
            (500e3, 500e3, 500e3),
            "When it goes badly all cost about the same: the worst 5 %, 500,000 * over 12 months",
        ),
    ],
)
def test_the_cheapest_and_the_bad_case_are_held_beside_each_other(
    cheapest: tuple[float, float, float], worst: tuple[float, float, float], sentence: str
) -> None:
    currency = small_board().scenario.currency
    assert bad_case(document(cheapest, worst)) == sentence.replace("*", currency)


def test_what_is_barred_is_not_spoken_of() -> None:
    found = document((0.7, 0.3, 0.0), (900e3, 500e3, 100e3), barred="the contract forbids it")
    currency = small_board().scenario.currency
    start = "Cheaper in most futures, but its bad case is the dearer: in the worst 5 % A costs 900,000"
    assert bad_case(found) == f"{start} {currency}, B 500,000"


def test_bad_cases_of_real_scenarios() -> None:
    close = bad_case(simulate(load("two_year_exercise"), 8_192).document)
    assert close.startswith("Cheaper in most futures, but its worst 5 % is the dearer: Llama 3 70B on 2x H100 5")
    fixed = bad_case(simulate(load("support_chatbot"), 8_192).document)
    assert fixed == "Every input is one number: what could go wrong is not in these figures"
    hostile = bad_case(hostile_board().document)
    assert text_width(hostile) <= 110
    assert hostile == clean(hostile)


# ------------------------------------------------------------------------------------------------------------ budget


def headline(p90: tuple[float, float, float], promised: tuple[str, ...], cheapest: tuple[float, ...]) -> str:
    names = dict(zip("abc", small_board().scenario.strategies, strict=True))
    story = BudgetKept.of(small_board().result)
    story = _with(
        story,
        labels={name: letter.upper() for letter, name in names.items()},
        p90={name: 12.0 * amount for name, amount in zip(names.values(), p90, strict=True)},
        promised={names[letter]: 12.0 * 7_000.0 for letter in promised},
        kept={names[letter]: 0.5 for letter in promised},
        kept_words={names[letter]: "50 of 100" for letter in promised},
    )
    found = document((cheapest[0], cheapest[1], cheapest[2]), (1.0, 2.0, 3.0))
    return budget_headline(View(found, 100), story).replace(small_board().scenario.currency, "USD")


def _with(story: BudgetKept, **changes: Any) -> BudgetKept:
    from dataclasses import replace

    return replace(story, **changes)


@pytest.mark.parametrize(
    ("p90", "promised", "cheapest", "sentence"),
    [
        (
            (9e3, 8e3, 7.5e3),
            ("b",),
            (0.2, 0.7, 0.1),
            "B keeps the promised 7,000 USD a month in 50 of 100 futures; P90 needs 8,000, with C 7,500 (the lowest)",
        ),
        (
            (9e3, 7e3, 7.5e3),
            ("b", "c"),
            (0.7, 0.2, 0.1),
            "B keeps the promised 7,000 USD a month in 50 of 100 futures; P90 needs 7,000 (the lowest), with A 9,000",
        ),
        (
            (9e3, 7e3, 7e3),
            ("b",),
            (0.7, 0.2, 0.1),
            "B keeps the promised 7,000 USD a month in 50 of 100 futures; P90 needs 7,000 (as low as any), "
            "with A 9,000",
        ),
        (
            (9e3, 8e3, 7e3),
            ("b",),
            (0.7, 0.2, 0.1),
            "P90 a month: 7,000 USD with C, 9,000 with A; B keeps its promise in 50 of 100 futures",
        ),
        (
            (9e3, 8e3, 7e3),
            (),
            (0.2, 0.7, 0.1),
            "Nine futures in ten stay within 84,000 USD over 12 months with C, within 96,000 with B",
        ),
        (
            (9e3, 8e3, 7e3),
            (),
            (0.2, 0.1, 0.7),  # who is the cheapest has the lowest P90 too: held against the highest
            "Nine futures in ten stay within 84,000 USD over 12 months with C, within 108,000 with A",
        ),
    ],
)
def test_the_budget_names_the_lowest_p90_and_the_cheapest(
    p90: tuple[float, float, float], promised: tuple[str, ...], cheapest: tuple[float, ...], sentence: str
) -> None:
    assert headline(p90, promised, cheapest) == sentence


def test_the_promise_told_first_is_that_of_the_focus() -> None:
    result = small_board().result
    assert next(iter(BudgetKept.of(result, strategy="own").promised)) == "own"
    assert next(iter(BudgetKept.of(result, strategy="cheap").promised)) == "cheap"
    for name in ("own", "cheap"):
        label = small_board().scenario.strategies[name].label
        assert BudgetKept.of(result, strategy=name).headline.startswith((f"{label} ", f"{label}:"))


# ------------------------------------------------------------------------------------------------------------ volume


def look(**chances: tuple[float, ...]) -> float:
    values = first_look(100.0)
    rows = [(x, name, p) for name, found in chances.items() for x, p in zip(values, found, strict=True)]
    rows += [(x, "base", float("nan")) for x in values]
    return highest_moving(pd.DataFrame(rows, columns=["volume", "strategy", "p_beats"]), "volume")


@pytest.mark.parametrize(
    ("chances", "ends"),
    [
        ({"a": (0.0, 0.0, 0.0, 0.0, 0.0)}, 0),
        ({"a": (0.999, 1.0, 1.0, 1.0, 1.0)}, 0),
        ({"a": (0.3, 0.6, 0.995, 1.0, 1.0)}, 2),
        ({"a": (0.3, 0.6, 0.995, 1.0, 1.0), "b": (0.0, 0.0, 0.0, 0.02, 0.001)}, 4),
        ({"a": (0.0, 0.0, 0.0, 0.0, 1.0)}, 4),  # from next to never to next to always: between two values
        ({"a": (0.9, 0.9, 0.9, 0.9, 0.9)}, 4),  # has not settled
    ],
)
def test_the_axis_ends_where_chances_have_settled(chances: dict[str, tuple[float, ...]], ends: int) -> None:
    assert look(**chances) == pytest.approx(first_look(100.0)[ends])


def test_values_run_from_a_tenth_to_the_end() -> None:
    values = volume_values(100.0, 3_160.0)
    assert (values[0], values[-1], len(values)) == (10.0, 3_160.0, 13)
    assert (first_look(100.0)[0], first_look(100.0)[-1]) == (1_000.0, 10_000.0)


def test_a_median_of_a_range_is_not_called_today() -> None:
    volume = small_board().stories["volume"]
    assert isinstance(volume, VolumeChance)
    assert (volume.uncertain, volume.mark) == (True, "median")
    assert "today" not in volume.headline + volume.note
    assert "The mark is the median of the file's range" in volume.note
    grid = small_board().stories["heat_map"]
    assert isinstance(grid, HeatMap)
    assert grid.mark == "medians of the file"


# ------------------------------------------------------------------------------------------------------------- words


def test_a_footer_claims_no_futures_where_nothing_is_random() -> None:
    scenario = small_board().scenario
    config = f"config {scenario.sha256[:8]}"
    dated = "sources dated 2026-01-15 to 2026-11-01"
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
