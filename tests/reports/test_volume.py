"""What is saved by volume: thresholds worked out by hand, and sentences that are true of each curve."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from story_case import PAIR, VOLUME, said, swept

from tcorisk import crossover, load, simulate, sweep
from tcorisk.configs import loads
from tcorisk.reports.stories import VolumeChoice, VolumeSpan
from tcorisk.reports.words.layout import text_width

THREE = """
schema = 1
title = "Three"
currency = "EUR"
horizons = [12]
[drivers]
requests_per_day = { process = "growth", initial = "2_000 to 8_000", growth_per_month = 0.02 }
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests_per_day * 4 * to(0.8, 1.2)"
[strategies.router]
label = "Route to a small model"
costs.setup = { category = "Engineering", one_time = 40_000 }
costs.tokens = { category = "Compute", monthly = "requests_per_day * 2.5 * to(0.8, 1.2)" }
[strategies.own]
label = "Own GPUs"
costs.gpus = { category = "Compute", monthly = "20_000 * to(0.8, 1.2)" }
"""


def curve(points: list[tuple[float, float]], **more: Any) -> VolumeChoice:
    return VolumeChoice.of(swept(points, **more), load("two_year_exercise"))


def test_thresholds_lie_where_they_do_by_hand() -> None:
    # the score falls from 90 to 70 on the way from 10,000 to 40,000: it is 80 half way
    story = curve([(1_000, -0.5), (10_000, 0.1), (40_000, 0.3), (100_000, 0.6)])
    assert story.logarithmic
    assert story.met == {"self_hosted": pytest.approx(25_000.0)}
    assert story.spans == (
        VolumeSpan("api", 1_000.0, pytest.approx(25_000.0)),
        VolumeSpan("self_hosted", pytest.approx(25_000.0), 100_000.0),
    )
    assert story.chosen == ("api", "api", "self_hosted", "self_hosted")
    assert story.saving == {"self_hosted": (-0.5, 0.1, 0.3, 0.6)}
    assert (story.today, story.likely, story.mark) == (40_000.0, None, "today 40,000")
    assert 1_000.0 < story.even["self_hosted"] < 10_000.0
    straight = curve([(10_000, -0.2), (40_000, 0.2)])
    assert not straight.logarithmic
    assert straight.even == {"self_hosted": pytest.approx(25_000.0)}


def test_thresholds_of_a_real_sweep_are_close_to_those_of_the_search() -> None:
    frame = sweep("two_year_exercise", {VOLUME: [10_000, 30_000, 40_000, 60_000, 100_000]}, 8_192)
    story = VolumeChoice.of(frame, load("two_year_exercise"))
    found = crossover("two_year_exercise", VOLUME, 10_000, 100_000, margin=0.2, trajectories=8_192)
    assert story.even["self_hosted"] == pytest.approx(found.value, rel=0.02)
    assert story.met["self_hosted"] == pytest.approx(found.at_margin.value, rel=1e-3)  # costs are linear there
    assert set(story.saving) == {"self_hosted"}  # no barred one
    assert story.headline == (
        "Stay with API up to about 50,000 requests per day; above, Llama 3 70B on 2x H100 saves 20 % or more"
    )


def test_of_three_strategies_each_has_its_part() -> None:
    """The choice at each value is the verdict of a run with that value; probabilities of being the cheapest add up."""
    scenario, address = loads(THREE, "three"), "drivers.requests_per_day.initial"
    values = [1_000.0, 2_000.0, 3_500.0, 5_000.0, 7_000.0, 20_000.0]
    story = VolumeChoice.of(sweep(scenario, {address: values}, 8_192), scenario)
    assert set(story.chosen) == {"api", "router", "own"}
    for value, chosen in zip(values, story.chosen, strict=True):
        verdict = simulate(scenario.with_values({address: value}), 8_192).document["verdict"]
        assert chosen == verdict["recommended"]
    assert [sum(column) for column in zip(*story.cheapest.values(), strict=True)] == pytest.approx([1.0] * len(values))
    assert [span.strategy for span in story.spans] == list(dict.fromkeys(story.chosen))
    assert "requests per day at the start" in story.headline and "then Own GPUs" in story.headline
    assert text_width(story.headline) <= 110
    assert story.subtitle.endswith("this input fixed at each point")
    assert story.mark.startswith("median 4,000, P10 to P90 ")


def test_even_odds_of_the_two_best_are_where_they_are_the_cheapest_equally_often() -> None:
    """In a run with that value both probabilities are alike, within 3 standard errors; next to it they are not."""
    scenario, address = loads(THREE, "three"), "drivers.requests_per_day.initial"
    frame = sweep(scenario, {address: [1_000.0, 2_000.0, 3_500.0, 5_000.0, 7_000.0, 20_000.0]}, 8_192)
    story = VolumeChoice.of(frame, scenario)
    ((below, above, value),) = story.best
    assert (below, above) == ("router", "own")

    def ahead(at: float) -> float:
        strategies = simulate(scenario.with_values({address: at}), 8_192).document["strategies"]
        router, own = (strategies[name]["horizons"]["12"]["p_cheapest"] for name in ("router", "own"))
        return float(own - router)

    bound = 3.0 / math.sqrt(8_192)
    assert abs(ahead(value)) < bound
    assert ahead(5_000.0) < -bound and ahead(7_000.0) > bound
    assert [part.x for part in story.series if part.name == "Even odds of the two best, 5,900"] == [(value,)]
    assert "even odds of the two best" in story.subtitle
    assert not curve([(10_000, -0.2), (40_000, 0.2)]).best  # two strategies: `even` has it


def test_the_band_is_that_of_90_percent() -> None:
    story = curve([(1_000, -0.9), (10_000, 0.1), (40_000, 0.9)], se=0.01)
    assert story.low["self_hosted"] == pytest.approx((-0.91753, 0.1 - 0.01753, 0.9 - 0.01753))
    assert story.high["self_hosted"] == pytest.approx((-0.9 + 0.01753, 0.1 + 0.01753, 0.91753))
    unknown = curve([(1_000, 0.2), (10_000, 0.4)], se=math.nan)
    assert unknown.low == unknown.high == unknown.saving


@pytest.mark.parametrize(
    ("shares", "changes", "words"),
    [
        ((-0.6, 0.1, 0.3), 1, "Stay with API up to about 25,000 requests per day; above, Llama 3 70B on 2x H100 saves"),
        ((0.3, 0.1, -0.6), 1, "Up to about 5,500 requests per day Llama 3 70B on 2x H100 saves 20 % or more; above"),
        ((0.1, 0.3, 0.1), 2, "to about 5,500 requests per day, Llama 3 70B on 2x H100 to 25,000, then API"),
        ((-0.6, 0.1, 0.165), 0, "at 1,000 to 40,000 requests per day: the most that another strategy saves is 16.5 %"),
        ((-0.6, 0.1999, 0.1), 0, "another strategy saves is 19.9 %"),
        ((-0.6, -0.5, -0.25), 0, "at 1,000 to 40,000 requests per day; the others cost at least 25 % more"),
        ((0.0, 0.0, 0.0), 0, "API costs least"),
        ((0.25, 0.3, 0.4), 0, "is the choice at 1,000 to 40,000 requests per day: it saves at least 25 %"),
        ((0.1, 0.2, 0.3), 1, "up to about 10,000 requests per day"),  # just the margin is enough
    ],
)  # fmt: skip
def test_what_is_said_of_a_curve_is_true(shares: tuple[float, ...], changes: int, words: str) -> None:
    story = curve(list(zip((1_000, 10_000, 40_000), shares, strict=True)))
    assert len(story.spans) == changes + 1
    assert words in story.headline
    assert text_width(story.headline) <= 110
    assert said(f"volume, {' '.join(map(str, shares))}", story.headline)


def test_without_a_margin_the_lowest_score_is_the_choice() -> None:
    scenario = load("two_year_exercise").with_values({"decision.margin": 0})
    frame = sweep(scenario, {VOLUME: [20_000, 30_000, 45_000]}, 8_192)
    story = VolumeChoice.of(frame, scenario)
    assert story.headline.endswith("above, Llama 3 70B on 2x H100 costs less")
    assert {part.role for part in story.series}.isdisjoint({"margin", "met"})


def test_todays_volume_is_left_out_where_it_is_not_on_the_axis() -> None:
    story = curve([(1_000, 0.3), (10_000, 0.7)])
    assert (story.today, story.mark) == (None, "")
    assert "today" not in story.across


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
        VolumeChoice.of(frame, load("two_year_exercise"))


def test_a_horizon_that_was_not_swept_is_refused() -> None:
    with pytest.raises(ValueError, match="one of 24, got 12"):
        VolumeChoice.of(swept([(1_000, 0.3), (2_000, 0.4)]), load("two_year_exercise"), horizon=12)


def test_a_jump_of_the_odds_is_said_to_lie_between_two_points():
    """Costs of 2,000 against the volume itself: even at 2,000, which no point between 1,500 and 3,200 shows."""
    text = """schema = 1
title = "A jump"
currency = "USD"
horizons = [12]
[drivers]
requests_per_day = 1_500
[strategies.api.costs.use]
category = "Compute"
monthly = "requests_per_day"
[strategies.own.costs.rent]
category = "Compute"
monthly = "2_000 * to(SPREAD)"
"""
    values = [500.0, 1_000.0, 1_500.0, 3_200.0, 10_000.0]
    stories = {}
    for spread in ("0.9999, 1.0001", "0.25, 4"):
        scenario = loads(text.replace("SPREAD", spread), "jump")
        stories[spread] = VolumeChoice.of(sweep(scenario, {"drivers.requests_per_day": values}, 8_192), scenario)
    jump, slow = stories.values()
    assert "even odds between 1,500 and 3,200" in jump.subtitle
    assert "even odds at 2,000" in slow.subtitle
