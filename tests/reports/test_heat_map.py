"""The map: its cells are those of the sweep, and its sentence says truly where the answer flips."""

from __future__ import annotations

import math

import pytest
from story_case import PAIR, VOLUME, said, swept

from tcorisk import load
from tcorisk.reports.stories import HeatMap
from tcorisk.reports.words.layout import text_width


def cells(chance: list[list[float]], columns: tuple[float, ...] = (10_000, 40_000, 160_000)) -> HeatMap:
    rows = (4, 6)
    points = [(x, y, chance[j][i]) for i, x in enumerate(columns) for j, y in enumerate(rows)]
    return HeatMap.of(swept(points, (VOLUME, PAIR)), load("two_year_exercise"))


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        ([[0.3, 0.7, 0.9], [0.1, 0.3, 0.7]], "above about 20,000 to 80,000 requests per day"),
        ([[0.3, 0.7, 0.9], [0.3, 0.7, 0.8]], "above about 20,000 requests per day, at any pair hour"),
        ([[0.0, 1.0, 1.0], [0.0, 0.0, 1.0]], "above about 10,000 to 160,000 requests per day"),
        ([[0.7, 0.3, 0.1], [0.9, 0.7, 0.3]], "below about 20,000 to 80,000 requests per day"),
        ([[0.6, 0.7, 0.9], [0.6, 0.7, 1.0]], "in at least 60 % of futures everywhere on this map"),
        ([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], "in under 1 % of futures"),
        ([[0.3, 0.3, 0.5], [0.1, 0.2, 0.3]], "in at most 50 % of futures"),
        ([[0.3, 0.3, 0.7], [0.1, 0.2, 0.3]], "in 1 of the 6 cases on this map"),
        ([[0.3, 0.7, 0.7], [0.7, 0.6, 0.3]], "in 4 of the 6 cases on this map"),
    ],
)
def test_where_the_answer_flips_is_said_truly(chance: list[list[float]], words: str) -> None:
    story = cells(chance)
    assert story.chance == tuple(tuple(row) for row in chance)
    assert (story.columns, story.rows) == ((10_000.0, 40_000.0, 160_000.0), (4.0, 6.0))
    assert words in story.headline
    assert text_width(story.headline) <= 110
    assert said(f"map, {chance}", story.headline)


def test_todays_place_is_marked_where_it_is_on_the_map() -> None:
    x, y = cells([[0.3, 0.7, 0.9], [0.1, 0.3, 0.7]]).today or (0.0, 0.0)
    assert x == 40_000.0
    assert y == pytest.approx(math.sqrt(4.20 * 8.50))  # the median of the lognormal between them
    assert cells([[0.3, 0.7, 0.9], [0.1, 0.3, 0.7]], (1.0, 2.0, 3.0)).today is None


def test_a_map_with_a_hole_is_refused() -> None:
    holed = swept([(1, 4, 0.1), (2, 4, 0.1), (1, 6, 0.1)], (VOLUME, PAIR))
    with pytest.raises(ValueError, match="each combination"):
        HeatMap.of(holed, load("two_year_exercise"))
    with pytest.raises(ValueError, match="strategy needs to be one of self_hosted, got 'api'"):
        HeatMap.of(holed, load("two_year_exercise"), "api")
