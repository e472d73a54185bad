"""The scenarios of several vendors and of a migration: what they and their page say, exactly where possible."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path += [str(Path(__file__).parents[1] / folder) for folder in ("engine", "domain")]
from engine_tools import Array, Futures, z_mean
from laws import to

from tcorisk import load, simulate, stress
from tcorisk.configs.model.draws import draws_of

N = 2**14
PAGE = (Path(__file__).parents[2] / "docs" / "idioms_moving.md").read_text("utf-8")


@cache
def vendors(**changes: Any) -> Futures:
    return Futures(load("multi_vendor").with_values({f"drivers.{name}": value for name, value in changes.items()}), N)


def tokens(run: Futures, strategy: str, *parts: str) -> Array:
    return np.sum([run.line(strategy, f"{part}tokens", 24) for part in parts or ("",)], axis=0)


def output(run: Futures, strategy: str, name: str) -> Array:
    return run.results[run.layout.row(run.layout.outputs[strategy][name], 24)]


def mean_down(events: float, median: float, sigma: float) -> float:
    """Mean share of a month: a month of outages all through is too rare to matter."""
    return events * median * np.exp(sigma**2 / 2) / 730


DOWN_A, DOWN_B = mean_down(3.5, 1.2, 1.11), mean_down(2.4, 0.75, 1.22)


@pytest.mark.parametrize("name", ["multi_vendor", "migration"])
def test_every_range_says_where_it_comes_from(name: str) -> None:
    scenario = load(name)
    places = {address.split("#")[0] for address in draws_of(scenario.drivers, scenario.strategies, scenario.unit)}
    assert len(places) > 20
    assert [place for place in sorted(places) if not scenario.comment(place)] == []


def test_routing_saves_more_than_half_of_the_tokens() -> None:
    """The small model's price is a twentieth; of the three quarters it gets, a tenth is asked again."""
    left = tokens(vendors(), "routed", "hard.", "easy.") / tokens(vendors(), "one_vendor")
    assert abs(z_mean(left, 1 - 0.75 * (1 - 0.10) + 0.05 * 0.75)) < 3.0
    assert 1 - 0.8 * 0.95 + 0.05 * 0.8 <= left.min() < left.max() <= 1 - 0.7 * 0.85 + 0.05 * 0.7 < 0.5
    dear = load("multi_vendor").with_values(
        {"strategies.routed.parts.easy.with.input_rate": 1, "strategies.routed.parts.easy.with.output_rate": 5}
    )
    assert (
        tokens(Futures(dear, 1024), "routed", "hard.", "easy.") > 0.5 * tokens(Futures(dear, 1024), "one_vendor")
    ).all()


def test_the_fallback_rate_is_how_often_the_first_vendor_does_not_answer() -> None:
    run = vendors(refused=0)
    assert abs(z_mean(output(run, "chain", "fallback_share"), DOWN_A)) < 3.0
    refused = 0.05
    assert (
        abs(z_mean(output(vendors(refused=refused), "chain", "fallback_share"), 1 - (1 - DOWN_A) * (1 - refused))) < 3.0
    )
    second = tokens(run, "chain", "second.") / tokens(run, "one_vendor")
    assert 0.5 * DOWN_A < second.mean() < 1.5 * DOWN_A


def test_two_vendors_are_both_down_for_the_product_of_their_shares() -> None:
    run = vendors()
    assert abs(z_mean(output(run, "chain", "both_down"), DOWN_A * DOWN_B)) < 3.0
    lost = {name: run.line(name, "lost", 24) for name in ("one_vendor", "second_vendor", "chain", "multi_vendor")}
    assert abs(z_mean(lost["chain"] - DOWN_B * lost["one_vendor"], 0.0)) < 3.0
    assert abs(z_mean(lost["second_vendor"] - DOWN_B / DOWN_A * lost["one_vendor"], 0.0)) < 3.0
    np.testing.assert_array_equal(lost["multi_vendor"], lost["chain"])
    assert abs(z_mean(lost["chain"] - DOWN_A * lost["one_vendor"], 0.0)) > 5.0


