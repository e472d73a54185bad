"""Published outcomes of real cases, in one table, and what the scenarios built on them must show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk import load, simulate
from tcorisk.configs import Scenario
from tcorisk.configs.draws import draws_of
from tcorisk.configs.scenario import Monthly
from tcorisk.simulator import lower
from tcorisk.simulator.engine import Job, run_chunk
from tcorisk.simulator.streams import Uniforms

FUTURES = 2**14

Amounts = NDArray[np.float64]  # one for each future, in the scenario's currency
Measure = Callable[[Scenario, str], Amounts]


def cash_by_month(scenario: Scenario, strategy: str) -> Amounts:
    """Cash, shape (months, futures): what leaves the bank, without lost revenue and resale value."""
    program = lower(scenario)
    job = Job(program, Uniforms.of(program, "sobol", 0), FUTURES)
    first = program.layout.month_cash[strategy]
    months = slice(first, first + max(scenario.horizons))
    return np.concatenate([run_chunk(job, block, 1).results[months] for block in range(job.blocks)], axis=1)


def settled(scenario: Scenario, strategy: str) -> Amounts:
    """Mean of months 7 to 12: launched, and as far as the source looks."""
    return cash_by_month(scenario, strategy)[6:12].mean(axis=0)


def whole(scenario: Scenario, strategy: str) -> Amounts:
    """Mean of all months: where hardware is bought in month 1, a later window would show it as free."""
    return cash_by_month(scenario, strategy).mean(axis=0)


@dataclass(frozen=True)
class Published:
    """The bill a source gives, in USD a month, and how wide P10 to P90 may be around it."""

    scenario: str
    strategy: str
    bill: float
    measure: Measure
    widest: float  # P90 / P10


PUBLISHED = (  # handbook §33.6
    Published("legal_startup", "self_hosted", 28_000, settled, 2.0),
    Published("legal_startup", "api", 12_000, settled, 2.0),
    Published("ecommerce", "api", 2_000, settled, 2.5),
    Published("healthcare", "self_hosted", 35_000, settled, 2.5),
    Published("trading", "custom", 120_000, whole, 2.5),
    Published("support_chatbot", "api", (86_200 - 20_000) / 12, whole, 1.0),  # less the lost revenue, which is no cash
    Published("support_chatbot", "self_hosted", (441_000 - 60_000) / 12, whole, 1.0),
)

each_case = pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case.scenario}-{case.strategy}")


@each_case
def test_the_published_bill_lies_between_p10_and_p90(case: Published) -> None:
    p10, p90 = np.quantile(case.measure(load(case.scenario), case.strategy), [0.1, 0.9], method="hazen")
    rounding = 1e-9 * case.bill
    assert p10 - rounding <= case.bill <= p90 + rounding
    assert p90 / p10 <= case.widest + 1e-9


@each_case
def test_a_bill_without_people_misses_what_was_published(case: Published) -> None:
    # Engineers stand in every category (tests, documents, repairs), so their pay is set to nothing, not a category.
    unpaid = load(case.scenario).with_values({"drivers.ml_engineer": 0, "drivers.devops_engineer": 0})
    assert np.quantile(case.measure(unpaid, case.strategy), 0.9, method="hazen") < case.bill


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
    assert all(horizon["p_cheapest"] > 0.95 for horizon in numbers.values())


def test_patient_records_cost_least_where_the_gates_are_shut() -> None:
    scenario = load("healthcare")
    assert "bars the API" in scenario.title
    assert "barred" in scenario.strategies["api_barred"].label
    assert chance(scenario, "api_barred", "self_hosted", 24) > 0.99
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
    scenario = load("saas_growth")
    assert chance(scenario, "self_hosted", "api", 12) < 0.5
    api, own = (np.median(cash_by_month(scenario, strategy), axis=1) for strategy in ("api", "self_hosted"))
    assert np.all(api[6:12] < own[6:12])
    assert np.all(api[21:] > own[21:])
    slow = scenario.with_values({"drivers.requests_per_day.growth_per_month": 0.03})
    api, own = (np.median(cash_by_month(slow, strategy), axis=1) for strategy in ("api", "self_hosted"))
    assert np.all(api[21:] < own[21:])
