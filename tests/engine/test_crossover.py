"""Truth: where the answer flips, against closed forms; what is said where it does not flip, or more than once."""

from __future__ import annotations

import math

import numpy as np
import pytest
from engine_tools import scenario
from scipy.special import ndtri

from tcorisk import ConfigError, crossover, frontier, load, simulate
from tcorisk.simulator.studies.crossing import Bracket, brackets, narrow
from tcorisk.simulator.studies.search import Axis

#: Costs ten months of Normal(100, 10) against x + Normal(0, 5): the difference is normal, with sd 10 sqrt(125).
NORMAL = {
    "api": {"use": 'monthly = { dist = "normal", mean = 100, sd = 10 }'},
    "own": {"rent": 'monthly = "x + normal(mean = 0, sd = 5)"'},
}
X = "drivers.x"


def normal(**more: object):
    return scenario(NORMAL, drivers="x = 90", horizons=(10,), **more)


def truth(probability: float) -> float:
    """P(x + 5 Z1 < 100 + 10 Z2) = probability, solved for x."""
    return 100.0 - math.sqrt(125.0) * float(ndtri(probability))


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.8])
def test_a_normal_difference(probability: float) -> None:
    """Within its interval, which is narrow; the more it costs, the less often it beats."""
    found = crossover(normal(), X, 60, 140, probability=probability, trajectories=2**15)
    assert found.low <= truth(probability) <= found.high
    assert found.low < found.value < found.high < found.low + 1.0
    assert (found.rises, found.others, found.reason) == (False, (), None)
    assert (found.strategy, found.baseline, found.horizon, found.of) == ("own", "api", 10, "p_beats")
    run = simulate(normal().with_values({X: found.value}), 2**15)
    assert run.p_beats("own", "api", 10) == pytest.approx(probability, abs=1.5 / 2**15)


def test_the_interval_is_calibrated() -> None:
    """Of 25 seeds the truth is in most of the 90 % intervals; a value that belongs to another probability in few."""
    right = wrong = 0
    for seed in range(25):
        found = crossover(normal(), X, 95, 99, probability=0.6, trajectories=4_000, sampler="random", seed=seed)
        right += found.low <= truth(0.6) <= found.high
        wrong += found.low <= truth(0.64) <= found.high
    assert right >= 18  # binomial(25, 0.9): P(fewer than 18) = 0.2 %
    assert wrong <= 5


def test_equal_medians() -> None:
    """Of symmetric costs that differ in the mean alone: where the means are equal; the probability plays no part."""
    found = crossover(normal(), X, 60, 140, of="p50", trajectories=2**15)
    assert found.low <= 100.0 <= found.high
    assert found.low < found.high < found.low + 1.0
    assert found.probability is None
    ends = simulate(normal().with_values({X: found.value}), 2**15).document["strategies"]
    api, own = (ends[name]["horizons"]["10"] for name in ("api", "own"))
    assert abs(api["p50"] - own["p50"]) < 0.05 * own["se"]["p50"]


def test_the_published_example() -> None:
    """Handbook §33.6: between 30,000 and 50,000 requests a day the odds turn, and self-hosting wins above."""
    found = crossover("two_year_exercise", "drivers.requests_per_day", 1_000, 1_000_000, trajectories=8_192)
    assert 30_000 < found.low < found.value < found.high < 50_000
    assert found.rises
    assert found.document.keys() >= {
        "address",
        "strategy",
        "baseline",
        "horizon",
        "probability",
        "value",
        "low",
        "high",
    }


def test_a_frontier() -> None:
    """At each value of another address its own crossover: here a straight line."""
    what = scenario({**NORMAL, "own": {**NORMAL["own"], "fee": "monthly = 10"}}, drivers="x = 90", horizons=(10,))
    fee = "strategies.own.costs.fee.monthly"
    found = frontier(what, X, 60, 140, {fee: [0, 5, 20]}, trajectories=8_192)
    assert [each.at for each in found] == [{fee: 0}, {fee: 5}, {fee: 20}]
    assert [each.value for each in found] == pytest.approx([found[0].value - x for x in (0, 5, 20)], abs=1e-2)
    alone = crossover(what.with_values({fee: 5}), X, 60, 140, trajectories=8_192)
    assert (alone.value, alone.low, alone.high) == (found[1].value, found[1].low, found[1].high)


