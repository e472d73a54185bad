"""Truth: what a stress does to the choice, against costs that are known, and what-ifs that are chosen by rule."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from engine_tools import scenario
from scipy.stats import norm

from tcorisk import load, simulate, stress
from tcorisk.configs import Scenario
from tcorisk.simulator.studies.rises import scaled
from tcorisk.simulator.studies.stresses import hold, holdable
from tcorisk.simulator.studies.what_ifs import StressTest, run_what_ifs

N = 2**13
DRIVERS = """
wage = { dist = "normal", mean = 100, sd = 10 }
price = { dist = "normal", mean = 1, sd = 0.1 }
[drivers.requests]
process = "growth"
initial = { dist = "normal", mean = 100, sd = 5 }
growth_per_month = 0
"""
API = {"tokens": 'monthly = "requests * price"'}
LEADING = ["drivers.price", "drivers.wage", "drivers.requests.initial"]
VOLUME = "drivers.requests.initial"


def priced(own: str = "1.5 * wage", top: str = "", further: dict[str, dict[str, str]] | None = None) -> Scenario:
    lines = {"api": API, "own": {"staff": f'category = "Engineering"\nmonthly = "{own}"'}, **(further or {})}
    return scenario(lines, drivers=DRIVERS, horizons=(12,), top=top)


def stressed(what: Scenario, volume: str | None = VOLUME, leading: list[str] | None = None) -> StressTest:
    found = run_what_ifs(simulate(what, N), volume, LEADING if leading is None else leading)
    assert found is not None
    return found


def test_they_are_chosen_by_rule() -> None:
    """API costs 1,200, own servers 1,800: the worst tenths are those in which API leads by less."""
    found = stressed(priced())
    assert [(item.kind, item.address) for item in found.what_ifs] == [
        ("doubles", VOLUME),
        ("halves", VOLUME),
        ("highest", "drivers.price"),
        ("lowest", "drivers.wage"),
        ("highest", VOLUME),
        ("price", "api"),  # own servers have no Compute line
    ]
    assert found.trajectories == N
    assert [item.kind for item in found.changing] == ["doubles"]


def test_costs_are_those_of_the_stressed_scenario() -> None:
    """To the last digit those of a run of it; in the highest tenth those of a product of two known laws."""
    what = priced()
    found = {(item.kind, item.address): item.choice for item in stressed(what).what_ifs}
    doubled = simulate(scaled(what, VOLUME, 2.0), N).document
    choice = found["doubles", VOLUME]
    assert choice.p50["api"].b == pytest.approx(doubled["strategies"]["api"]["horizons"]["12"]["p50"], rel=1e-12)
    assert choice.after == doubled["verdict"]["recommended"] == "own"
    assert choice.p50["api"].change == pytest.approx(1.0, rel=1e-9)
    assert choice.p50["own"].change == 0.0
    dear = found["highest", "drivers.price"].p50["api"]
    grid = (np.arange(1_000) + 0.5) / 1_000
    initial = 1 + 0.05 * norm.ppf(grid)
    for cost, price in ((dear.a, norm.ppf(grid)), (dear.b, norm.ppf(0.9 + 0.1 * grid))):
        assert cost == pytest.approx(1_200 * np.median(np.outer(1 + 0.1 * price, initial)), rel=2e-3)
    assert found["price", "api"].p50["api"].change == pytest.approx(0.3, rel=1e-9)


def test_a_longer_run_keeps_its_own_figures() -> None:
    """What differs is added to them: the figures as things are equal those of the document."""
    result = simulate(priced("1.5 * wage * price ** 3"), 8 * N)
    found = run_what_ifs(result, VOLUME, LEADING)
    assert found is not None
    assert found.trajectories == N
    for item in found.what_ifs:
        for name, exposure in item.choice.p50.items():
            assert exposure.a == result.document["strategies"][name]["horizons"]["12"]["p50"]
    choice = next(item.choice for item in found.what_ifs if item.kind == "price")
    assert choice.p50["own"].b == choice.p50["own"].a  # no line of it is raised


@pytest.mark.parametrize(("margin", "after"), [(0.0, "own"), (0.5, "api")])
def test_the_rule_of_the_decision_applies(margin: float, after: str) -> None:
    """Where the volume doubles, own servers cost 1,800 against 2,400: 25 % less."""
    found = stressed(priced(top=f"decision = {{ margin = {margin} }}"))
    choice = found.what_ifs[0].choice
    assert (choice.before, choice.after, choice.rival) == ("api", after, "own")
    assert choice.told_apart


def test_a_lead_within_the_error_is_not_told_apart() -> None:
    """Own servers of 2,400 against an API that costs as much once its volume doubles, both uncertain."""
    close = stressed(priced("2 * wage", top="decision = { margin = 0 }")).what_ifs[0].choice
    assert close.told_apart is False
    assert stressed(priced("2.2 * wage", top="decision = { margin = 0 }")).what_ifs[0].choice.told_apart


def test_barred_strategies_take_no_part() -> None:
    what = priced()
    free = dataclasses.replace(what.strategies["own"], name="free", barred="not allowed", lines={})
    what = dataclasses.replace(what, strategies={**what.strategies, "free": free})
    assert list(what.allowed) == ["api", "own"]
    found = stressed(what)
    assert {name for item in found.what_ifs for name in item.choice.p50} == {"api", "own"}
    command = stress(what, {"drivers.price": (0.9, 1.0)}, trajectories=N).document["choice"]
    assert list(command["p50"]) == ["api", "own"]


def test_nothing_is_invented() -> None:
    """Without a volume, inputs and Compute lines there is no what-if; correlated draws are passed over."""
    plain = scenario({"a": {"x": 'category = "Engineering"\nmonthly = 1'}}, horizons=(12,))
    assert run_what_ifs(simulate(plain, N), None, []) is None
    tied = priced(top='[[correlations]]\nbetween = ["drivers.price", "drivers.wage"]\nrank = 0.5')
    assert set(holdable(tied)) == {VOLUME}
    assert {item.address for item in stressed(tied).what_ifs if item.kind in ("lowest", "highest")} == {VOLUME}
    with pytest.raises(ValueError, match="draws that depend on it"):
        hold(tied, {"drivers.price": (0.9, 1.0)})


def test_one_strategy_alone_has_costs_and_no_rival() -> None:
    alone = scenario({"api": API}, drivers=DRIVERS, horizons=(12,))
    found = stressed(alone)
    assert [item.kind for item in found.what_ifs] == ["doubles", "halves", "price"]
    assert all(item.choice.rival is None and not item.choice.changes for item in found.what_ifs)


def test_the_command_names_who_is_exposed_most() -> None:
    """A rise of its price costs the API 60 %, and the recommendation."""
    found = stress(priced(), {}, {"strategies.api.costs.tokens": (0.6, 1)}, trajectories=N).document["choice"]
    assert found["most_exposed"] == "api"
    assert found["p50"]["api"]["change"] == pytest.approx(0.6, rel=1e-9)
    assert (found["before"], found["after"], found["changes"]) == ("api", "api", False)  # 6 % short of the margin
    found = stress(priced(), {}, {"strategies.api.costs.tokens": (1.0, 1)}, trajectories=N).document["choice"]
    assert (found["before"], found["after"], found["changes"]) == ("api", "own", True)


@pytest.mark.parametrize("name", ["saas_growth", "migration"])
def test_bundled_scenarios_with_mixes_and_policies(name: str) -> None:
    """A price rises wherever its line is paid: in parts of mixes, and in stages of policies."""
    found = stressed(load(name))
    assert found.failed == ()
    assert {item.kind for item in found.what_ifs} >= {"price"}
    assert all(item.choice.before == found.what_ifs[0].choice.before for item in found.what_ifs)
