"""Policies: a strategy until a condition is met, then another; each with a clock of its own."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures
from test_mixes import HEAD, STEADY, WHOLE, N
from test_twin import assert_same
from test_twin import both as both_ways

from tcorisk.configs import Scenario, loads
from tcorisk.simulator.subset import cut_down

#: The other strategy has a line of each kind too, and renewals in its inputs.
OTHER = WHOLE.replace("strategies.whole", "strategies.other").replace("2 to 4", "1 to 3")
OTHER += """
[strategies.other.inputs.filled]
process = "on_off"
on_lasts = "2 to 4"
off_lasts = "0.5 to 1"
after = "launch"
[strategies.other.costs.contractor]
category = "Engineering"
monthly = "30 * requests * (1 - filled)"
[strategies.other.inputs.audits]
process = "events"
every = "1 to 3"
[strategies.other.costs.audits]
category = "Compliance"
on = "audits"
per_event = "requests * to(1, 2)"
"""

POLICY = """
[strategies.move]
starts = "whole"
[[strategies.move.switch]]
to = "other"
when = "month >= 7"
overlap = "uniform(0.5, 2)"
one_time = 5_000
"""


def policy(text: str = POLICY) -> Scenario:
    return loads(HEAD + WHOLE + OTHER + text)


def test_a_policy_that_never_moves_is_its_first_strategy_in_every_future() -> None:
    futures = Futures(policy(POLICY.replace("month >= 7", "0")), N)
    for horizon in (12, 24):
        np.testing.assert_allclose(futures.tco("move", horizon), futures.tco("whole", horizon), rtol=1e-12)
        np.testing.assert_allclose(futures.cash("move", horizon), futures.cash("whole", horizon), rtol=1e-12)
    moved = Futures(policy(), N)
    assert np.mean(moved.tco("move", 24) > futures.tco("move", 24)) > 0.9


def test_a_move_in_a_known_month_is_a_mix_of_two_parts() -> None:
    """The old strategy until the launch of the new one and the overlap, the new one from the move on."""
    text = (
        POLICY
        + """
