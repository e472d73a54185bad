"""Policies: a strategy until a condition is met, then another; each with a clock of its own."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, replicate_of, scenario
from hypothesis import HealthCheck, Phase, given, settings
from scenario_writer import scenario_texts
from test_mixes import HEAD, STEADY, WHOLE, N
from test_twin import assert_same
from test_twin import both as both_ways

from tcorisk import ConfigError, simulate, trace
from tcorisk.configs import Scenario, loads
from tcorisk.simulator.engine.errors import SimulationError
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


TOP = """
schema = 1
title = "x"
currency = "USD"
horizons = [24]
[drivers]
requests = { process = "growth", initial = "uniform(60, 200)", growth_per_month = 0.03, volatility = 0.2 }
"""

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
    text = TWO.replace('without = ["costs.none"]\n', "")
    n = 60_000
    rng = np.random.default_rng(5)
    requests = np.empty((25, n))
    requests[1] = rng.uniform(60, 200, n)
    for t in range(2, 25):
        requests[t] = requests[t - 1] * 1.03 * np.exp(0.2 * rng.standard_normal(n) - 0.02)
    total, careless = (_by_numpy(requests, months) for months in (2, 1))
    found = Futures(loads(TOP + text), 2**15).tco("move", 24)
    error = np.hypot(np.std(total) / np.sqrt(n), np.std(found) / np.sqrt(len(found)))
    assert abs(found.mean() - total.mean()) < 3 * error
    assert abs(found.mean() - careless.mean()) > 5 * error
    for p in (0.1, 0.5, 0.9):
        assert np.mean(found < np.quantile(total, p)) == pytest.approx(p, abs=0.015)


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


#: A policy that moves in month 3, and the mix that it then is; a third that never moves.
KNOWN = """
[strategies.known]
starts = "one"
switch = [{{ to = "two", when = "month >= 2", overlap = 0.75 }}]
[strategies.never]
starts = "one"
switch = [{{ to = "two", when = "0" }}]
[strategies.same]
launch = {{ months = {first}, revenue_per_month = "{revenue}" }}
[strategies.same.parts.a]
of = "one"
until = "{until}"
[strategies.same.parts.b]
of = "two"
after = 2
"""


@settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
@given(text=scenario_texts())
def test_any_two_strategies(text: str) -> None:
    """Whatever is paid, and however: a policy that never moves is its first strategy, a known move is a mix."""
    if 'on = ["Opportunity"]' in text or "[strategies.policy]" in text:
        return  # the buffer of a part covers its own lost revenue, not that of the mix
    launches = ["launch" in text.partition(f"[strategies.{name}]\n")[2][:7] for name in ("one", "two")]
    first, revenue = ('"parts.a.launch"', "1_000 * p0") if launches[0] else ("0", "0")
    text += KNOWN.format(first=first, revenue=revenue, until="parts.b.launch + 0.75" if launches[1] else "2.75")
    try:
        futures = Futures(loads(text), 512)
    except (ConfigError, SimulationError):
        return
    for policy_name, other in (("known", "same"), ("never", "one")):
        one, two = futures.months(policy_name), futures.months(other)
        np.testing.assert_array_equal(np.isfinite(one), np.isfinite(two))
        finite = np.isfinite(one) & np.isfinite(two)
        size = np.maximum(np.max(np.where(finite, np.abs(two), 0.0), axis=0), 1.0)
        one, two = (np.where(finite, paid, 0.0) for paid in (one, two))
        assert (np.abs(one - two) <= 1e-9 * size).all()


def test_what_the_document_says_of_moves_is_what_futures_show() -> None:
    what = loads(TOP + TWO.replace('without = ["costs.none"]\n', ""))
    n = 2**13
    result = simulate(what, n)
    policy_of = result.document["strategies"]["move"]["horizons"]["24"]["policy"]
    futures = Futures(what, n)
    for move, rows in zip(policy_of["moves"], futures.layout.moves["move"].values(), strict=True):
        month, both, cost = (futures.results[futures.layout.row(row, 24)] for row in rows)
        moved = month > 0
        assert move["p"] == pytest.approx(moved.mean(), abs=1e-12)
        expected = [np.mean((month > 0) & (month <= t)) for t in range(1, 25)]
        np.testing.assert_allclose(move["p_by_month"], expected, atol=1e-12)
        assert move["months_both"] == pytest.approx(both[moved].mean())
        assert move["cost"] == pytest.approx(cost[moved].mean())
    first, back = policy_of["moves"]
    assert first["months_both"] <= 3.0
    assert (first["from"], first["to"], back["from"], back["to"]) == ("api", "own", "own", "api")
    assert 0.0 < back["p"] < first["p"] < 1.0
    means = {name: futures.tco(name, 24).mean() for name in ("api", "own", "move")}
    best = min("api", "own", key=means.__getitem__)
    assert policy_of["option"]["against"] == best
    worth = futures.tco(best, 24) - futures.tco("move", 24)
    assert policy_of["option"]["mean"] == pytest.approx(worth.mean())
    parts = [worth[replicate_of(n) == r].mean() for r in range(16)]
    assert policy_of["option"]["se"] == pytest.approx(np.std(parts, ddof=1) / 4)


def test_a_trajectory_shows_the_moves() -> None:
    what = loads(TOP + TWO.replace('without = ["costs.none"]\n', ""))
    rows = [rows[0] for rows in Futures(what, 512).layout.moves["move"].values()]
    futures = Futures(what, 512)
    months = np.array([futures.results[futures.layout.row(row, 24)] for row in rows])
    [at] = np.flatnonzero((months > 0).all(axis=0))[:1]
    traced = trace(what, int(at)).document
    events = [event for event in traced["events"] if event["strategy"] == "move" and event["kind"] == "move"]
    assert [(event["month"], event["line"]) for event in events] == [
        (int(months[0, at]), "own"),
        (int(months[1, at]), "api_2"),
    ]
    np.testing.assert_allclose(traced["strategies"]["move"]["cash"], futures.months("move")[:, at], rtol=1e-12)


def test_the_first_of_two_moves_that_are_due_is_made() -> None:
    moves = '[[strategies.move.switch]]\nto = "{}"\nwhen = "month >= 3"\n'
    lines = {"a": {"x": "monthly = 1"}, "b": {"x": "monthly = 10"}, "c": {"x": "monthly = 100"}}
    text = 'starts = "a"\n' + moves.format("b") + moves.format("c")
    paid = Futures(scenario(lines | {"move": {}}, heads={"move": text}), 512).months("move")[:, 0]
    np.testing.assert_allclose(paid, [1] * 3 + [10] * 9)
    with_from = text.replace('to = "c"', 'from = "b"\nto = "c"').replace("month >= 3", "month >= 3", 1)
    paid = Futures(scenario(lines | {"move": {}}, heads={"move": with_from}), 512).months("move")[:, 0]
    np.testing.assert_allclose(paid, [1] * 3 + [10] + [100] * 8)


def test_what_is_not_paid_again_and_what_it_costs_to_move() -> None:
    lines = {
        "a": {"x": "monthly = 1", "entry": "one_time = 50"},
        "b": {"x": "monthly = 10"},
    }
    heads = {
        "a": "launch = { months = 2, revenue_per_month = 7 }",
        "b": "launch = { months = 2, revenue_per_month = 7 }",
        "move": 'starts = "a"\nbuffer = { share = 0.5 }\n'
        'switch = [{ to = "b", when = "month == 3", overlap = 1, one_time = 1_000 }, '
        '{ from = "b", to = "a", when = "month >= 8", without = ["costs.entry", "launch"] }]',
    }
    own = {"router": "monthly = 4"}
    futures = Futures(scenario({**lines, "move": own}, heads=heads), 512)
    paid = np.full(12, 6.0)  # the router and its buffer
    paid[:6] += 1  # a until b is launched, after month 5, and one month more
    paid[0] += 50
    paid[3] += 1_000
    paid[3:8] += 10
    paid[8:] += 1
    np.testing.assert_allclose(futures.months("move")[:, 0], paid)
    np.testing.assert_allclose(futures.tco("move", 12), paid.sum() + 2 * 7)  # the launch of the first alone
    without = Futures(
        scenario(
            {**lines, "move": own},
            heads={
                **heads,
                "move": heads["move"]
                .replace('"launch"', '"costs.entry"')
                .replace('["costs.entry", "costs.entry"]', '["costs.entry"]'),
            },
        ),
        512,
    )
    assert without.months("move")[:, 0].sum() > paid.sum()


def test_a_condition_on_something_that_happened() -> None:
    """The first outage that is seen, remembered; a draw that is large in one month only."""
    head = 'starts = "a"\ninputs = { seen = "so_far(bad)" }\nswitch = [{ to = "b", when = "seen > 0" }]'
    lines = {"a": {"x": "monthly = 1"}, "b": {"x": "monthly = 0"}, "move": {}}
    drivers = "bad = \"bernoulli(p=0.2, each='month')\""
    what = scenario(lines, heads={"move": head}, drivers=drivers)
    paid = Futures(what, 2**14).months("move")
    months = np.arange(1, 13)
    np.testing.assert_allclose(paid.mean(axis=1), 0.8 ** (months - 1), atol=0.01)
    never = Futures(scenario(lines, heads={"move": head.replace("> 0", "> 1")}, drivers=drivers), 2**14)
    assert abs(never.months("move")[1].mean() - 0.8) > 0.1


def test_a_mix_may_be_moved_to() -> None:
    """A mix whose parts begin later, entered in month 4: its clock begins then."""
    lines = {
        "a": {"x": "monthly = 1"},
        "b": {"x": "monthly = 10\nafter = 1"},
        "both": {"y": "monthly = 100"},
        "move": {},
    }
    heads = {
        "both": 'parts = { p = { of = "b", after = 2 } }',
        "move": 'starts = "a"\nswitch = [{ to = "both", when = "month == 3 or costs.x > 5" }]',
    }
    paid = Futures(scenario(lines, heads=heads), 512).months("move")[:, 0]
    np.testing.assert_allclose(paid, [1] * 3 + [100] * 3 + [110] * 6)


def test_threads_and_changed_values_move_no_draw() -> None:
    what = policy(POLICY.replace("month >= 7", "requests > 300"))
    one, two = (simulate(what, 2**13, threads=threads).document for threads in (1, 2))
    assert one == two
    dearer = Futures(what.with_values({"strategies.other.costs.racks.one_time": "servers * 1_000"}), N)
    before = Futures(what, N)
    np.testing.assert_allclose(dearer.line("move", "other.tokens", 24), before.line("move", "other.tokens", 24))
    assert dearer.tco("move", 24).mean() > before.tco("move", 24).mean()
    swept = Futures(what.with_values({"strategies.move.switch.0.when": "requests > 200"}), N)
    assert swept.line("move", "whole.tokens", 24).mean() < before.line("move", "whole.tokens", 24).mean()


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


def test_a_condition_that_is_not_a_number_is_not_met() -> None:
    lines = {"a": {"x": "monthly = 1"}, "b": {"x": "monthly = 10"}, "move": {}}
    for when, moved in (("sqrt(-month)", False), ("3 - month", True), ("month - 2", True), ("0 * month", False)):
        head = f'starts = "a"\nswitch = [{{ to = "b", when = "{when}" }}]'
        paid = Futures(scenario(lines, heads={"move": head}), 512).months("move")[:, 0]
        assert (paid.sum() > 12) == moved, when


def test_an_overlap_is_at_least_nothing() -> None:
    lines = {"a": {"x": "monthly = 1"}, "b": {"x": "monthly = 10"}, "move": {}}
    head = 'starts = "a"\nswitch = [{ to = "b", when = "month == 3", overlap = "1 - month" }]'
    heads = {"b": "launch = { months = 2, revenue_per_month = 0 }", "move": head}
    paid = Futures(scenario(lines, heads=heads), 512).months("move")[:, 0]
    np.testing.assert_allclose(paid, [1] * 3 + [11] * 2 + [10] * 7)
