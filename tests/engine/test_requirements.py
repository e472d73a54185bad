"""Requirements: a wrong answer bars a strategy, or delays and charges it; nothing else moves."""

from __future__ import annotations

from math import erf, exp, log, sqrt

import numpy as np
import pytest
from engine_tools import Futures, z_mean

from tcorisk import simulate
from tcorisk.configs import Scenario, loads

N = 2**14

TEXT = """
schema = 1
title = "Gates"
currency = "USD"
horizons = [24]
baseline = "own"
[requirements.residency]
question = "Does the data stay in the EU?"
[requirements.customising]
question = "How much of the model can be adapted?"
levels = ["prompting", "provider_fine_tuning", "full_control"]
at_least = "provider_fine_tuning"
[requirements.first_token]
question = "Milliseconds to the first token, P95"
at_most = 300
[requirements.engineer]
question = "Is there an engineer?"
missing = { months = "3 to 6", one_time = "uniform(40_000, 60_000)" }
[requirements.security]
question = "Is there a security officer?"
missing = { months = "2 to 7" }
[strategies.api]
meets = { residency = false, customising = "prompting", first_token = 450, engineer = true, security = true }
[strategies.api.costs.bill]
category = "Compute"
monthly = "8_000 to 14_000"
[strategies.own]
launch = { months = 2, revenue_per_month = 1_000 }
meets = { residency = true, customising = "full_control", first_token = 300, engineer = false, security = false }
[strategies.own.costs.all]
category = "Compute"
monthly = "20_000 to 35_000"
[strategies.copy]
like = "own"
meets = { security = true }
"""


def _scenario(*changes: tuple[str, str]) -> Scenario:
    text = TEXT
    for old, new in changes:
        assert text.count(old) >= 1
        text = text.replace(old, new)
    return loads(text)


def _normal(x: float) -> float:
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def _longer_of_two(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return E(max) of two independent lognormal quantities with these P5 and P95 (Nadarajah and Kotz 2008)."""
    z95 = 1.6448536269514722
    (m, s), (n, t) = ((log(lo * hi) / 2.0, log(hi / lo) / (2.0 * z95)) for lo, hi in (a, b))
    gap = sqrt(s * s + t * t)
    first = exp(m + s * s / 2.0) * _normal((m - n + s * s) / gap)
    return first + exp(n + t * t / 2.0) * _normal((n - m + t * t) / gap)


def test_who_fails_is_barred_with_question_and_answer_as_the_reason() -> None:
    document = simulate(_scenario(), N).document
    assert document["strategies"]["api"]["barred"] == (
        "Does the data stay in the EU? No; How much of the model can be adapted? Prompting (needed: at least "
        "provider fine tuning); Milliseconds to the first token, P95: 450 (needed: at most 300)"
    )
    assert document["strategies"]["api"]["label"] == "api (barred)"
    assert document["verdict"]["recommended"] != "api"
    assert list(document["verdict"]["barred"]) == ["api"]
    answers = document["requirements"]["engineer"]["answers"]
    assert {name: each["effect"] for name, each in answers.items()} == {"api": "none", "own": "pays", "copy": "pays"}


def test_the_same_costs_win_where_nothing_is_asked() -> None:
    """The requirements alone flip the choice."""
    open_to_all = _scenario().with_values({f"requirements.{name}.need": False for name in _scenario().requirements})
    document = simulate(open_to_all, N).document
    assert document["verdict"]["recommended"] == "api"
    assert "api (barred)" not in str(document["strategies"])
    answered = {"residency": True, "customising": "full_control", "first_token": 100}
    meets = _scenario().with_values({f"strategies.api.meets.{name}": answer for name, answer in answered.items()})
    assert simulate(meets, N).document["verdict"]["recommended"] == "api"


def test_delays_pass_at_the_same_time_and_amounts_add_up() -> None:
    run = Futures(_scenario(), N, "random")
    lost = run.tco("own", 24) - run.tco("copy", 24)
    alone = exp(log(18.0) / 2.0 + (log(2.0) / (2.0 * 1.6448536269514722)) ** 2 / 2.0)
    both = _longer_of_two((3.0, 6.0), (2.0, 7.0))
    assert abs(z_mean(lost, 1_000.0 * (both - alone))) < 3.0  # `copy` lacks the engineer alone
    in_turn = 1_000.0 * exp(log(14.0) / 2.0 + (log(3.5) / (2.0 * 1.6448536269514722)) ** 2 / 2.0)
    assert abs(z_mean(lost, in_turn)) > 20.0  # were one delay to begin when the other is over


def test_what_is_missing_is_drawn_once_for_all_strategies() -> None:
    twins = Futures(_scenario(("meets = { security = true }", "")), N, "random")
    assert np.array_equal(twins.tco("own", 24), twins.tco("copy", 24))
    free = Futures(_scenario(("engineer = false, security = false", "engineer = true, security = true")), N, "random")
    paid = twins.tco("own", 24) - free.tco("own", 24)
    assert abs(z_mean(paid, 50_000.0 + 1_000.0 * _longer_of_two((3.0, 6.0), (2.0, 7.0)))) < 3.0
    assert np.all(paid > 41_000.0)


def test_a_question_that_nobody_fails_moves_no_byte() -> None:
    changes = (("first_token = 450", "first_token = 250"),)
    without = TEXT.replace(
        '[requirements.first_token]\nquestion = "Milliseconds to the first token, P95"\nat_most = 300\n', ""
    )
    for answer in ("first_token = 450, ", "first_token = 300, "):
        without = without.replace(answer, "")
    one, other = Futures(_scenario(*changes), 2**13), Futures(loads(without), 2**13)
    assert np.array_equal(one.results, other.results)


def test_a_mix_answers_for_itself() -> None:
    mix = """
[strategies.mix]
meets = { residency = true, customising = "full_control", first_token = 300, engineer = true, security = true }
launch = { months = "parts.home.launch", revenue_per_month = 0 }
[strategies.mix.parts.home]
of = "own"
[strategies.mix.parts.rest]
of = "api"
"""
    scenario = loads(TEXT + mix)
    assert scenario.strategies["mix"].barred is None
    assert "missing_engineer" not in "".join(scenario.strategies["mix"].lines)
    assert "missing_engineer" in scenario.strategies["own"].lines
    failing = loads(TEXT + mix.replace("first_token = 300, engineer = true", "first_token = 301, engineer = false"))
    assert failing.strategies["mix"].barred == "Milliseconds to the first token, P95: 301 (needed: at most 300)"
    assert "missing_engineer" in failing.strategies["mix"].lines


@pytest.mark.parametrize(
    ("answer", "met"), [("prompting", False), ("provider_fine_tuning", True), ("full_control", True)]
)
def test_levels_are_ordered(answer: str, met: bool) -> None:
    assert _scenario().requirements["customising"].met(answer) is met
