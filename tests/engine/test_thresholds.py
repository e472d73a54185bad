"""The decision's question at each point of a sweep, and the thresholds between points, against answers by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from choice_writer import choice_text
from engine_tools import scenario
from scipy.special import ndtri

from tcorisk import simulate, sweep
from tcorisk.configs import loads
from tcorisk.simulator.studies.thresholds import SweptLine, crossings


def line(points: list[tuple[float, ...]], margin: float = 0.2) -> SweptLine:
    """Return a line of value, score of the baseline, then of the others; the rule is applied here by hand."""
    rows: list[dict[str, Any]] = []
    for value, base, *others in points:
        scores = {"base": base, **{f"s{k}": score for k, score in enumerate(others)}}
        best = min(scores, key=lambda name: (scores[name], name != "base"))
        chosen = best if scores[best] <= base - margin * abs(base) else "base"
        rows += [{"x": value, "strategy": n, "score": s, "recommended": n == chosen} for n, s in scores.items()]
    return SweptLine.of(rows, "x", "base")


def test_the_margin_is_met_where_costs_that_are_linear_say() -> None:
    # 2 x against 100: 100 is 0.8 of 2 x at x = 62.5
    found = line([(10.0, 20.0, 100.0), (50.0, 100.0, 100.0), (70.0, 140.0, 100.0), (90.0, 180.0, 100.0)])
    (place,) = found.margin_met("s0", 0.2)
    assert (place.value, place.before, place.after, place.rises) == (pytest.approx(62.5), 50.0, 70.0, True)
    (change,) = found.choice_changes(0.2)
    assert (change.value, change.to) == (pytest.approx(62.5), "s0")
    assert (found.chosen, found.lowest) == (("base", "base", "s0", "s0"), ("base", "base", "s0", "s0"))
    assert [p.value for p in found.margin_met("s0", 0.0)] == pytest.approx([50.0])
    assert found.margin_met("s0", 0.5) == []


def test_below_zero_the_margin_is_a_share_of_the_absolute_score() -> None:
    # a credit of 100: another one has to bring 120
    found = line([(0.0, -100.0, -110.0), (10.0, -100.0, -130.0)])
    assert found.chosen == ("base", "s0")
    assert [p.value for p in found.choice_changes(0.2)] == pytest.approx([5.0])


def test_a_change_between_two_that_are_not_the_baseline_is_where_their_scores_are_equal() -> None:
    found = line([(0.0, 100.0, 50.0, 60.0), (10.0, 100.0, 60.0, 50.0), (20.0, 100.0, 95.0, 90.0)])
    assert found.chosen == ("s0", "s1", "base")
    first, second = found.choice_changes(0.2)
    assert (first.value, first.to, second.to) == (pytest.approx(5.0), "s1", "base")
    assert second.value == pytest.approx(10.0 + 10.0 * 30.0 / 40.0)  # 80 on the way from 50 to 90


@pytest.mark.parametrize("values", [[(1.0, 2.0, 3.0)], [(1.0, 2.0, 3.0), (1.0, 2.0, 3.0), (2.0, 1.0, 1.0)]])
def test_a_line_needs_two_values_each_of_them_once(values: list[tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match=r"two values|each value of x once"):
        line(values)


def test_the_crossing_of_a_probability_lies_where_it_does_by_hand() -> None:
    # scores of 0.8413 and 0.0228 are +1 and -2: a third of the way down
    falling = crossings([10.0, 40.0], [0.841344746, 0.022750132], logarithmic=False)
    assert [(round(place.value, 5), place.rises) for place in falling] == [(20.0, False)]
    assert crossings([1.0, 2.0, 3.0], [0.1, 0.5, 0.1], logarithmic=False) == []  # it touches, and does not pass
    (jump,) = crossings([1.0, 2.0], [0.0, 1.0], logarithmic=False)
    assert jump.steep


#: Cheaper with probability x, more expensive with 0.15, else the same.
TIED = {
    "api": {"use": "one_time = 100"},
    "own": {"rent": 'one_time = "90 if u < x else 110 if u > 0.85 else 100"'},
}


def test_ties_count_for_neither_side() -> None:
    """Cheaper in 29 %, more expensive in 15 %, equal in 56 %: more often cheaper. Even odds at 0.15, not at 0.5."""
    what = scenario(TIED, drivers='x = 0.29\nu = "uniform(0, 1)"', horizons=(12,))
    frame = sweep(what, {"drivers.x": [0.05, 0.10, 0.14, 0.16, 0.29]}, 2**14)
    found = SweptLine.of(frame.to_dict("records"), "drivers.x", "api")
    assert found.column("own", "p_beats")[-1] == pytest.approx(0.29, abs=0.002)
    assert found.column("own", "p_ties")[-1] == pytest.approx(0.56, abs=0.002)
    (place,) = found.even_odds("own")
    assert place.rises and 0.14 <= place.value <= 0.16
    # the wrong rule, a probability of one half among all futures, would find nothing on this line
    assert max(found.column("own", "p_beats")) < 0.5


def test_where_costs_never_differ_the_odds_are_even_everywhere() -> None:
    same = {"api": {"use": "one_time = 100"}, "own": {"rent": 'one_time = "100 + 0 * x"'}}
    frame = sweep(scenario(same, drivers="x = 1", horizons=(12,)), {"drivers.x": [1.0, 2.0]}, 512)
    assert SweptLine.of(frame.to_dict("records"), "drivers.x", "api").even_odds("own") == []
    assert set(frame[frame["strategy"] == "own"]["p_ties"]) == {1.0}


@pytest.mark.parametrize("seed", range(10))
def test_the_choice_at_a_point_is_the_verdict_of_a_run_with_that_value(seed: int) -> None:
    """On generated scenarios of two to five strategies: ties, barred ones, credits, other scores and margins."""
    what = loads(choice_text(seed), f"choice_{seed}")
    values = [2_000.0, 6_000.0, 20_000.0]
    frame = sweep(what, {"drivers.volume": values}, 8_192)
    for value in values:
        verdict = simulate(what.with_values({"drivers.volume": value}), 8_192).document["verdict"]
        rows = frame[(frame["drivers.volume"] == value) & (frame["horizon"] == verdict["horizon"])].set_index(
            "strategy"
        )
        assert [name for name in rows.index if rows.loc[name, "recommended"]] == [verdict["recommended"]]
        scores = rows["score"].dropna().to_dict()
        assert scores == verdict["scores"]
        assert set(scores) == set(what.allowed)
        base = scores[what.baseline]
        for name, score in scores.items():
            if name != what.baseline:
                assert rows.loc[name, "saving_share"] == pytest.approx((base - score) / abs(base), rel=1e-12)
        assert rows["p_cheapest"].sum() == pytest.approx(1.0)


def test_another_margin_is_that_of_the_scenario_with_it() -> None:
    what = loads(choice_text(1), "choice_1")
    vary = {"drivers.volume": [2_000.0, 20_000.0]}
    plain, strict = sweep(what, vary, 512, margin=0.0), sweep(what, vary, 512, margin=1.0)
    assert plain.equals(sweep(what.with_values({"decision.margin": 0.0}), vary, 512))
    assert set(strict[strict["recommended"]]["strategy"]) == {what.baseline}


#: Ten months of Normal(100, 10) against x + Normal(0, 5).
NORMAL = {
    "api": {"use": 'monthly = { dist = "normal", mean = 100, sd = 10 }'},
    "own": {"rent": 'monthly = "x + normal(mean = 0, sd = 5)"'},
}


def test_the_error_of_a_saving_is_calibrated() -> None:
    """Of 25 seeds the exact saving of the P90 lies in most of the 90 % intervals; one of another value in few."""
    z = float(ndtri(0.9))
    right = wrong = 0
    for seed in range(25):
        what = scenario(NORMAL, drivers="x = 90", horizons=(10,)).with_values({"decision": {"by": "p90"}})
        frame = sweep(what, {"drivers.x": [85.0]}, 4_000, sampler="random", seed=seed)
        row = frame[frame["strategy"] == "own"].iloc[0]
        half = 1.753 * row["saving_share_se"]
        share = 1.0 - (85.0 + 5.0 * z) / (100.0 + 10.0 * z)
        right += abs(row["saving_share"] - share) <= half
        wrong += abs(row["saving_share"] - share - 0.01) <= half
    assert right >= 18  # binomial(25, 0.9): P(fewer than 18) = 0.2 %
    assert wrong <= 5


def test_no_error_is_claimed_of_a_mean_without_variance() -> None:
    heavy = {"api": NORMAL["api"], "own": {"rent": 'monthly = "x * pareto(minimum = 1, alpha = 1.5)"'}}
    frame = sweep(scenario(heavy, drivers="x = 90", horizons=(10,)), {"drivers.x": [20.0, 90.0]}, 512)
    own = frame[frame["strategy"] == "own"]
    assert own["saving_share_se"].isna().all() and own["saving_share"].notna().all()
    assert not any(map(math.isnan, frame["score"]))
