"""What the page of the model says of token bills and of open weights from a host, run again."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from monthly_cash import FUTURES

from tcorisk import crossover, load, simulate

PAGE = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8")
SECTION = PAGE[PAGE.index("## What moves a token bill") : PAGE.index("## What is left out, and why")]
BILL = "strategies.api.costs.tokens.monthly"


@cache
def costs(name: str, changes: tuple[tuple[str, Any], ...] = ()) -> dict[str, Any]:
    """Return the figures of 24 months by strategy."""
    strategies = simulate(load(name).with_values(dict(changes)), FUTURES).document["strategies"]
    return {strategy: numbers["horizons"]["24"] for strategy, numbers in strategies.items()}


def moved(name: str, **changes: Any) -> float:
    """By how much changes move the mean cost of the API, in percent."""
    places = {"output": "drivers.output_tokens", "bill": BILL}
    places["read"] = "drivers.input_tokens.initial" if name == "saas_growth" else "drivers.input_tokens"
    after = costs(name, tuple((places[key], value) for key, value in changes.items()))
    return 100.0 * (after["api"]["mean"] / costs(name)["api"]["mean"] - 1.0)


def tokens(name: str) -> float:
    """Tokens of the cost of the API, in percent."""
    api = costs(name)["api"]
    return 100.0 * float(api["lines"]["tokens"]["mean"] / api["mean"])


def found() -> dict[str, list[float]]:
    """Return the page's table, computed again."""
    names = ("saas_growth", "legal_startup", "ecommerce")
    cached = costs("saas_growth")["cached"]["mean"] / costs("saas_growth")["api"]["mean"]
    read = (moved("saas_growth", read="15_000 to 26_000"), moved("legal_startup", read="50_000 to 150_000"))
    return {
        "all tokens, of the cost": [tokens(name) for name in names],
        "reasoning: 1,300 more output tokens a request": [
            moved("saas_growth", output="1_675 to 1_960"),
            moved("legal_startup", output="1_700 to 2_500"),
        ],
        "an agent that reads ten times as much": list(read),
        "a region's premium of 1.1": [0.1 * tokens(name) for name in names],
        "failed calls, at 1.7 % of the bill": [0.017 * tokens(name) for name in names],
        "cache and batch, with the work for them": [100.0 * (cached - 1.0)],
    }


def test_the_page_tells_what_moves_a_token_bill() -> None:
    rows = re.findall(r"^\| (.+?) \| (-?[\d.]+) \| (-?[\d.]*) ?\| (-?[\d.]*) ?\|$", SECTION, re.MULTILINE)
    answers = found()
    assert [row[0] for row in rows] == list(answers)
    for name, *cells in rows:
        assert [float(cell) for cell in cells if cell] == pytest.approx(answers[name], rel=0.02, abs=0.06), name


def test_a_premium_on_every_token_is_its_share_of_the_cost() -> None:
    """Two rows are shares of the first; here one of them is a run of its own."""
    assert moved("saas_growth", bill="1.1 * token_bill") == pytest.approx(0.1 * tokens("saas_growth"), rel=1e-6)


@pytest.mark.parametrize(
    ("name", "strategies"),
    [
        ("saas_growth", ("hosted_open", "api", "self_hosted")),
        ("legal_startup", ("hosted_open", "api")),
        ("two_year_exercise", ("hosted_open", "api", "self_hosted")),
    ],
)
def test_the_page_tells_what_a_host_costs(name: str, strategies: tuple[str, ...]) -> None:
    [text] = re.findall(rf"^- `{name}`: (.+?)\.", SECTION, re.MULTILINE | re.DOTALL)
    figures = [float(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]+(?=,000)", text)]
    means = [costs(name)[strategy]["mean"] / 1_000 for strategy in strategies]
    assert figures == pytest.approx(means, rel=0.02)


def test_where_wrong_answers_make_host_and_api_even() -> None:
    [told] = re.findall(r"even at ([\d.]+) USD", SECTION.replace("\n", " "))
    even = crossover("saas_growth", "drivers.wrong_answer_cost", 0, 2, strategy="hosted_open", trajectories=FUTURES)
    assert even.value == pytest.approx(float(told), abs=0.01)
    at_home = crossover("saas_growth", "drivers.wrong_answer_cost", 0, 2, strategy="self_hosted", trajectories=FUTURES)
    assert at_home.value is None  # it is not even where errors cost nothing


def test_where_the_advice_returns_to_the_api() -> None:
    [told] = re.findall(r"returns to the API at ([\d.]+) USD", SECTION.replace("\n", " "))
    for cost, chosen in ((float(told) - 0.01, "hosted_open"), (float(told), "api")):
        changed = load("saas_growth").with_values({"drivers.wrong_answer_cost": cost})
        assert simulate(changed, FUTURES).verdict["recommended"] == chosen


def test_the_page_tells_each_verdict() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `\w+` \| [\d.]+ \| `(\w+)` \| ([\d.]+) \|", PAGE, re.MULTILINE)
    assert len(rows) == 7
    for name, chosen, cheapest in rows:
        verdict = simulate(load(name), FUTURES).verdict
        assert verdict["recommended"] == chosen
        assert 100 * verdict["p_cheapest"] == pytest.approx(float(cheapest), abs=0.6), name
    assert costs("two_year_exercise")["hosted_open"]["mean"] < costs("two_year_exercise")["api"]["mean"] / 2