def test_nothing_is_crossed() -> None:
    """No value, and the reason with what was seen."""
    found = crossover(normal(), X, 110, 170, trajectories=8_192)
    assert (found.value, found.low, found.high, found.rises) == (None, None, None, None)
    assert "from 110 to 170 the strategy is cheaper than the baseline in 0 to " in found.reason
    assert "of 100 futures, never in 50" in found.reason
    assert "p_beats" not in found.reason
    idle = scenario(NORMAL, drivers="x = 90\ny = 3", horizons=(10,))
    assert "at every value" in crossover(idle, "drivers.y", 1, 5, trajectories=8_192).reason
    assert "changes neither" in crossover(idle, "drivers.y", 1, 5, of="p50", trajectories=8_192).reason
    assert (
        "always has the lower median (P50) cost"
        in crossover(normal(), X, 150, 170, of="p50", trajectories=8_192).reason
    )


def test_several_crossings() -> None:
    """The first is reported, the others named."""
    lines = {"api": {"use": 'monthly = "5 + normal(mean = 0, sd = 0.1)"'}, "own": {"rent": 'monthly = "(x - 5) ** 2"'}}
    found = crossover(scenario(lines, drivers="x = 1", horizons=(4,)), X, 0, 10, trajectories=8_192)
    near, far = 5.0 - math.sqrt(5.0), 5.0 + math.sqrt(5.0)
    assert found.low <= near <= found.high
    assert found.rises
    assert found.others == pytest.approx((far,), abs=1e-2)
    assert "2 crossings" in found.reason


def test_a_jump() -> None:
    """A step that leaps over the probability is located, and said; nothing is random there."""
    lines = {"api": {"use": "monthly = 3"}, "own": {"rent": 'monthly = "ceil(x)"'}}
    found = crossover(scenario(lines, drivers="x = 1", horizons=(4,)), X, 0.5, 4.5, trajectories=8_192)
    assert found.value == pytest.approx(2.0, abs=1e-5)
    assert found.low <= 2.0 <= found.high
    assert found.high - found.low < 1e-5
    assert "in which the strategy is cheaper jumps from 100 to 0 there" in found.reason


@pytest.mark.parametrize("ends", [(0, 1e12), (-10, 1e12), (0, 1e300), (1e-300, 1e300)])
def test_a_range_far_too_wide(ends: tuple[float, float]) -> None:
    """The value is located as a share of itself, not of the range: it is no jump."""
    usual = crossover(normal(), X, 60, 140, trajectories=8_192)
    found = crossover(normal(), X, *ends, trajectories=8_192)
    assert found.value == pytest.approx(usual.value, abs=0.3 * (usual.high - usual.low))
    assert found.low == pytest.approx(usual.low, abs=0.3 * (usual.high - usual.low))
    assert found.high == pytest.approx(usual.high, abs=0.3 * (usual.high - usual.low))
    assert found.reason is None


def test_a_jump_in_a_range_far_too_wide() -> None:
    """Located as closely as in a narrow one; where numbers have no room for that, it is said how closely."""
    lines = {"api": {"use": "monthly = 3"}, "own": {"rent": 'monthly = "ceil(x)"'}}
    what = scenario(lines, drivers="x = 1", horizons=(4,))
    found = crossover(what, X, 0, 1e300, trajectories=512)
    assert found.value == pytest.approx(2.0, rel=1e-6)
    assert "jumps from 100 to 0 there" in found.reason
    lost = crossover(what, X, -1e307, 1e300, trajectories=512)
    assert "jumps from 100 to 0 between -" in lost.reason
    assert "the resolution of this range" in lost.reason


def test_an_interval_that_leaves_the_range() -> None:
    """Its end is not known, and the reason says so."""
    asked = {"trajectories": 4_000, "sampler": "random", "seed": 5}
    whole = crossover(normal(), X, 70, 130, **asked)
    assert whole.low < whole.value < whole.high
    assert whole.reason is None
    end = whole.value + 0.25 * (whole.high - whole.value)
    found = crossover(normal(), X, 70, end, **asked)
    assert found.value == pytest.approx(whole.value, abs=0.1 * (whole.high - whole.low))
    assert found.low == pytest.approx(whole.low, abs=0.1 * (whole.high - whole.low))
    assert found.high is None
    assert found.reason == "the interval reaches beyond the range"


def test_a_horizon_of_its_own() -> None:
    """One that the scenario does not have is simulated as `--horizon` does."""
    found = crossover(normal(), X, 60, 140, horizon=4, trajectories=8_192)
    assert found.horizon == 4
    assert found.low <= 100.0 <= found.high


