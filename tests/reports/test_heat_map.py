"""The map: its cells are the choice at two values, and its sentence says truly where that changes."""

from __future__ import annotations

import math

import pytest
from choice_writer import choice_text
from story_case import PAIR, VOLUME, said, swept

from tcorisk import load, simulate, sweep
from tcorisk.configs import loads
from tcorisk.reports.stories import HeatMap
from tcorisk.reports.words.layout import text_width


def cells(saving: list[list[float]], columns: tuple[float, ...] = (10_000, 40_000, 160_000)) -> HeatMap:
    rows = (4, 6)
    points = [(x, y, saving[j][i]) for i, x in enumerate(columns) for j, y in enumerate(rows)]
    return HeatMap.of(swept(points, (VOLUME, PAIR)), load("two_year_exercise"))


@pytest.mark.parametrize(
    ("saving", "words"),
    [
        ([[0.1, 0.3, 0.9], [-0.9, 0.1, 0.3]], "above about 25,000 to 100,000 requests per day, depending on pair hour"),
        ([[0.1, 0.3, 0.9], [0.1, 0.3, 0.8]], "is the choice above about 25,000 requests per day, at any pair hour"),
        ([[0.3, 0.1, -0.9], [0.9, 0.3, 0.1]], "is the choice up to about 25,000 to 100,000 requests per day"),
        ([[0.6, 0.7, 0.9], [0.25, 0.7, 1.0]], "is the choice in all 6 cases on this map: it saves at least 25 %"),
        ([[-0.5, -0.4, -0.3], [-0.2, -0.2, -0.1]], "API costs least in all 6 cases on this map"),
        ([[-0.5, 0.1, 0.15], [0.0, 0.0, 0.0]], "Stay with API in all 6 cases on this map: the most"),
        ([[0.3, 0.3, 0.7], [0.1, 0.1, 0.1]], "Llama 3 70B on 2x H100 in 3 of 6 cases, API in 3"),
        ([[0.1, 0.3, 0.1], [0.7, 0.6, 0.3]], "Llama 3 70B on 2x H100 in 4 of 6 cases, API in 2"),
    ],
)  # fmt: skip
def test_where_the_choice_changes_is_said_truly(saving: list[list[float]], words: str) -> None:
    story = cells(saving)
    for row, expected in zip(story.answers, saving, strict=True):
        assert [cell.saving for cell in row] == pytest.approx([max(share, 0.0) for share in expected])
        assert [cell.chosen for cell in row] == ["self_hosted" if share >= 0.2 else "api" for share in expected]
    assert (story.columns, story.rows) == ((10_000.0, 40_000.0, 160_000.0), (4.0, 6.0))
    assert words in story.headline
    assert text_width(story.headline) <= 110
    assert said(f"map, {saving}", story.headline)


def test_a_cell_says_the_choice_and_what_the_cheapest_saves() -> None:
    story = cells([[-0.5, 0.12, 0.3], [-0.5, 0.0, 0.2]])
    assert story.cells == (("A", "A (B 12 %)", "B 30 %"), ("A", "A", "B 20 %"))
    assert story.pale_words == "pale, in brackets: saves less than 20 %"
    assert [words for _, words in story.key] == ["A: API", "B: Llama 3 70B on 2x H100"]
    pale, deep = story.papers[0][1], story.papers[0][2]
    assert pale != deep and deep == story.key[1][0]
    assert cells([[-0.5, -0.1, 0.3], [-0.5, 0.0, 0.2]]).pale_words == ""


@pytest.mark.parametrize("seed", range(4))
def test_a_cell_is_the_verdict_of_a_run_with_its_values(seed: int) -> None:
    """On generated scenarios; the swept margin is one of the two values."""
    scenario = loads(choice_text(seed), f"choice_{seed}")
    vary = {"drivers.volume": [2_000.0, 6_000.0, 20_000.0], "strategies.s0.costs.use.after": [0.0, 2.0]}
    story = HeatMap.of(sweep(scenario, vary, 8_192), scenario, horizon=scenario.horizons[-1])
    for y, row in zip(story.rows, story.answers, strict=True):
        for x, cell in zip(story.columns, row, strict=True):
            values = dict(zip(vary, (x, y), strict=True))
            verdict = simulate(scenario.with_values(values), 8_192).document["verdict"]
            assert (cell.chosen, cell.lowest) == (verdict["recommended"], verdict["lowest"])


def test_todays_place_is_marked_where_it_is_on_the_map() -> None:
    story = cells([[0.1, 0.3, 0.9], [-0.9, 0.1, 0.3]])
    x, y = story.today or (0.0, 0.0)
    assert x == 40_000.0
    assert y == pytest.approx(math.sqrt(4.20 * 8.50))  # the median of the lognormal between them
    assert story.own_cell == (1, 1)
    assert story.across == "Requests per day (today 40,000)"
    assert story.up.startswith("Pair hour (median 5.97, P10 to P90 4.5")
    assert story.own_words == "medians of the file"
    nowhere = cells([[0.3, 0.7, 0.9], [0.1, 0.3, 0.7]], (1.0, 2.0, 3.0))
    assert (nowhere.today, nowhere.own_cell, nowhere.across) == (None, None, "Requests per day")


def test_a_map_with_a_hole_is_refused() -> None:
    holed = swept([(1, 4, 0.1), (2, 4, 0.1), (1, 6, 0.1)], (VOLUME, PAIR))
    with pytest.raises(ValueError, match=r"each combination|two values"):
        HeatMap.of(holed, load("two_year_exercise"))
