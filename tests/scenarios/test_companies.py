"""What the scenarios built on real cases must show; their published bills stand in test_published."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from monthly_cash import FUTURES, cash_by_month
from numpy.typing import NDArray

from tcorisk import load, simulate
from tcorisk.configs import Monthly, Scenario
from tcorisk.configs.model.draws import draws_of


@pytest.mark.parametrize("name", ["ecommerce", "healthcare", "trading", "custom_model", "saas_growth"])
def test_every_range_says_where_it_comes_from(name: str) -> None:
    scenario = load(name)
    places = {address.split("#")[0] for address in draws_of(scenario.drivers, scenario.strategies, scenario.unit)}
    assert len(places) > 30
    assert [place for place in sorted(places) if not scenario.comment(place)] == []


def chance(scenario: Scenario, strategy: str, baseline: str, horizon: int) -> float:
    """The chance that the strategy costs less than the baseline."""
    return simulate(scenario, FUTURES).p_beats(strategy, baseline, horizon)


def test_the_online_shop_stays_with_one_vendor() -> None:
    numbers = simulate(load("ecommerce"), FUTURES).document["strategies"]["api"]["horizons"]
    assert numbers and all(horizon["p_cheapest"] > 0.95 for horizon in numbers.values())


def test_patient_records_cost_least_where_the_gates_are_shut() -> None:
    scenario = load("healthcare")
    assert "bars the API" in scenario.title
    assert "(barred)" in scenario.strategies["api"].label
    assert chance(scenario, "api", "self_hosted", 24) > 0.99
    assert chance(scenario, "hybrid", "self_hosted", 24) < 0.05  # of the two that pass, the published one


def test_the_trading_house_needs_an_edge_to_justify_its_own_model() -> None:
    scenario = load("trading")
    assert "bar the API" in scenario.title
    assert chance(scenario, "self_hosted", "custom", 24) > 0.95
    assert chance(scenario.with_values({"drivers.edge": 100_000}), "self_hosted", "custom", 24) < 0.3


@pytest.mark.parametrize("name", ["trading", "custom_model"])
def test_custom_training_launches_after_6_to_12_months_and_repeats_failed_runs(name: str) -> None:
    scenario = load(name)
    place = next(a for a in ("drivers.failed_runs", "strategies.custom.inputs.failed_runs") if scenario.comment(a))

    def custom(changed: Scenario) -> dict[str, Any]:
        return simulate(changed, FUTURES).document["strategies"]["custom"]["horizons"]["24"]

    risky, sure = custom(scenario), custom(scenario.with_values({place: 0}))
    launch, runs = risky["outputs"]["months_to_launch"], risky["outputs"]["training_runs"]
    assert 6 <= launch["p10"] < launch["p90"] <= 12
    # Geometric with two failures in five: 1 / 0.6 runs on average, and three or more in one of 0.4^2 = 16 % of futures.
    assert runs["mean"] == pytest.approx(1 / 0.6, abs=4 * np.sqrt(0.4) / 0.6 / np.sqrt(FUTURES))
    assert (runs["p10"], runs["p50"], runs["p90"]) == (1, 1, 3)
    # Each failure is paid like a success, and moves the launch by a run of 0.8 to 1.6 months.
    assert risky["lines"]["training"]["mean"] / sure["lines"]["training"]["mean"] == pytest.approx(1 / 0.6, rel=0.03)
    assert launch["mean"] - sure["outputs"]["months_to_launch"]["mean"] == pytest.approx(0.667 * 1.15, abs=0.05)


def growth_over_two_years(**driver: Any) -> float:
    """The median of demand in month 24 over demand in month 1; demand is read off as if each request cost 1 USD."""
    values: dict[str, Any] = {f"drivers.requests_per_day.{key}": value for key, value in driver.items()}
    values["strategies.api.costs.tokens.monthly"] = "requests_per_day"
    scenario = load("saas_growth")
    others = [line for name, line in scenario.strategies["api"].lines.items() if name != "tokens"]
    for line in others:
        values[f"{line.address}.{'monthly' if isinstance(line.timing, Monthly) else 'per_event'}"] = 0
    demand = cash_by_month(scenario.with_values(values), "api")
    return float(np.median(demand[23] / demand[0]))


def test_the_growing_service_grows_ten_fold() -> None:
    assert 8 < growth_over_two_years() < 12.5
    assert growth_over_two_years(growth_per_month=0.05) < 4


def test_the_growing_service_crosses_over_inside_two_years() -> None:
    """Where its answers are as good; otherwise it does not."""
    priced = load("saas_growth")
    api, own = (np.median(cash_by_month(priced, strategy), axis=1) for strategy in ("api", "self_hosted"))
    assert np.all(api[6:] < own[6:])
    scenario = priced.with_values({"drivers.wrong_answer_cost": 0})
    assert chance(scenario, "self_hosted", "api", 12) < 0.5
    api, own = (np.median(cash_by_month(scenario, strategy), axis=1) for strategy in ("api", "self_hosted"))
    assert np.all(api[6:12] < own[6:12])
    assert np.all(api[21:] > own[21:])
    slow = scenario.with_values({"drivers.requests_per_day.growth_per_month": 0.03})
    api, own = (np.median(cash_by_month(slow, strategy), axis=1) for strategy in ("api", "self_hosted"))
    assert np.all(api[21:] < own[21:])


def price_after_two(scenario: Scenario, strategy: str, step: str) -> NDArray[np.float64]:
    """What two successors have made of the token price by the last month, in the futures that have met two."""

    def cash(value: float) -> NDArray[np.float64]:
        return cash_by_month(scenario.with_values({step: value}), strategy, "random")[-1]

    free, first = cash(1e-12), cash(1.0)  # a free successor: no token is paid beyond the first retirement
    met = first > free
    paid = (first - free)[met]
    twice = np.rint(np.log2(paid / (cash(0.5) - free)[met])) == 2.0
    return ((cash_by_month(scenario, strategy, "random")[-1] - free)[met] / paid)[twice]


@pytest.mark.parametrize(
    ("name", "strategy", "step"),
    [
        ("ecommerce", "api", "drivers.model_step"),
        ("ecommerce", "two_vendors", "drivers.model_step"),
        ("custom_model", "api", "strategies.api.inputs.model_step"),
        ("saas_growth", "api", "drivers.model_step"),
    ],
)
def test_each_successor_has_a_price_step_of_its_own(name: str, strategy: str, step: str) -> None:
    twice = price_after_two(load(name), strategy, step)
    mean = (17 + 7 * 0.675 + 5 * 1.5) / 29  # 1, uniform from 0.35 to 1, uniform from 1 to 2
    square = (17 + 7 * (1 - 0.35**3) / 3 / 0.65 + 5 * 7 / 3) / 29
    error = np.sqrt((square**2 - mean**4) / twice.size)
    assert abs(twice.mean() - mean**2) < 3.5 * error
    assert square - mean**2 > 6.0 * error  # what one step for both would have added to the mean


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("legal_startup", "api.costs.provider_incidents"),
        ("saas_growth", "api.costs.outage_work"),
        ("saas_growth", "self_hosted.costs.vendor_outages"),
        ("ecommerce", "api.costs.lost_sales"),
    ],
)
def test_incidents_last_as_long_as_was_measured(name: str, line: str) -> None:
    scenario = load(name)
    draws = draws_of(scenario.drivers, scenario.strategies, scenario.unit)
    [hours] = [found.draw.law for address, found in draws.items() if address.startswith(f"strategies.{line}.per_event")]
    median, p90 = np.round(hours.ppf(np.array([0.5, 0.9])), 1)
    assert 0.75 <= median <= 1.2
    assert 3.6 <= p90 <= 5.0


@pytest.mark.parametrize(
    ("name", "strategy", "on_top"),
    [
        ("trading", "custom", False),
        ("trading", "self_hosted", False),
        ("custom_model", "self_hosted", False),
        ("custom_model", "custom", False),
        ("ecommerce", "api", False),
        ("legal_startup", "self_hosted", True),
        ("healthcare", "self_hosted", True),
    ],
)
def test_the_time_of_engineers_is_paid_once(name: str, strategy: str, on_top: bool) -> None:
    """On top where the published bill lists evaluation beside the engineer; else a part of what is paid."""
    scenario = load(name)
    home = "custom" if name == "trading" else "self_hosted" if name == "custom_model" else strategy
    share = f"strategies.{home}.inputs.evaluation_share"
    less, more = (
        simulate(scenario.with_values({share: value}), FUTURES).document["strategies"][strategy]["horizons"]["24"]
        for value in (0.0, 0.2)
    )
    evaluation = more["lines"]["evaluation"]["mean"] - less["lines"]["evaluation"]["mean"]
    assert evaluation > 0.0
    added = more["cash"]["mean"] - less["cash"]["mean"]
    assert added == pytest.approx(evaluation if on_top else 0.0, abs=0.5)


def test_the_cluster_pays_for_power_and_for_its_place() -> None:
    lines = simulate(load("trading"), FUTURES).document["strategies"]["custom"]["horizons"]["24"]["lines"]
    # The same kilowatts bear both. Means of lognormals with these P5 and P95: sqrt(ab) exp(sd^2 / 2).
    kwh, place, pue = (
        np.sqrt(low * high) * np.exp((np.log(high / low) / 3.289707) ** 2 / 2)
        for low, high in ((0.08, 0.18), (150, 300), (1.3, 1.4))
    )
    assert lines["power"]["mean"] / lines["colocation"]["mean"] == pytest.approx(730 * pue * kwh / place, rel=0.01)