THREE = {**NORMAL, "mix": {"part": 'monthly = "80 + x / 5"'}}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"strategy": "api"}, "api is the baseline"),
        ({"strategy": "nobody"}, "no strategy 'nobody'; there are api, own, mix"),
        ({"strategy": "mix", "probability": 1.0}, "probability"),
        ({"strategy": "mix", "of": "p90"}, "of needs"),
        ({"strategy": "mix", "horizon": 0}, "horizon"),
        ({"strategy": "mix", "seed": -1}, "seed"),
    ],
)
def test_questions_that_are_none(wrong: dict[str, object], words: str) -> None:
    """Refused in words."""
    what = scenario(THREE, drivers="x = 90")
    with pytest.raises(ValueError, match=words):
        crossover(what, X, 60, 140, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("ends", [(5, 5), (6, 5), (0, math.inf), (math.nan, 1), (-1e308, 1.7e308)])
def test_ranges_that_are_none(ends: tuple[float, float]) -> None:
    """Refused."""
    with pytest.raises(ValueError, match=r"LOW below HIGH|overflows"):
        crossover(normal(), X, *ends)


def test_values_that_are_refused() -> None:
    """By the scenario's own checks; an axis may not hold the other."""
    with pytest.raises(ConfigError, match="no such address"):
        crossover(normal(), "drivers.y", 1, 2)
    with pytest.raises(ValueError, match="one contains the other"):
        frontier(normal(), X, 60, 140, {"drivers": [{}]})


def test_the_recommended_strategy_and_its_runner_up_are_compared_where_none_is_named() -> None:
    """The verdict's two at the scenario's own values, though neither is the baseline."""
    what = scenario({**THREE, "api": {"part": "monthly = 1_000"}}, drivers="x = 90")
    found = crossover(what, X, 60, 140, trajectories=8_192)
    assert {found.strategy, found.baseline} == {"own", "mix"}
    assert found.recommended in {"own", "mix"}
    named = crossover(
        what.with_values({"baseline": found.baseline}), X, 60, 140, strategy=found.strategy, trajectories=8_192
    )
    assert named.recommended is None
    assert named.value == found.value is not None


def test_the_only_strategy_has_nothing_to_beat() -> None:
    """Said, rather than searched."""
    with pytest.raises(ValueError, match="only strategy"):
        crossover(scenario({"api": NORMAL["api"]}, drivers="x = 1"), X, 1, 2)


# -- the search itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "root"),
    [
        (lambda x: x - 0.3, 0.3),
        (lambda x: x**9 - 0.5, 0.5 ** (1 / 9)),
        (lambda x: math.exp(-30 * x) - 0.01, -math.log(0.01) / 30),
        (lambda x: 1.0 if x > 0.7 else -0.001, 0.7),
        (lambda x: math.floor(1000 * (x - 0.25)) / 1000, 0.25),
    ],
)
def test_a_root_is_narrowed_down(function, root: float) -> None:
    """Smooth, flat, steep, and in steps, either way up; in few calls."""
    for sign in (1.0, -1.0):
        calls = []

        def seen(x: float, sign: float = sign, calls: list[float] = calls) -> float:
            calls.append(x)
            return sign * function(x)

        found = narrow(seen, Bracket(0.0, 1.0, seen(0.0), seen(1.0)), 1e-12, 1e-9)
        assert found.middle == pytest.approx(root, abs=1.1e-3 if found.left == found.right else 1e-9)
        assert len(calls) < 65


def test_changes_of_sign() -> None:
    """Each once; places where it is 0 count too."""
    places = list(range(6))
    assert brackets(places, [1, 2, 3, 4, 5, 6]) == []
    assert brackets(places, [0, 0, 0, 0, 0, 0]) == []
    assert brackets(places, [-1, 1, 2, -2, -3, -4]) == [Bracket(0, 1, -1, 1), Bracket(2, 3, 2, -2)]
    assert brackets(places, [-1, 0, 0, 1, 2, 3]) == [Bracket(0, 3, -1, 1)]
    assert brackets(places, [0, 0, 1, 2, 3, 0]) == [Bracket(1, 1, 0, 0), Bracket(5, 5, 0, 0)]
    assert brackets(places, [1, 0, 1, 1, 1, 1]) == [Bracket(1, 1, 0, 0)]


def test_places_on_an_axis() -> None:
    """The ends exactly; by ratio where they are positive and far apart."""
    wide, narrow_, signed = Axis("a", 1.0, 100.0), Axis("a", 1.0, 5.0), Axis("a", -10.0, 100.0)
    assert [axis.value(p) for axis in (wide, narrow_, signed) for p in (0.0, 1.0)] == [1, 100, 1, 5, -10, 100]
    assert wide.value(0.5) == pytest.approx(10.0)
    assert (narrow_.value(0.5), signed.value(0.5)) == (3.0, 45.0)


