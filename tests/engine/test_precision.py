"""A run that goes on until it is precise enough: it stops there, not before, and is the run of as many futures."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from engine_tools import scenario

from tcorisk import simulate
from tcorisk.simulator.precision import sizes_up_to

LEAST = 8_192
SMOOTH = 'one_time = { dist = "normal", mean = 1_000, sd = 100 }'


def fixed(cost):
    return {"base": {"x": "one_time = 1_000"}, "other": {"x": cost}}


def one_time(law):
    return scenario(fixed(f'one_time = "{law}"'))


def found(what, **asked):
    return simulate(what, **asked).document["run"]["precision"]


def bytes_of(document):
    return json.dumps(document | {"run": document["run"] | {"precision": None}})


def half_of(figures, name, of=None):
    low, high = figures["interval90"][name]
    return max(figures[name] - low, high - figures[name]) / (of or figures[name])


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_it_stops_where_every_figure_is_as_precise_as_asked(sampler):
    asked = 4e-4 if sampler == "sobol" else 4e-3
    what = scenario(fixed(SMOOTH) | {"third": {"x": 'one_time = "lognormal(900, 0.3)"'}}, horizons=(1, 12))

    def errors(document):
        for strategy in document["strategies"].values():
            for figures in strategy["horizons"].values():
                yield from (half_of(figures, name) for name in ("p50", "p90"))
        yield from (half_of(each, "p_beats", 1.0) for each in document["comparisons"])

    result = simulate(what, precision=asked, sampler=sampler)
    document, n = result.document, result.settings.trajectories
    assert document["run"]["precision"]["reached"]
    assert LEAST < n < 2**24
    assert max(errors(document)) <= asked
    assert document["run"]["precision"]["widest"]["error"] == pytest.approx(max(errors(document)), rel=1e-12)
    before = simulate(what, n // 2, sampler=sampler).document  # it did not run longer than it had to
    assert max(errors(before)) > asked


@pytest.mark.parametrize(("sampler", "most"), [("sobol", 2**15), ("random", 25_001)])
def test_it_is_the_run_of_as_many_futures(sampler, most):
    what = scenario(
        {"a": {"x": 'monthly = "demand * to(1, 3)"', "y": 'events_per_month = 0.2\nper_event = "100 to 900"'}}
        | {"b": {"x": 'monthly = "demand * 1.9"'}, "c": {"x": 'monthly = "demand * to(1.5, 2.5)"'}},
        drivers='demand = "100 to 300"',
        horizons=(6, 12),
    )
    in_steps = simulate(what, most, precision=1e-6, sampler=sampler, threads=2)
    at_once = simulate(what, most, sampler=sampler, threads=1, chunk=3)
    assert at_once.document["run"]["precision"] is None
    assert in_steps.settings == replace(at_once.settings, precision=in_steps.settings.precision)
    assert bytes_of(in_steps.document) == bytes_of(at_once.document)
    assert in_steps.samples().equals(at_once.samples())
    with ThreadPoolExecutor(2) as pool:
        elsewhere = simulate(what, most, precision=1e-6, sampler=sampler, executor=pool, chunk=5)
    assert json.dumps(elsewhere.document) == json.dumps(in_steps.document)
    fewer = simulate(what, most // 2, sampler=sampler)  # the comparison sees another number of futures
    assert bytes_of(fewer.document) != bytes_of(at_once.document)


def test_at_the_most_it_says_how_far_it_came():
    look = found(one_time("normal(1_000, 100)"), trajectories=2**14, precision=1e-5)
    assert (look["reached"], look["most"]) == (False, 2**14)
    assert look["widest"]["error"] > 1e-5
    assert look["needed"] >= 2**20


def test_no_more_than_allowed():
    assert simulate(one_time("normal(1_000, 100)"), 20_000, precision=1e-5).settings.trajectories == 2**14
    random = simulate(one_time("normal(1_000, 100)"), 700, precision=0.1, sampler="random")
    assert random.settings.trajectories == 700


def test_one_group_of_futures_says_nothing():
    look = found(one_time("normal(1_000, 1)"), trajectories=512, precision=0.1, sampler="random")
    assert (look["reached"], look["needed"], look["widest"]["error"]) == (False, None, None)


def test_a_heavy_tail_takes_more_and_is_named():
    what = scenario(fixed(SMOOTH) | {"tail": {"x": 'one_time = "pareto(900, 1.3)"'}})
    result = simulate(what, precision=0.0005)
    look = result.document["run"]["precision"]
    assert (look["widest"]["figure"], look["widest"]["strategy"]) == ("p90", "tail")
    light = simulate(one_time("normal(1_000, 100)"), precision=0.0005)
    assert result.settings.trajectories >= 4 * light.settings.trajectories
    # that its mean is not known is said beside it: no number of futures would tell
    assert result.document["strategies"]["tail"]["horizons"]["12"]["interval90"]["mean"] is None


def test_at_a_jump_more_futures_do_not_help():
    look = found(one_time("discrete([100, 900], [1, 1])"), trajectories=2**16, precision=0.01)
    assert (look["reached"], look["needed"]) == (False, None)
    assert look["widest"]["figure"] == "p50"
    assert look["widest"]["error"] > 0.5
    beside = found(one_time("discrete([100, 900], [45, 55])"), trajectories=2**16, precision=0.01)
    assert beside["reached"]


@pytest.mark.parametrize("mean", [0, 3])
def test_around_nothing_it_is_measured_against_the_range(mean):
    result = simulate(one_time(f"normal({mean}, 1_000)"), precision=0.004)
    assert result.document["run"]["precision"]["reached"]
    figures = result.document["strategies"]["other"]["horizons"]["12"]
    assert half_of(figures, "p50", figures["p90"] - figures["p10"]) <= 0.004
    assert half_of(figures, "p50", abs(figures["p50"])) > 0.004  # as a share of itself it would not be reached


def test_nothing_uncertain_is_precise_at_once():
    look = found(scenario({"base": {"x": "one_time = 0"}}), precision=1e-6)
    assert (look["reached"], look["widest"]["error"], look["needed"]) == (True, 0.0, LEAST)


def test_who_costs_less_counts_too():
    result = simulate(one_time("normal(1_000, 1)"), precision=0.0002)
    look = result.document["run"]["precision"]
    assert (look["widest"]["figure"], look["widest"]["baseline"]) == ("p_beats", "base")
    amounts = found(scenario({"other": {"x": 'one_time = "normal(1_000, 1)"'}}), precision=0.0002)
    assert amounts["needed"] == LEAST < result.settings.trajectories


def test_the_recommended_pair_counts_though_neither_is_the_baseline():
    lines = {"base": {"x": "one_time = 9_000"}, "one": {"x": 'one_time = "normal(1_000, 1)"'}}
    what = scenario(lines | {"other": {"x": 'one_time = "normal(1_000, 1)"'}})
    widest = found(what, precision=0.001)["widest"]
    assert {widest["strategy"], widest["baseline"]} == {"one", "other"}


def test_progress_knows_about_how_many_it_takes():
    seen, looks = [], []
    what = one_time("normal(1_000, 100)")
    result = simulate(
        what, precision=2e-4, progress=lambda *at: seen.append(at), on_precision=lambda look: looks.append(look)
    )
    done, wanted = zip(*seen, strict=True)
    n = result.settings.trajectories
    assert list(done) == sorted(done)
    assert done[-1] == n
    assert all(d <= w for d, w in seen)
    assert max(wanted) >= n
    assert [look.trajectories for look in looks] == [LEAST * 2**k for k in range(len(looks))]
    assert looks[-1] == result.settings.precision


@pytest.mark.parametrize("asked", [0, -0.01, 1e-9, 0.5, float("nan")])
def test_a_precision_that_nothing_has_is_refused(asked):
    with pytest.raises(ValueError, match=r"precision needs to be from 0\.000001"):
        simulate(one_time("normal(1_000, 100)"), precision=asked)


def test_too_few_allowed_are_refused():
    with pytest.raises(ValueError, match="8,192 trajectories or more"):
        simulate(one_time("normal(1_000, 100)"), 8_000, precision=0.01)


@pytest.mark.parametrize(
    ("most", "sampler", "sizes"),
    [
        (8_192, "sobol", [8_192]),
        (40_000, "sobol", [8_192, 16_384, 32_768]),
        (9_000, "random", [8_192, 9_000]),
        (8_192, "random", [8_192]),
        (100, "random", [100]),
    ],
)
def test_sizes_double_up_to_the_most(most, sampler, sizes):
    assert list(sizes_up_to(most, sampler)) == sizes
