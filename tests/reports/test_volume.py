"""The probability against volume: crossings worked out by hand, and sentences that are true of each curve."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from story_case import PAIR, VOLUME, said, swept

from tcorisk import load, sweep
from tcorisk.reports.stories import VolumeChance
from tcorisk.reports.stories.swept import crossings
from tcorisk.reports.words.layout import text_width


def curve(points: list[tuple[float, float]], **more: Any) -> VolumeChance:
    return VolumeChance.of(swept(points, **more), load("two_year_exercise"))


def test_the_crossing_lies_where_it_does_by_hand() -> None:
    # normal scores of 0.3 and 0.7 differ by their sign alone: half way, on the logarithm
    story = curve([(1_000, 0.1), (10_000, 0.3), (40_000, 0.7), (100_000, 0.9)])
    assert story.logarithmic
    assert story.even == {"self_hosted": pytest.approx(20_000.0)}
    assert story.values == (1_000.0, 10_000.0, 40_000.0, 100_000.0)
    assert story.chance == {"self_hosted": (0.1, 0.3, 0.7, 0.9)}
    assert story.today == 40_000.0
    straight = curve([(10_000, 0.3), (40_000, 0.7)])
    assert not straight.logarithmic
    assert straight.even == {"self_hosted": pytest.approx(25_000.0)}
    # scores of 0.8413 and 0.0228 are +1 and -2: a third of the way down
    falling = crossings([10.0, 40.0], [0.841344746, 0.022750132], logarithmic=False)
    assert [(round(place.value, 5), place.rises) for place in falling] == [(20.0, False)]


def test_the_crossing_of_a_real_sweep_is_close_to_that_of_the_search() -> None:
    frame = sweep("two_year_exercise", {VOLUME: [10_000, 22_500, 40_000, 100_000]}, 8_192)
    story = VolumeChance.of(frame, load("two_year_exercise"))
    assert story.even["self_hosted"] == pytest.approx(36_090, rel=0.02)  # as `crossover` finds it


def test_the_band_is_that_of_90_percent_within_0_and_1() -> None:
    story = curve([(1_000, 0.0), (10_000, 0.4), (40_000, 1.0)], se=0.01)
    assert story.low["self_hosted"] == pytest.approx((0.0, 0.4 - 0.01753, 1.0 - 0.01753))
    assert story.high["self_hosted"] == pytest.approx((0.01753, 0.4 + 0.01753, 1.0))
    unknown = curve([(1_000, 0.2), (10_000, 0.4)], se=math.nan)
    assert unknown.low == unknown.high == unknown.chance


@pytest.mark.parametrize(
    ("chances", "even", "words"),
    [
        ((0.1, 0.3, 0.7), True, "From about 20,000 requests per day"),
        ((0.9, 0.7, 0.3), True, "Up to about 20,000 requests per day"),
        ((0.0, 0.0, 1.0), True, "From somewhere in 10,000 to 40,000 requests per day"),
        ((0.1, 0.7, 0.3), True, "change places 2 times, first at about"),
        ((0.1, 0.2, 0.3), False, "in at most 30 % of futures at 1,000 to 40,000 requests per day"),
        ((0.1, 0.5, 0.1), False, "in at most 50 %"),  # touches, and does not cross
        ((0.5, 0.5, 0.5), False, "in at most 50 %"),
        ((0.0, 0.0, 0.0), False, "in under 1 %"),
        ((0.5, 0.6, 0.7), True, "From about 1,000 requests per day"),
        ((0.7, 0.6, 0.5), True, "Up to about 40,000 requests per day"),
        ((0.5, 0.4, 0.3), False, "in at most 50 %"),
        ((0.7, 0.5, 0.7), False, "in at least 50 % of futures at 1,000 to 40,000 requests per day"),
        ((0.6, 0.6, 0.7), False, "is cheaper in at least 60 % of futures at 1,000 to 40,000 requests per day"),
    ],
)
def test_what_is_said_of_a_curve_is_true(chances: tuple[float, ...], even: bool, words: str) -> None:
    story = curve(list(zip((1_000, 10_000, 40_000), chances, strict=True)))
    assert ("self_hosted" in story.even) == even
    assert words in story.headline
    assert text_width(story.headline) <= 110
    assert story.headline.endswith("; today 40,000") or "at least" in words
    assert said(f"volume, {' '.join(map(str, chances))}", story.headline)


def test_todays_volume_is_left_out_where_it_is_not_on_the_axis() -> None:
    story = curve([(1_000, 0.3), (10_000, 0.7)])
    assert story.today is None
    assert "today" not in story.headline


@pytest.mark.parametrize(
    ("frame", "complaint"),
    [
        (swept([(1, 2, 0.3), (2, 2, 0.3)], (VOLUME, PAIR)), "needs to vary 1 address, it varies 2"),
        (swept([("1 to 2", 0.3), ("2 to 3", 0.3)]), "need to be numbers"),
        (swept([(1_000, 0.3)]), "two values"),
        (swept([(1_000, 0.3), (2_000, 0.4), (2_000, 0.4)]), "once"),
        (swept([(1_000, 0.3), (2_000, 0.4)]).query("strategy == 'api'"), "no strategy beside the baseline"),
        (swept([(1_000, 0.3), (2_000, 0.4)]).drop(columns="p_beats"), "lacks p_beats"),
    ],
)
def test_other_sweeps_are_refused(frame: pd.DataFrame, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        VolumeChance.of(frame, load("two_year_exercise"))


def test_a_horizon_that_was_not_swept_is_refused() -> None:
    with pytest.raises(ValueError, match="one of 24, got 12"):
        VolumeChance.of(swept([(1_000, 0.3), (2_000, 0.4)]), load("two_year_exercise"), horizon=12)