def test_the_mark_of_five_percent() -> None:
    """A steady 6 % of refused calls is above it every month; 2 % alone seldom."""
    assert (output(vendors(refused=0.06), "chain", "months_above_5_percent") == 1.0).all()
    assert output(vendors(refused=0.02), "chain", "months_above_5_percent").mean() < 0.1
    assert 0.1 < output(vendors(), "multi_vendor", "months_above_5_percent").mean() < 0.3


def test_routing_is_advised_and_what_does_not_pay_the_first_vendor_is_not_exposed() -> None:
    assert simulate(load("multi_vendor"), N).verdict["recommended"] == "routed"
    found = stress("multi_vendor", {}, {"strategies.one_vendor.costs.tokens": (0.3, 13)}, trajectories=N)
    assert found.difference("second_vendor") == found.difference("at_home") == 0.0
    assert 0 < found.difference("multi_vendor") < found.difference("routed") < 0.4 * found.difference("one_vendor")


@cache
def migration() -> dict[str, Any]:
    return simulate(load("migration"), N).document


def mean(document: dict[str, Any], strategy: str) -> float:
    return float(document["strategies"][strategy]["horizons"]["36"]["mean"])


def test_the_rule_is_cheapest_on_average_and_the_way_back_pays_where_errors_are_expensive() -> None:
    means = [mean(migration(), name) for name in ("rule", "one_way", "api", "now")]
    assert means == sorted(means)
    assert migration()["verdict"]["recommended"] == "api"  # by the margin
    cheap = simulate(load("migration").with_values({"drivers.wrong_answer_cost": "0.02 to 0.30"}), N).document
    assert mean(cheap, "one_way") < mean(cheap, "rule") < mean(cheap, "api")


def test_every_way_back_is_taken_in_some_futures() -> None:
    policy = migration()["strategies"]["rule"]["horizons"]["36"]["policy"]
    there, *back = policy["moves"]
    assert [(move["from"], move["to"]) for move in back] == 3 * [("own", "api")]
    assert 0.5 < there["p"] < 0.95
    assert all(0.01 < move["p"] < there["p"] for move in back)
    eight_weeks = 8 * 12 / 52
    assert eight_weeks < there["months_both"] < 1.3 * eight_weeks  # weeks are late, the horizon cuts some off
    assert policy["option"]["mean"] > 3 * policy["option"]["se"]


def test_a_move_at_once_pays_both_for_eight_weeks_and_loses_no_revenue() -> None:
    run = Futures(load("migration"), N)
    both = 36 * run.line("now", "first.prompts", 36) / run.line("api", "prompts", 36)
    late = to(0.8, 1.7).mean()
    assert abs(z_mean(both, (6 * late + 2) * 12 / 52)) < 3.0
    assert not run.line("now", "then.launch", 36).any()
    assert run.line("own", "launch", 36).all()


def test_a_service_that_shrinks_stays_to_the_cent() -> None:
    shrinking = load("migration").with_values({"drivers.requests_per_day.growth_per_month": -0.1})
    run = Futures(shrinking.with_values({"drivers.requests_per_day.initial": "2_000 to 4_000"}), 4096)
    np.testing.assert_allclose(run.tco("rule", 36), run.tco("api", 36), rtol=1e-12)


def test_the_page_tells_who_is_exposed() -> None:
    rows = {
        "stay on the API": ("api",),
        "own GPUs, from the start or now": ("own", "now"),
        "move by the rule, with a way back": ("rule",),
        "move by the rule, no way back": ("one_way",),
    }
    found = stress("migration", {}, {"strategies.api.costs.tokens": (0.3, 13)}, trajectories=2**13).document[
        "strategies"
    ]
    for row, names in rows.items():
        [cells] = re.findall(rf"^\| {row} \| (.+) \|$", PAGE, re.MULTILINE)
        told = [float(figure.replace(",", "")) for figure in re.findall(r"[\d,]+", cells)]
        for name in names:
            figures = found[name]["horizons"]["36"]
            option = figures["option"]
            ends = [] if option is None else [option["a"], option["b"]]
            assert told == pytest.approx(
                [figures["mean"]["difference"], figures["p90"]["difference"], *ends], abs=510
            ), name