def test_the_bundled_scenario_at_its_value(recwarn: pytest.WarningsRecorder) -> None:
    """p_beats of a single run at the value is the probability, to one future."""
    what = load("two_year_exercise")
    found = crossover(what, "drivers.requests_per_day", 10_000, 90_000, probability=0.25, trajectories=8_192, seed=2)
    at = simulate(what.with_values({"drivers.requests_per_day": found.value}), 8_192, seed=2)
    assert at.p_beats("self_hosted", "api", 24) == pytest.approx(0.25, abs=1.01 / 8_192)
    assert np.isfinite(found.low) and np.isfinite(found.high)
    assert not recwarn.list


#: Cheaper with probability x, dearer with 0.15, else the same.
TIED = {
    "api": {"use": "one_time = 100"},
    "own": {"rent": 'one_time = "90 if u < x else 110 if u > 0.85 else 100"'},
}


def test_ties_belong_to_neither_side() -> None:
    """Cheaper as often as dearer at x = 0.15, where p_beats is 0.15 too: a tie is no defeat."""
    what = scenario(TIED, drivers='x = 0.29\nu = "uniform(0, 1)"', horizons=(12,))
    found = crossover(what, X, 0.01, 0.8, trajectories=2**15)
    assert found.low <= 0.15 <= found.high and found.rises
    assert found.high - found.low < 0.01
    assert found.reason == "in 70 of 100 futures both cost the same, which counts for neither"
    never = crossover(what, X, 0.2, 0.8, trajectories=8_192)
    assert never.value is None
    assert "in 57.1 to 84.2 of 100 futures in which their costs differ, never in 50" in never.reason


def test_costs_that_are_the_same_in_every_future() -> None:
    lines = {"api": {"use": "one_time = 100"}, "own": {"rent": 'one_time = "100 + 0 * x"'}}
    found = crossover(scenario(lines, drivers="x = 1", horizons=(12,)), X, 0, 2, trajectories=512)
    assert found.value is None and "cost the same in every future" in found.reason


# -- the margin of the decision --------------------------------------------------------------------------------


def test_where_the_saving_reaches_the_margin() -> None:
    """The mean of ten months of 100 less a fifth is that of x = 80; even odds are where they were."""
    alone = crossover(normal(), X, 60, 140, trajectories=2**15)
    found = crossover(normal(), X, 60, 140, margin=0.2, trajectories=2**15)
    there = found.at_margin
    assert (found.value, found.low, found.high, alone.at_margin) == (alone.value, alone.low, alone.high, None)
    assert there.low <= 80.0 <= there.high and there.high - there.low < 0.2
    assert (there.of, there.margin, there.measure, there.probability, there.rises) == (
        "score",
        0.2,
        "mean",
        None,
        False,
    )
    assert found.document["at_margin"] == there.document
    verdict = simulate(normal().with_values({X: there.value - 0.1}), 2**15).document["verdict"]
    assert verdict["recommended"] == "own"
    verdict = simulate(normal().with_values({X: there.value + 0.1}), 2**15).document["verdict"]
    assert verdict["recommended"] == "api"


def test_the_score_is_that_of_the_decision() -> None:
    """By P90: x + 5 z is four fifths of 100 + 10 z."""
    z = float(ndtri(0.9))
    there = crossover(
        normal().with_values({"decision": {"by": "p90"}}), X, 60, 140, margin=0.2, trajectories=2**15
    ).at_margin
    assert there.measure == "P90"
    assert there.low <= 0.8 * (100.0 + 10.0 * z) - 5.0 * z <= there.high


def test_the_interval_of_the_margin_is_calibrated() -> None:
    """Of 25 seeds the exact value is in most of the 90 % intervals, that of a margin of 21 % in few."""
    right = wrong = 0
    for seed in range(25):
        found = crossover(normal(), X, 75, 85, margin=0.2, trajectories=4_000, sampler="random", seed=seed).at_margin
        right += found.low <= 80.0 <= found.high
        wrong += found.low <= 79.0 <= found.high
    assert right >= 18  # binomial(25, 0.9): P(fewer than 18) = 0.2 %
    assert wrong <= 5


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((90, 140), "saves at most 10 % of the baseline's mean, never 20 %"),
        ((110, 140), "the mean of the strategy is always at least 10 % above that of the baseline"),
        ((40, 70), "always saves 20 % of the baseline's mean: at least 30 %"),
    ],
)
def test_a_margin_that_is_never_met_or_always(ends: tuple[float, float], words: str) -> None:
    found = crossover(normal(), X, *ends, margin=0.2, trajectories=2**15).at_margin
    assert found.value is None
    assert words in found.reason


@pytest.mark.parametrize("margin", [20, True])
def test_a_margin_is_a_share(margin: float) -> None:
    with pytest.raises(ValueError, match="a share from 0 to 1"):
        crossover(normal(), X, 60, 140, margin=margin)
