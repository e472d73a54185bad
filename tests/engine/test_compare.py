"""Comparing: contributions in closed form, that add up; what cannot be changed alone; two results."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from engine_tools import Futures, scenario, toml

from tcorisk import compare, load, simulate
from tcorisk.configs import loads
from tcorisk.configs.changes import find_changes
from tcorisk.simulator.studies.attribution import adding_up, contribution_weights, subsets_needed
from tcorisk.simulator.studies.mixing import mix

N = 8192


def two(x="2", y="3", extra="", lines=None):
    what = {"a": {"l": 'monthly = "x * y * z"', **(lines or {})}, "b": {"l": "monthly = 50"}}
    return loads(toml(what, drivers=f'x = {x}\ny = {y}\nz = "1 to 2"\n{extra}'))


def test_shapley_of_a_product():
    """Of 2 x 3 becoming 5 x 7: half of what each moves before and after the other."""
    found = compare(two(), two("5", "7"), trajectories=N)
    mean = simulate(two("1", "1"), N).document["strategies"]["a"]["horizons"]["12"]["mean"]
    parts = found.contributions("a")
    assert parts["drivers.x"] == pytest.approx((15 + 35 - 14 - 6) / 2 * mean, rel=1e-12)
    assert parts["drivers.y"] == pytest.approx((14 + 35 - 15 - 6) / 2 * mean, rel=1e-12)
    assert found.difference("a") == pytest.approx((35 - 6) * mean, rel=1e-12)
    one_by_one = (15 - 6) * mean, (14 - 6) * mean  # what each moves alone: does not add up
    assert abs(sum(one_by_one) - found.difference("a")) > 10 * mean


@pytest.mark.parametrize("changes", [1, 2, 3, 6, 7, 11])
def test_contributions_add_up_exactly(changes):
    rng = np.random.default_rng(changes)
    values = {made: float(rng.lognormal(10, 3)) for made in subsets_needed(changes)}
    parts = adding_up(values, changes)
    total = values[frozenset(range(changes))] - values[frozenset()]
    assert math.fsum(parts) == total
    for k in range(changes):
        weights = contribution_weights(k, changes)
        assert sum(weights.values()) == 0
        exact = sum(w * Fraction(values[made]) for made, w in weights.items())
        assert parts[k] == pytest.approx(float(exact), rel=1e-9, abs=1e-9)


def test_a_change_that_does_nothing_contributes_nothing():
    values = {made: 3.0 * (0 in made) + 0.1 * (2 in made) for made in subsets_needed(3)}
    assert adding_up(values, 3)[1] == 0.0


def test_many_changes_take_both_orders():
    before = {f"l{k}": f"monthly = {k + 1}" for k in range(8)}
    after = {f"l{k}": f"monthly = {3 * k + 2}" for k in range(8)}
    found = compare(scenario({"a": before}), scenario({"a": after}), trajectories=N)
    assert found.document["method"] == "both orders"
    parts = found.contributions("a")
    for k in range(8):  # nothing interacts: each moves what it is
        assert parts[f"strategies.a.costs.l{k}.monthly"] == pytest.approx(12 * (2 * k + 1), rel=1e-12)


def test_figures_are_those_of_the_scenarios():
    a = load("legal_startup")
    b = a.with_values({"drivers.ml_engineer": "20_000 to 25_000", "strategies.self_hosted.inputs.engineer_share": 0.5})
    found = compare(a, b, trajectories=N)
    for side, what in (("a", a), ("b", b)):
        document = simulate(what, N).document
        for name in document["strategies"]:
            numbers = document["strategies"][name]["horizons"]["24"]
            for figure in ("mean", "p50", "p90"):
                assert found.document["strategies"][name]["horizons"]["24"][figure][side] == numbers[figure]
    for name in ("api", "self_hosted"):
        for figure in ("mean", "p50", "p90"):
            assert math.fsum(found.contributions(name, figure).values()) == found.difference(name, figure)


def test_p_beats_of_both_and_its_parts():
    found = compare(two("2"), two("4", "4"), trajectories=N)
    numbers = found.document["strategies"]["b"]["horizons"]["12"]["p_beats"]
    for side, what in (("a", two("2")), ("b", two("4", "4"))):
        assert numbers[side] == simulate(what, N).p_beats("b", "a", 12)
    assert math.fsum(found.contributions("b", "p_beats").values()) == numbers["b"] - numbers["a"] > 0.0
    assert found.difference("a", "p_beats") is None


def test_error_of_a_contribution_covers_the_truth():
    """Common random numbers: the error is of the difference, far below that of either mean."""
    wide = two("2")
    found = compare(wide, two("2.02"), trajectories=N, sampler="random")
    numbers = found.document["strategies"]["a"]["horizons"]["12"]["mean"]
    z = 1.6448536269514722
    sigma = math.log(2.0) / (2 * z)
    truth = 12 * 0.02 * 3 * math.sqrt(2.0) * math.exp(sigma**2 / 2)
    assert abs(numbers["difference"] - truth) < 4 * numbers["se"]
    independent = simulate(wide, N, sampler="random").document["strategies"]["a"]["horizons"]["12"]["se"]["mean"]
    assert numbers["se"] < 0.02 * independent


def test_new_draws_are_the_same_in_every_scenario_in_between():
    """A line that only the second has costs the same in each future, whatever else has changed already."""
    lines = {"l": 'monthly = "1 to 2"', "e": "events_per_month = 1\nper_event = 1"}
    new = {"m": 'monthly = "1 to 3"', "n": 'monthly = { dist = "uniform", low = 0, high = 1, each = "month" }'}
    mixtures = mix(scenario({"a": lines}), scenario({"a": {**new, **lines}}), ["a"], "a", 12)
    tco = {made: Futures(what, 512).tco("a", 12) for made, what in mixtures.scenarios.items()}
    none, first, second, both = (tco[frozenset(made)] for made in ((), (0,), (1,), (0, 1)))
    np.testing.assert_array_equal(none, Futures(scenario({"a": lines}), 512).tco("a", 12))
    np.testing.assert_allclose(both - second, first - none, rtol=1e-9)
    assert np.std(both - second) > 1.0


def test_what_needs_another_change_goes_with_it():
    after = two(extra="w = 4", lines={"m": 'monthly = "w"', "n": "monthly = 1"})
    found = compare(two(), after, trajectories=N)
    expected = {"drivers.w, strategies.a.costs.m": 48.0, "strategies.a.costs.n": 12.0}
    assert found.contributions("a") == pytest.approx(expected, rel=1e-12)


def test_dropped_and_new_lines_and_strategies():
    lines = {"l": "monthly = 1", "gone": "monthly = 7"}
    a = scenario({"a": lines, "old": {"l": "monthly = 1"}})
    b = scenario({"a": {"l": "monthly = 1", "new": "one_time = 5"}, "young": {"l": "monthly = 1"}})
    found = compare(a, b, trajectories=N)
    assert {k: v for k, v in found.contributions("a").items() if v} == {
        "strategies.a.costs.gone": -84.0,
        "strategies.a.costs.new": 5.0,
    }
    assert (found.document["only_in_a"], found.document["only_in_b"]) == (["old"], ["young"])
    kinds = {change["address"]: change["kind"] for change in found.document["changes"]}
    assert kinds["strategies.old"] == kinds["strategies.a.costs.gone"] == "dropped"
    assert kinds["strategies.young"] == kinds["strategies.a.costs.new"] == "added"


def test_changes_are_told_address_by_address():
    base = load("legal_startup")
    settings = {
        "drivers.requests_per_day.initial": "1 to 2",
        "drivers.ml_engineer": {"dist": "uniform", "low": 1, "high": 2},
        "strategies.api.label": "X",
    }
    changes = find_changes(base, base.with_values(settings))
    assert {change.address for change in changes} == set(settings)
    assert [change.moves for change in changes if change.address.endswith("label")] == [False]
    assert find_changes(base, load("legal_startup")) == []


def test_the_same_twice_differs_in_nothing():
    found = compare("two_year_exercise", "two_year_exercise", trajectories=N)
    assert found.document["changes"] == []
    assert found.difference("self_hosted") == 0.0
    json.dumps(found.document, allow_nan=False)


def test_csv_files_of_one_name_are_told_apart(tmp_path):
    paths = []
    for folder, number in (("one", 1), ("two", 3)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(f"v\n{number}\n{number}\n", "utf-8")
        text = toml({"a": {"l": 'monthly = { dist = "empirical", file = "x.csv", column = "v" }'}})
        paths.append(tmp_path / folder / "s.toml")
        paths[-1].write_text(text, "utf-8")
    assert compare(*paths, trajectories=N).contributions("a") == {"strategies.a.costs.l.monthly": 24.0}


def test_results():
    a, b = two(), two("2.1")
    first, second = simulate(a, N), simulate(b, N, seed=1)
    found = compare(first, second)
    numbers = found.document["strategies"]["a"]["horizons"]["12"]
    errors = [r.document["strategies"]["a"]["horizons"]["12"]["se"]["mean"] for r in (first, second)]
    assert numbers["mean"]["se"] == pytest.approx(math.hypot(*errors))
    assert numbers["mean"]["clear"]
    assert set(found.document["differs"]) == {"config_sha256", "seed"}
    assert numbers["lines"]["l"]["difference"] == pytest.approx(numbers["mean"]["difference"], rel=1e-9)
    assert not found.document["se_is_upper_limit"]
    again = compare(simulate(a, N), simulate(a, N, seed=5)).document["strategies"]["a"]["horizons"]["12"]["mean"]
    assert not again["clear"]  # only another seed


@pytest.mark.parametrize(
    ("b", "message"),
    [
        (toml({"c": {"l": "monthly = 1"}}), "no strategy is in both: there are a, b, and c"),
        (toml({"a": {"l": "monthly = 1"}}).replace("USD", "EUR"), "amounts in USD and in EUR"),
        (toml({"a": {"l": "monthly = 1"}}, horizons=[6]), "no horizon is in both"),
    ],
)
def test_what_cannot_be_compared(b, message):
    with pytest.raises(ValueError, match=message):
        compare(two(), loads(b), trajectories=N)


def test_a_scenario_is_no_result():
    with pytest.raises(ValueError, match="a scenario and a result cannot be compared"):
        compare(two(), simulate(two(), N))
    with pytest.raises(ValueError, match="not a result"):
        compare({"schema": 1}, simulate(two(), N))


def spoilt(place, value):
    """A result in which something else stands at a place."""
    document = json.loads(json.dumps(simulate(two(), N).document))
    *path, last = place
    part = document
    for key in path:
        part = part[key]
    part[last] = value
    return document


HERE = ("strategies", "a", "horizons", "12")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ((*HERE, "mean"), "x"),
        ((*HERE, "mean"), None),
        ((*HERE, "mean"), True),
        ((*HERE, "mean"), 10**400),
        ((*HERE, "se", "mean"), math.inf),
        ((*HERE, "categories"), [1]),
        (("run", "replicates"), "many"),
        (("scenario", "horizons"), 5),
        (("strategies", "a"), [1]),
        (("comparisons",), {"a": 1}),
    ],
)
def test_a_result_changed_by_hand(place, value):
    """Said in our words, not in Python's."""
    with pytest.raises(ValueError, match=r"^not a result of `simulate --format json`: a member has the wrong type$"):
        compare(simulate(two(), N), spoilt(place, value))
