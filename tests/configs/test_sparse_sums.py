"""Large sums of which hardly any term counts, shares that can all be 0, and percentages in words."""

from __future__ import annotations

import numpy as np
import pytest

from tcorisk import simulate
from tcorisk.configs import loads
from tcorisk.configs.text.spelling import rough_percent
from tcorisk.reports.terminal.default_table import render_table

HEAD = """schema = 1
title = "Sums"
currency = "USD"
horizons = [12]
[drivers]
limit = 9
users = "1_000 to 3_000"
"""
LINE = '[strategies.a.costs.x]\ncategory = "Compute"\n'


def _warned(formula: str) -> str:
    found = loads(f'{HEAD}{LINE}monthly = "{formula} + 0 * (limit + users)"\n').warnings
    return " ".join(item.message for item in found if item.address == "strategies.a.costs.x.monthly")


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        # P(x > limit) is exp(-9) = 1.234e-4
        ("sum_of(10_000, x if x > limit else 0, x = exponential(1))", "about 1.2 of the 10,000 terms count on average"),
        ("sum_of(1_000_000, max(x - 20, 0), x = exponential(1))", "about 0.0021 of the 1,000,000 terms"),
        ("sum_of(users, x * y, x = bernoulli(0.001), y = exponential(3))", "about 1.7 of the 1,7"),
        ("sum_of(100_000, x if x > limit else 0, x = exponential(1))", ""),  # 12 count
        ("sum_of(150, x if x > limit else 0, x = exponential(1))", ""),  # drawn one by one
        ("sum_of(users, bernoulli(0.001))", 'Write binomial(n, p, each="month"), which is exact'),
        ("binomial(users, 0.001, each='month')", ""),
        ("sum_of(users, x, x = exponential(1))", ""),
    ],
)
def test_a_sum_of_few_terms_that_count_is_warned_of(formula: str, words: str) -> None:
    found = _warned(formula)
    assert words in found and bool(found) == bool(words)


def test_what_is_warned_of_has_a_wrong_shape_and_what_is_offered_has_not() -> None:
    """Nothing is due in exp(-1.234) = 29 % of months; one draw by three moments is never exactly 0."""
    sums = f'{HEAD}{LINE}monthly = "sum_of(10_000, x if x > limit else 0, x = exponential(1))"\n'
    offer = f'{HEAD}{LINE}events_per_month = "10_000 * exp(-limit)"\nper_event = "limit + exponential(1)"\n'
    p10 = []
    for text in (sums, offer):
        scenario = loads(text.replace("[12]", "[1]").replace('users = "1_000 to 3_000"\n', ""))
        result = simulate(scenario, 2**13)
        mean = result.document["strategies"]["a"]["horizons"]["1"]
        assert abs(mean["mean"] - 10_000 * np.exp(-9) * 10) < 4 * mean["sd"] / 2**6.5
        p10.append(mean["p10"])
    assert p10[1] == 0.0 != p10[0]


def test_events_too_many_to_be_drawn_one_by_one_are_looked_at_too() -> None:
    text = f'{HEAD}{LINE}events_per_month = 5_000\nper_event = "max(exponential(1) - limit, 0) + 0 * users"\n'
    assert "about 0.62 of the 5,000 terms count" in " ".join(item.message for item in loads(text).warnings)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ('a = "bernoulli(0.2)", b = "bernoulli(0.5)"', "all shares are 0 in about 40 % of futures"),
        ('a = "bernoulli(0.001)", b = "bernoulli(0.999)"', "all shares are 0 in about 0.1 % of futures"),
        ('a = "bernoulli(0.2)", b = 0.1', ""),
        ('a = "uniform(0, 1)", b = "uniform(0, 1)"', ""),
        ('a = "max(0, normal(0, 1))", b = "limit - 9"', "all shares are 0 in about 50 % of futures"),
    ],
)
def test_shares_that_can_all_be_0_are_warned_of(entries: str, words: str) -> None:
    text = f'{HEAD}split = {{ shares = {{ {entries} }} }}\n{LINE}monthly = "users * split.a + limit"\n'
    found = " ".join(item.message for item in loads(text).warnings if item.address == "drivers.split")
    assert words in found and bool(found) == bool(words)


@pytest.mark.parametrize(
    ("share", "words"), [(0.999, "over 99 %"), (1.0, "100 %"), (0.123, "12 %"), (0.0031, "0.31 %"), (0.987, "99 %")]
)
def test_a_rough_percentage_is_never_in_powers_of_ten(share: float, words: str) -> None:
    assert rough_percent(share) == words


def test_random_outputs_beside_certain_costs_are_told_apart_from_no_uncertainty() -> None:
    lines = f"{LINE}monthly = 5\n[strategies.a.outputs]\nseen = 'users + limit'\n"
    page = " ".join(render_table(simulate(loads(HEAD + lines), 2**13).document).split())
    assert "No cost is uncertain: every future costs the same." in page and "No uncertainty was entered" not in page
    certain = (HEAD + lines).replace('"1_000 to 3_000"', "2_000")
    assert "No uncertainty was entered" in " ".join(render_table(simulate(loads(certain), 2**13).document).split())


@pytest.mark.parametrize(("rate", "warned"), [("5_000", True), ("50", False), ('"500 to 3_000"', True)])
def test_lines_that_share_values_of_many_events_are_warned_of(rate: str, warned: bool) -> None:
    """Their sums are drawn apart; in one line, or with values of their own, nothing is shared."""
    head = 'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [1]\n[drivers.o]\nprocess = "events"\n'
    head += f'events_per_month = {rate}\nevent = {{ hours = "lognormal(2, 1)" }}\n'
    line = '[strategies.s.costs.{}]\ncategory = "Incidents"\non = "o"\nper_event = "{}"\n'
    both = loads(head + line.format("a", "hours") + line.format("b", "-hours / 2")).warnings
    assert any("the sums of a and b rise together" in item.message for item in both) == warned
    alone = loads(head + line.format("a", "hours") + line.format("b", "lognormal(2, 1)")).warnings
    assert not any("rise together" in item.message for item in alone)