[strategies.mix]
[strategies.mix.inputs]
both = "uniform(0.5, 2)"
wait = "1 to 3"
[strategies.mix.parts.whole]
of = "whole"
until = "7 + wait + both"
[strategies.mix.parts.other]
of = "other"
after = 7
without = ["launch"]
[strategies.mix.costs.move]
category = "Migration"
one_time = 5_000
after = 7
"""
    )
    text = text.replace('"1 to 3"', "2").replace('overlap = "uniform(0.5, 2)"', "overlap = 1.25")
    text = text.replace('"uniform(0.5, 2)"', "1.25")
    steady = (HEAD + WHOLE + OTHER).replace(
        'months = "1 to 3", revenue_per_month = "9 * requests"', "months = 2, revenue_per_month = 0"
    )
    text = text.replace('without = ["launch"]', "")
    futures = Futures(loads(steady + text), N)
    for horizon in (12, 24):
        np.testing.assert_allclose(futures.tco("move", horizon), futures.tco("mix", horizon), rtol=1e-12)
        np.testing.assert_allclose(futures.cash("move", horizon), futures.cash("mix", horizon), rtol=1e-12)
    np.testing.assert_allclose(futures.months("move"), futures.months("mix"), rtol=1e-9, atol=1e-9)
    later = Futures(loads(steady + text.replace("month >= 7", "month >= 8")), N)
    assert not np.allclose(later.tco("move", 24), futures.tco("mix", 24), rtol=1e-3)


def test_a_strategy_that_is_entered_has_its_own_clock() -> None:
    """What it pays after a move in month 7 is what it pays from the start, seven months later."""
    made = '[strategies.idle.costs.none]\ncategory = "Compute"\nmonthly = 0\n[strategies.move]\nstarts = "idle"\n'
    made += 'switch = [{ to = "s", when = "month >= 7" }]\n'
    futures = Futures(loads(HEAD.replace("0.07", "0") + STEADY + made), 512)
    moved, whole = futures.months("move"), futures.months("s")
    assert not moved[:7].any()
    np.testing.assert_allclose(moved[7:], whole[:-7], atol=1e-9)
    sooner = Futures(loads(HEAD.replace("0.07", "0") + STEADY + made.replace("7", "6")), 512)
    assert not np.allclose(sooner.months("move")[7:], whole[:-7])


TWO = """
[strategies.api.costs.bill]
category = "Compute"
monthly = "requests * 3"
[strategies.own]
launch = { months = 2, revenue_per_month = 0 }
[strategies.own.costs.gpus]
category = "Compute"
monthly = "max(2, ceil(requests / 40)) * 100"
commitment = 6
[strategies.own.costs.setup]
category = "Engineering"
one_time = 900
[strategies.move]
starts = "api"
[strategies.move.inputs]
quote = "strategies.own.costs.gpus"
[[strategies.move.switch]]
to = "own"
when = "costs.bill > 1.1 * quote and strategies.api.monthly > 300"
for_months = 2
overlap = 1
one_time = 250
[[strategies.move.switch]]
from = "own"
to = "api"
when = "requests < 140"
without = ["costs.none"]
"""


def test_a_policy_against_numpy() -> None:
    """Moves when the bill has been too high for two months, pays both for three, and comes back when volume falls."""
    top = 'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [24]\n[drivers]\n'
    drivers = (
        'requests = { process = "growth", initial = "uniform(60, 200)", growth_per_month = 0.03, volatility = 0.2 }\n'
    )
    text = TWO.replace('without = ["costs.none"]\n', "")
    n = 200_000
    rng = np.random.default_rng(5)
    requests = np.empty((25, n))
    requests[1] = rng.uniform(60, 200, n)
    for t in range(2, 25):
        requests[t] = requests[t - 1] * 1.03 * np.exp(0.2 * rng.standard_normal(n) - 0.02)
    total, careless = (_by_numpy(requests, months) for months in (2, 1))
    found = Futures(loads(top + drivers + text), 2**15).tco("move", 24)
    error = np.hypot(np.std(total) / np.sqrt(n), np.std(found) / np.sqrt(len(found)))
    assert abs(found.mean() - total.mean()) < 3 * error
    assert abs(found.mean() - careless.mean()) > 5 * error
    for p in (0.1, 0.5, 0.9):
        assert np.mean(found < np.quantile(total, p)) == pytest.approx(p, abs=0.012)


def _by_numpy(requests: np.ndarray, for_months: int) -> np.ndarray:
    """TCO of the policy of `TWO`, trajectory by trajectory."""
    months, n = requests.shape
    bill, gpus = 3 * requests, 100 * np.maximum(2, np.ceil(requests / 40))
    total = np.zeros(n)
    for i in range(n):
        api_until, own_from, own_until, again_from = months, None, None, None
        count = 0
        for t in range(1, months):
            if own_from is None:
                count = count + 1 if bill[t, i] > 1.1 * gpus[t, i] and bill[t, i] > 300 else 0
                if count == for_months:
                    own_from, api_until = t, t + 2 + 1
            elif again_from is None and t >= api_until and requests[t, i] < 140:
                again_from = own_until = t
        paid = bill[1 : min(api_until, months - 1) + 1, i].sum()
        if own_from is not None and own_from < months - 1:
            last = months - 1
            if own_until is not None:  # whole periods of six months
                last = min(own_from + 6 * int(np.ceil((own_until - own_from) / 6)), months - 1)
            paid += gpus[own_from + 1 : last + 1, i].sum() + 900 + 250
        if again_from is not None:
            paid += bill[again_from + 1 :, i].sum()
        total[i] = paid
    return total


def test_the_kernel_is_its_twin() -> None:
    what = policy(POLICY.replace("month >= 7", "requests > 300"))
    for block in (0, 17):
        assert_same(*both_ways(what, "sobol", 3, block))


def test_a_policy_that_is_run_without_its_members_is_the_same() -> None:
    """Sensitivity keeps the strategies it compares; a policy still reads the bills of the others."""
    whole = loads(HEAD + "more = '50 to 90'\n" + STEADY + WATCHED)
    alone = cut_down(whole, ["move", "s"])
    assert "other" not in alone.strategies
    np.testing.assert_array_equal(Futures(alone, 512).tco("move", 24), Futures(whole, 512).tco("move", 24))


WATCHED = """
[strategies.other.costs.bill]
category = "Compute"
monthly = "more * 3"
[strategies.move]
starts = "s"
switch = [{ to = "other", when = "strategies.other.monthly > 220 and strategies.other.costs.bill < 290" }]
"""
