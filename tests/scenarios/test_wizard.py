"""Scenarios made of ten answers: the legal case as it could be answered at the start, and runs of others."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from monthly_cash import cash_by_month
from numpy.typing import NDArray

from tcorisk import simulate
from tcorisk.configs import Scenario, loads
from tcorisk.configs.wizard import QUESTIONS, read_answer, read_answer_file, wizard_text

GUIDE = Path(__file__).parents[2] / "docs" / "first_scenario.md"
ANSWERS = Path(__file__).parent / "answers" / "legal_startup.toml"


@cache
def legal() -> Scenario:
    return loads(wizard_text(read_answer_file(str(ANSWERS))))


def made(**texts: str) -> Scenario:
    answers = {}
    for question in QUESTIONS:
        answers[question.key] = read_answer(question, texts.get(question.key, ""), answers)
    return loads(wizard_text(answers))


def settled(scenario: Scenario, strategy: str) -> NDArray[np.float64]:
    """Mean cash of months 7 to 12 in each future: the window of every published bill in docs/model.md."""
    return cash_by_month(scenario, strategy)[6:12].mean(axis=0)


def test_the_legal_case_is_told_to_buy() -> None:
    document = simulate(legal(), 2**17).document
    assert document["verdict"]["recommended"] == "api"
    last = document["strategies"]["self_hosted"]["horizons"]["24"]
    assert last["budget"]["p_within"] < 0.01  # the 7,000 of the first estimate
    assert document["warnings"] == []


@pytest.mark.parametrize(("strategy", "bill", "below"), [("self_hosted", 28_000, 16), ("api", 12_000, 29)])
def test_the_published_bill_of_the_legal_case_lies_between_p10_and_p90(strategy: str, bill: float, below: int) -> None:
    paid = settled(legal(), strategy)
    p10, p90 = np.quantile(paid, [0.1, 0.9], method="hazen")
    assert p10 < bill < p90
    assert 100 * np.mean(paid < bill) == pytest.approx(below, abs=0.6)
    assert f" {below} of 100" in " ".join(GUIDE.read_text("utf-8").split())
    assert p90 / p10 < 2.0
    unpaid = legal().with_values({"drivers.ml_engineer": 0, "drivers.devops_engineer": 0})
    assert np.quantile(settled(unpaid, strategy), 0.9, method="hazen") < bill


OTHERS = (
    {},
    {"privacy": "they may not leave", "volume": "20k", "people": "no", "currency": "EUR", "budget": "40k"},
    {"model": "frontier", "latency": "80 ms", "growth": "10x in 2 years", "horizon": "3 years"},
    {"model": "small", "latency": "overnight", "volume": "1M a day", "tokens": "2000/500", "currency": "JPY"},
    {"volume": "1B a day", "tokens": "1M in, 100k out", "growth": "10x in 2 years"},
    {"latency": "30 ms", "growth": "-20% a year", "horizon": "6 months"},
)


@pytest.mark.parametrize("texts", OTHERS, ids=lambda texts: ", ".join(texts) or "nothing known")
def test_other_answers_run(texts: dict[str, str]) -> None:
    scenario = made(**texts)
    document = simulate(scenario, 4096).document
    chosen = document["verdict"]["recommended"]
    assert not scenario.strategies[chosen].barred
    for strategy in document["strategies"].values():
        last = strategy["horizons"][str(max(scenario.horizons))]
        assert 0 < last["p10"] < last["p50"] < last["p90"] < np.inf


def test_another_currency_is_the_same_money_at_its_rate() -> None:
    """With a rate that stands still every amount is the dollars' at that rate."""
    known = {"volume": "20k", "tokens": "2000/500", "model": "70B", "people": "no"}
    dollars = simulate(made(**known), 4096).document["strategies"]
    still = made(**known, currency="EUR").with_values({"drivers.usd.volatility": 0})
    euros = simulate(still, 4096).document["strategies"]
    for name in dollars:
        figures = [found[name]["horizons"]["24"] for found in (dollars, euros)]
        assert figures[1]["mean"] == pytest.approx(0.895 * figures[0]["mean"], rel=0.01)
        assert figures[1]["p50"] == pytest.approx(0.895 * figures[0]["p50"], rel=0.01)


def test_a_dearer_dollar_raises_what_is_billed_in_dollars_alone() -> None:
    scenario = made(volume="20k", tokens="2000/500", model="70B", currency="EUR", people="yes")
    dearer = scenario.with_values({"drivers.usd.growth_per_month": 0.02})
    before, after = (simulate(item, 4096).document["strategies"] for item in (scenario, dearer))
    for name, strategy in before.items():
        lines = [found["horizons"]["24"]["categories"] for found in (strategy, after[name])]
        assert lines[1]["Compute"]["mean"] > 1.1 * lines[0]["Compute"]["mean"]
        for category in ("Engineering", "Data & Eval", "Compliance"):
            assert lines[1][category]["mean"] == pytest.approx(lines[0][category]["mean"], rel=1e-9)


def test_hiring_makes_own_servers_later_and_dearer() -> None:
    known = {"volume": "20k", "tokens": "2000/500", "model": "70B"}
    there, hire = (simulate(made(**known, people=text), 4096).document["strategies"] for text in ("yes", "no"))
    assert hire["self_hosted"]["horizons"]["24"]["mean"] > 1.1 * there["self_hosted"]["horizons"]["24"]["mean"]
    means = [found["api"]["horizons"]["24"]["mean"] for found in (there, hire)]
    assert means[1] == pytest.approx(means[0], rel=0.01)
