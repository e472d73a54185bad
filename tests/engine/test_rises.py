"""Rises: a line or a driver that costs more from a month on, in closed form, in mixes and policies too."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, scenario

from tcorisk import simulate, stress
from tcorisk.configs import Scenario, loads
from tcorisk.simulator.studies.rises import Rise, raised

N = 4096
TOKENS = "strategies.api.costs.tokens"

MOVES = """
schema = 1
title = "x"
currency = "USD"
horizons = [12]
[drivers]
level = { process = "growth", initial = "80 to 125", growth_per_month = 0 }
price = "level * 2"
rate = "1 to 2"
[strategies.api.costs.tokens]
category = "Compute"
monthly = "price * rate"
[strategies.own.costs.gpus]
category = "Compute"
monthly = 290
[strategies.mix.parts.half]
of = "api"
with = { rate = "rate / 2" }
[strategies.copy]
like = "api"
[strategies.leave]
starts = "api"
switch = [{ to = "own", when = "costs.tokens > 320" }]
"""


def moves() -> Scenario:
    return loads(MOVES)


def test_a_line_is_higher_from_its_month_on_wherever_it_is_paid() -> None:
    plain, held = Futures(moves(), N), Futures(raised(moves(), {TOKENS: Rise(0.3, 9)}), N)
    for name in ("api", "mix", "copy"):
        before, after = plain.months(name), held.months(name)
        np.testing.assert_allclose(after[:8], before[:8], rtol=1e-12)
        np.testing.assert_allclose(after[8:], 1.3 * before[8:], rtol=1e-12)
    np.testing.assert_array_equal(held.months("own"), plain.months("own"))


def test_a_driver_is_higher_inside_a_part_that_binds_another() -> None:
    plain = Futures(moves(), N)
    held = Futures(raised(moves(), {"drivers.price": Rise(-0.5)}), N)
    for name in ("api", "mix", "copy"):
        np.testing.assert_allclose(held.months(name), 0.5 * plain.months(name), rtol=1e-12)


def test_a_policy_sees_the_rise_and_leaves() -> None:
    """It pays the higher price for one month, then the other strategy's 290; the option is worth what that saves."""
    rise = {TOKENS: Rise(0.3, 9)}
    bill = Futures(moves(), N).months("api")[0]
    held = Futures(raised(moves(), rise), N)
    later = (bill <= 320) & (1.3 * bill > 320)
    assert 0.05 < later.mean() < 0.5
    stays = (8 + 4 * 1.3) * bill
    expected = np.where(bill > 320, bill + 11 * 290, np.where(later, (8 + 1.3) * bill + 3 * 290, stays))
    np.testing.assert_allclose(held.tco("leave", 12), expected, rtol=1e-9)
    found = stress(moves(), {}, rise, trajectories=N).document["strategies"]["leave"]["horizons"]["12"]["option"]
    best = min(held.tco(name, 12).mean() for name in ("api", "own"))
    assert found["b"] == pytest.approx(best - expected.mean(), rel=3e-3)  # other Sobol points
    plain = simulate(moves(), N).document["strategies"]["leave"]["horizons"]["12"]["policy"]["option"]["mean"]
    assert found["a"] == pytest.approx(plain, rel=1e-9)
    assert found["b"] != pytest.approx(plain, rel=0.05)


def test_what_does_not_pay_the_line_is_not_exposed() -> None:
    found = stress(moves(), {}, {TOKENS: (0.3, 9)}, trajectories=N)
    assert found.difference("own") == 0.0
    assert found.difference("api") == pytest.approx(4 * 0.3 * Futures(moves(), N).months("api")[0].mean(), rel=1e-3)
    assert found.difference("own", "option") is None
    assert found.document["raised"] == [{"address": TOKENS, "share": 0.3, "month": 9}]


def test_a_rise_and_a_range_go_together() -> None:
    what = scenario({"a": {"l": 'monthly = "rate"'}}, drivers='rate = { dist = "uniform", low = 100, high = 200 }')
    found = stress(what, {"drivers.rate": (0.5, 1.0)}, {"strategies.a.costs.l": (0.1, 7)}, trajectories=N)
    assert found.document["strategies"]["a"]["horizons"]["12"]["mean"]["b"] == pytest.approx(
        175 * (6 + 6 * 1.1), rel=1e-6
    )


@pytest.mark.parametrize(
    ("rises", "message"),
    [
        ({"strategies.api.costs.token": (0.3, 9)}, "did you mean `strategies.api.costs.tokens`"),
        ({"drivers.level": (0.3, 9)}, "is a process\n  = help: raise a driver or a cost line"),
        ({"drivers.rate": (0.3, 1)}, "is drawn once, or fixed, for all months\n  = help: use --set drivers.rate="),
        ({"drivers.rate": (0.3, 9)}, f"for all months\n  = help: raise what reads it: --raise {TOKENS}=30%@9$"),
        ({TOKENS: (-1.0, 9)}, f"above -100 %.*\n  = help: --raise {TOKENS}=-90%@9"),
        ({TOKENS: (0.3, 0)}, f"between 1 and 12, .* got 30 % from month 0\n  = help: --raise {TOKENS}=30%@1$"),
        ({TOKENS: (0.3, 13)}, f"got 30 % from month 13\n  = help: --raise {TOKENS}=30%@12"),
    ],
)
def test_mistakes(rises: dict[str, tuple[float, int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stress(moves(), {}, rises, trajectories=N)


def test_a_minimum_is_not_raised() -> None:
    """What is paid of a minimum is what is missing from it: the line that counts is raised, or the minimum is set."""
    least = 'strategies.own.costs.least = { category = "Compute", minimum = 900, months = 3, of = "costs.gpus" }'
    what = loads(MOVES.replace("[drivers]", f"{least}\n[drivers]"))
    address = "strategies.own.costs.least"
    with pytest.raises(ValueError, match=f"{address} is a minimum.*\n  = help: .* --set {address}.minimum=VALUE"):
        raised(what, {address: Rise(0.3)})
    plain, held = Futures(what, N), Futures(raised(what, {"strategies.own.costs.gpus": Rise(0.3)}), N)
    assert plain.months("own")[:3, 0] == pytest.approx([290, 290, 320])
    assert held.months("own")[:3, 0] == pytest.approx([377] * 3)
    assert Futures(what.with_values({f"{address}.minimum": 1_200}), N).months("own")[2, 0] == pytest.approx(620)


def test_what_is_offered_is_what_is_in_the_file() -> None:
    what = loads(MOVES.replace('320" }', '320", one_time = 5 }'))
    with pytest.raises(ValueError, match="cost lines, and drivers") as caught:
        raised(what, {"strategies.leave": Rise(0.3)})
    assert "strategies.own.costs.gpus" in str(caught.value) and "switch" not in str(caught.value)
    assert raised(what, {TOKENS: Rise(0.3, 12)}).sha256 != what.sha256
