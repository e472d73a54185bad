"""A barred strategy is simulated like any other, and counts nowhere as a choice."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from engine_tools import scenario

from tcorisk import Result, evpi, load, sensitivity, simulate, two_level
from tcorisk.configs import Scenario

FUTURES = 2**13
REASON = "the data may not leave the house"


def three(barred: str = "", **heads: str) -> Scenario:
    """Two strategies of which either may be the cheaper, and a third that is cheaper than both."""
    return scenario(
        {
            "own": {"x": 'monthly = "80 to 160"'},
            "rented": {"x": 'monthly = "70 to 170"'},
            "api": {"x": 'monthly = "1 to 60"'},
        },
        heads=({"api": f'barred = "{barred}"'} if barred else {}) | heads,
    )


def without_contest(document: dict[str, Any]) -> dict[str, Any]:
    """Return a result's document without what `barred` may change."""
    found = copy.deepcopy(document)
    del found["run"]["config_sha256"], found["verdict"]
    baseline = found["scenario"]["baseline"]
    found["comparisons"] = [item for item in found["comparisons"] if item["baseline"] == baseline]
    for strategy in found["strategies"].values():
        del strategy["barred"], strategy["label"]
        for numbers in strategy["horizons"].values():
            del numbers["p_cheapest"]
    return found


def cheapest(result: Result) -> dict[str, float]:
    """Return each strategy's chance to be the cheapest."""
    return {name: s["horizons"]["12"]["p_cheapest"] for name, s in result.document["strategies"].items()}


@pytest.fixture(scope="module")
def runs() -> tuple[Result, Result]:
    """The same three ways, all allowed, and the cheapest of them barred."""
    return simulate(three(), FUTURES), simulate(three(REASON), FUTURES)


def test_no_other_number_moves(runs: tuple[Result, Result]) -> None:
    free, bound = (run.document for run in runs)
    assert without_contest(free) == without_contest(bound)
    assert [s["barred"] for s in free["strategies"].values()] == [None, None, None]
    assert [s["barred"] for s in bound["strategies"].values()] == [None, None, REASON]


def test_the_cheapest_is_counted_among_those_allowed(runs: tuple[Result, Result]) -> None:
    free, bound = map(cheapest, runs)
    assert free["api"] > 0.95
    assert bound["api"] == 0.0
    beats = runs[1].p_beats("rented", "own", 12)
    assert bound["rented"] == pytest.approx(beats, abs=1e-12)
    assert bound["own"] == pytest.approx(1.0 - beats, abs=1e-12)
    assert 0.2 < beats < 0.8


def test_ties_are_shared_among_those_allowed() -> None:
    alike = {name: {"x": "monthly = 100"} for name in ("a", "b", "c")}
    found = simulate(scenario(alike, heads={"b": 'barred = "no"'}), FUTURES)
    assert cheapest(found) == {"a": 0.5, "b": 0.0, "c": 0.5}


def test_any_number_of_threads_counts_the_same(runs: tuple[Result, Result]) -> None:
    assert simulate(three(REASON), FUTURES, threads=1, chunk=3).document == runs[1].document


def test_information_is_worth_what_it_changes_among_those_allowed() -> None:
    free, bound = three(), three(REASON)
    pair = evpi(bound, strategy="rented")
    assert evpi(bound) == pair
    assert pair.value > 5.0 * evpi(free).value
    found = sensitivity(bound, trajectories=FUTURES)  # the only rival that is allowed
    assert found.strategy == "rented"
    assert found.evpi_all == found.evpi
    assert found.document["scenario"]["barred"] == ["api"]
    asked = sensitivity(bound, "api", trajectories=FUTURES)
    assert asked.evpi is not None and asked.evpi_all is not None and found.evpi is not None
    assert asked.evpi_all.value == pytest.approx(found.evpi.value, rel=0.02)
    assert asked.evpi.value < 0.1 * asked.evpi_all.value


def test_it_is_found_by_its_label_with_and_without_the_mark() -> None:
    bound = three(REASON, api=f'barred = "{REASON}"\nlabel = "The vendor"')
    found = [evpi(bound, strategy=word, trajectories=FUTURES) for word in ("api", "The vendor", "The vendor (barred)")]
    assert found[0] == found[1] == found[2] != evpi(bound, trajectories=FUTURES)


def test_where_one_alone_is_allowed_there_is_nothing_to_find_out() -> None:
    bound = three(REASON, rented='barred = "too"')
    assert evpi(bound).value == 0.0
    with pytest.raises(ValueError, match="strategy needs to be named"):
        sensitivity(bound, trajectories=FUTURES)


def test_it_is_no_bet() -> None:
    document = two_level(three(REASON), outer=20, inner=1024).document
    by_name = {item["strategy"]: item["p_beats"] for item in document["comparisons"]}
    assert by_name["api"]["favoured"] is by_name["api"]["favoured_interval"] is None
    assert by_name["api"]["value"] > 0.9
    assert 0.0 <= by_name["rented"]["favoured"] <= 1.0
    assert document["strategies"]["api"]["barred"] == REASON


@pytest.mark.parametrize(("name", "winner"), [("healthcare", "self_hosted"), ("trading", "custom")])
def test_the_gates_of_the_bundled_scenarios_hold(name: str, winner: str) -> None:
    found = simulate(load(name), FUTURES)
    assert found.scenario.strategies["api"].barred
    assert found.p_beats("api", found.scenario.baseline, 24) > 0.99
    for horizon in ("12", "24"):
        shares = {key: s["horizons"][horizon]["p_cheapest"] for key, s in found.document["strategies"].items()}
        assert shares["api"] == 0.0 and shares[winner] > 0.95
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-12)
