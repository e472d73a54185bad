"""Mixes: a part is its original in other names and on a clock of its own."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, scenario, z_mean
from test_twin import assert_same
from test_twin import both as both_ways

from tcorisk import ConfigError, simulate, trace
from tcorisk.configs import Scenario, loads
from tcorisk.configs.model.draws import draws_of

N = 2**12

HEAD = """
schema = 1
title = "Test"
currency = "USD"
horizons = [12, 24]
discount_rate = 0.07
[drivers]
requests = { process = "growth", initial = "100 to 400", growth_per_month = "1% to 4%", volatility = 0.1, noise = 0.05 }
tokens = "requests * to(1_500, 2_500)"
fee = { dist = "normal", mean = 3, sd = 0.5, each = "month" }
retirements = { process = "events", events_per_month = 0.3 }
"""

#: One line of each kind; all of it follows the number of requests.
WHOLE = """
[strategies.whole]
launch = { months = "2 to 4", revenue_per_month = "9 * requests" }
buffer = { share = "10% to 30%", on = ["Compute", "Incidents"] }
[strategies.whole.inputs]
servers = "ceil(requests / 50)"
failures = { process = "events", events_per_year = 3 }
[strategies.whole.costs.tokens]
category = "Compute"
after = "launch"
monthly = "tokens * 3e-3 * fee"
paid_after = 2
[strategies.whole.costs.servers]
category = "Compute"
monthly = "servers * to(10, 20)"
commitment = 6
until = "uniform(5, 20)"
[strategies.whole.costs.racks]
category = "Engineering"
one_time = "servers * 500"
after = 1.5
residual = "max(0, 1 - age / 36)"
[strategies.whole.costs.tests]
category = "Data & Eval"
every = "2 to 5"
per_event = "requests * to(1, 3)"
[strategies.whole.costs.incidents]
category = "Incidents"
events_per_month = "requests / 200"
per_event = "200 to 4_000"
[strategies.whole.costs.moves]
category = "Migration"
on = "retirements"
per_event = "500 to 1_000"
[strategies.whole.costs.repairs]
category = "Incidents"
on = "failures"
per_event = "50 to 100"
[strategies.whole.costs.shortfall]
category = "Compute"
minimum = "40 * requests"
months = 6
of = "costs.tokens"
"""


def mix(text: str) -> Scenario:
    return loads(HEAD + WHOLE + text)


def test_a_part_that_changes_nothing_is_its_original_in_every_future() -> None:
    what = mix('[strategies.mix]\nparts = { all = { of = "whole", with = {} } }')
    futures = Futures(what, N)
    for horizon in (12, 24):
        np.testing.assert_allclose(futures.tco("mix", horizon), futures.tco("whole", horizon), rtol=1e-12)
        np.testing.assert_allclose(futures.cash("mix", horizon), futures.cash("whole", horizon), rtol=1e-12)
    compared = simulate(what, N).document["comparisons"]
    assert [pair["p_ties"] for pair in compared if pair["strategy"] == "mix"] == [1.0, 1.0]
    other = mix('[strategies.mix]\nparts = { all = { of = "whole", without = ["costs.moves"] } }')
    assert np.mean(Futures(other, N).tco("mix", 24) < futures.tco("whole", 24)) > 0.99


def test_a_bound_name_means_the_same_as_a_driver_that_has_the_value() -> None:
    """Half of the requests in a part, and half of the requests in the world, cost the same; through formulas too."""
    part = mix('[strategies.mix]\nparts = { all = { of = "whole", with = { requests = "requests / 2" } } }')
    values = {"drivers.requests.initial": "50 to 200"}
    halved = part.with_values(values)
    np.testing.assert_allclose(Futures(part, N).tco("mix", 24), Futures(halved, N).tco("whole", 24), rtol=1e-9)
    assert not np.allclose(Futures(part, N).tco("mix", 24), Futures(part, N).tco("whole", 24) / 2, rtol=1e-3)


LINEAR = """
[strategies.linear]
launch = { months = 2, revenue_per_month = "3 * requests" }
buffer = { share = 0.2 }
[strategies.linear.costs.tokens]
category = "Compute"
monthly = "tokens * 3e-3 * fee"
[strategies.linear.costs.data]
category = "Compute"
on = "retirements"
per_event = "requests * to(1, 2)"
[strategies.mix]
launch = { months = "parts.one.launch", revenue_per_month = "3 * requests" }
[strategies.mix.parts.one]
of = "linear"
with = { requests = "share * requests" }
[strategies.mix.parts.two]
of = "linear"
with = { requests = "(1 - share) * requests" }
[strategies.mix.inputs]
share = "beta(2, 3)"
"""


def test_two_parts_at_s_and_1_minus_s_are_the_whole() -> None:
    futures = Futures(mix(LINEAR), N)
    np.testing.assert_allclose(futures.tco("mix", 24), futures.tco("linear", 24), rtol=1e-12)
    wrong = mix(LINEAR.replace("1 - share", "1 + share"))
    assert (Futures(wrong, N).tco("mix", 24) > futures.tco("linear", 24)).all()


#: Nothing that is drawn or moves by the month: what is paid depends on the clock alone.
STEADY = """
[strategies.s]
launch = { months = "2 to 4", revenue_per_month = 1_000 }
buffer = { share = "10% to 30%" }
[strategies.s.costs.rent]
category = "Compute"
after = "launch"
monthly = "to(10, 20)"
[strategies.s.costs.reserved]
category = "Compute"
monthly = 50
after = 0.5
until = 4.5
commitment = 6
[strategies.s.costs.racks]
category = "Engineering"
one_time = "400 to 600"
after = "launch"
residual = "max(0, 1 - age / 36)"
[strategies.s.costs.tests]
category = "Data & Eval"
every = 2.5
per_event = 70
after = 0.25
[strategies.s.costs.minimum]
category = "Compute"
minimum = 100
months = 4
of = "costs.rent"
[strategies.s.inputs.filled]
process = "on_off"
on_lasts = "2 to 4"
off_lasts = "0.5 to 1"
after = "launch"
[strategies.s.inputs.audits]
process = "events"
every = "1 to 3"
[strategies.s.costs.contractor]
category = "Engineering"
monthly = "300 * (1 - filled)"
[strategies.s.costs.audits]
category = "Compliance"
on = "audits"
per_event = "100 to 200"
[strategies.later]
parts = { p = { of = "s", after = 7 } }
"""


def test_a_part_has_a_clock_of_its_own() -> None:
    what = loads(HEAD.replace("0.07", "0") + STEADY)
    futures = Futures(what, 512)
    whole, later = futures.months("s"), futures.months("later")
    assert not later[:7].any()
    np.testing.assert_allclose(later[7:], whole[:-7], atol=1e-9)
    moved = what.with_values({"horizons": [5, 12]})  # five months of it, and five months after it was entered
    futures = Futures(moved, 512)
    np.testing.assert_allclose(futures.tco("later", 12), futures.tco("s", 5), rtol=1e-12)
    sooner = Futures(loads(HEAD.replace("0.07", "0") + STEADY.replace("after = 7", "after = 6")), 512)
    assert not np.allclose(sooner.months("later")[7:], whole[:-7])


def test_a_part_of_part_of_a_month() -> None:
    """An uncertain entry: each future has its own; what it pays is the share of the month."""
    text = '[strategies.s.costs.rent]\ncategory = "Compute"\nmonthly = 100\nuntil = 5\n'
    text += '[strategies.later]\nparts = { p = { of = "s", after = "uniform(2, 9)", until = "uniform(9, 14)" } }'
    what = loads(HEAD + text)
    later = Futures(what, N).months("later")
    entered = later.shape[0] - np.cumsum(later, axis=0).astype(bool).sum(axis=0)  # whole months before
    assert set(entered) == set(range(2, 9))
    assert (later.sum(axis=0) <= 500.0 + 1e-9).all()
    assert abs(z_mean(later.sum(axis=0), 500.0)) > 3.0  # some were left within their five months
    unlimited = loads(HEAD + text.replace(', until = "uniform(9, 14)"', ""))
    np.testing.assert_allclose(Futures(unlimited, N).months("later").sum(axis=0), 500.0)


def test_tariffs_count_from_the_entry() -> None:
    """A volume of a year, graduated and by volume: what the year costs is the same, whenever it begins."""
    for mode in ("graduated", "volume"):
        tariff = f'[tariffs.t]\nmonths = 12\nmode = "{mode}"\ntiers = [{{ up_to = 500, price = 3 }}, {{ price = 1 }}]\n'
        text = HEAD.replace("0.07", "0").replace("[12, 24]", "[30]") + tariff
        text += '[strategies.s.costs.bill]\ncategory = "Compute"\nmonthly = "tariffs.t(size)"\n'
        text += '[strategies.s.inputs]\nsize = "50 to 200"\n'
        plain = Futures(loads(text), 512).months("s")
        for entry, whole in (("7", 7), ('"7.5"', 7), ('"uniform(7, 7.9)"', 7), ("5", 5)):
            later = loads(text + f'[strategies.m]\nparts = {{ p = {{ of = "s", after = {entry} }} }}')
            paid = Futures(later, 512).months("m")
            np.testing.assert_allclose(paid[whole + 1 :], plain[1 : 30 - whole], rtol=1e-9)
        dated = text.replace("months = 12", "months = 12\nfrom = 2026-01-01") + "[strategies.m]\n"
        dated = dated.replace("schema = 1", "schema = 1\nstart = 2026-01-01")
        calendar = Futures(loads(dated + 'parts = { p = { of = "s", after = 7 } }'), 512).months("m")
        if mode == "graduated":
            np.testing.assert_allclose(calendar[7:], plain[7:])
        assert not np.allclose(calendar[8:], plain[1:-7])


def test_what_is_committed_to_runs_on_after_a_part_is_left() -> None:
    """The end of the first period at or after `until` + `notice`; a minimum that has begun is owed whole."""
    lines = {
        "reserved": "monthly = 10\ncommitment = 6\nnotice = 2",
        "bill": "monthly = 1",
        "least": 'minimum = 20\nmonths = 4\nof = "costs.bill"',
        "bought": 'one_time = 100\nresidual = "1 - age / 100"\ncategory = "Engineering"',
    }
    heads = {"mix": 'parts = { p = { of = "s", after = 1, until = 6 } }'}
    what = scenario({"s": lines, "mix": {}}, heads=heads, horizons=[24])
    paid = Futures(what, 512).months("mix")[:, 0]
    reserved = np.zeros(24)
    reserved[1:13] = 10  # 6 + 2 lies in the second period, of months 8 to 13
    bill = np.zeros(24)
    bill[1:6] = 1
    least = np.zeros(24)
    least[4], least[8] = 20 - 4, 20 - 1
    bought = np.zeros(24)
    bought[1] = 100
    np.testing.assert_allclose(paid, reserved + bill + least + bought)
    value = Futures(what, 512).cash("mix", 24) - Futures(what, 512).tco("mix", 24)
    np.testing.assert_allclose(value, 100 * (1 - 23 / 100))


def test_dates_stay_those_of_the_calendar() -> None:
    lines = {"a": "monthly = 1\nuntil = 2026-09-30", "b": "monthly = 10\nuntil = 3"}
    heads = {"mix": 'parts = { p = { of = "s", from = 2026-05-01 } }'}
    what = scenario({"s": lines, "mix": {}}, heads=heads, top="start = 2026-01-01")
    paid = Futures(what, 512).months("mix")[:, 0]
    np.testing.assert_allclose(paid, [0] * 4 + [11] * 3 + [1] * 2 + [0] * 3)


def test_nothing_is_paid_before_the_entry() -> None:
    """A dated line of a part begins no earlier than the part; a purchase dated before is made as it is entered."""
    lines = {
        "a": "monthly = 1\nfrom = 2026-03-01",
        "b": "one_time = 10\nfrom = 2026-03-01",
        "c": "monthly = 100\nfrom = 2026-09-01",
        "d": "monthly = 1_000\nfrom = 2026-03-01\nuntil = 2026-05-31\ncommitment = 6",
    }
    heads = {"mix": 'parts = { p = { of = "s", from = 2026-07-01 } }'}
    what = scenario({"s": lines, "mix": {}}, heads=heads, top="start = 2026-01-01")
    paid = Futures(what, 512).months("mix")[:, 0]
    np.testing.assert_allclose(paid, [0] * 6 + [11, 1] + [101] * 4)


def test_renewals_of_a_part_that_is_entered_within_a_month() -> None:
    """What remains of the month counts once: the process begins with the part, and the line with the process."""
    inputs = 'inputs = { ev = { process = "events", every = 0.1 }, filled = { process = "on_off", on_lasts = 3, '
    inputs += "off_lasts = 1 } }"
    lines = {"a": 'on = "ev"\nper_event = 1', "b": 'monthly = "1_000 * filled + 100 * (1 - filled)"'}
    heads = {"s": inputs, "mix": 'parts = { p = { of = "s", after = 2.5 } }'}
    futures = Futures(scenario({"s": lines, "mix": {}}, heads=heads), 512)
    assert futures.line("mix", "p.a", 12)[0] == pytest.approx(94.0, abs=1.0)  # ten a month over 9.5 months
    assert futures.months("mix")[2, 0] == pytest.approx(4 + 500)
    assert futures.months("mix")[3, 0] == pytest.approx(10 + 1_000)


def test_a_tariff_with_a_beginning_counts_nothing_from_before_the_entry() -> None:
    for mode in ("graduated", "volume"):
        tariff = f'[tariffs.t]\nmonths = 12\nafter = 9\nmode = "{mode}"\n'
        tariff += "tiers = [{ up_to = 300, price = 1 }, { price = 5 }]\n"
        text = HEAD.replace("0.07", "0") + tariff
        text += '[strategies.s.costs.bill]\ncategory = "Compute"\nmonthly = "tariffs.t(size)"\n'
        text += '[strategies.s.inputs]\nsize = "90 to 110"\n'
        futures = Futures(loads(text + '[strategies.m]\nparts = { p = { of = "s", after = 6 } }'), 512)
        np.testing.assert_allclose(futures.months("m")[6:], futures.months("s")[:-6], atol=1e-9)


def test_a_buffer_may_cover_the_lost_revenue_of_a_part() -> None:
    head = "launch = { months = 3, revenue_per_month = 100 }\n"
    head += 'buffer = { share = 0.1, on = ["Compute", "Opportunity"] }'
    heads = {"s": head, "mix": 'parts = { p = { of = "s" } }'}
    futures = Futures(scenario({"s": {"x": "monthly = 1"}, "mix": {}}, heads=heads), 512)
    np.testing.assert_allclose(futures.tco("mix", 12), 343.2)
    np.testing.assert_allclose(futures.tco("s", 12), 343.2)


def test_lines_of_a_part_may_be_anything_before_they_begin() -> None:
    """Its buffer reads them in every month."""
    lines = {"a": 'monthly = "x * sqrt(month - 4)"\nafter = 3'}
    heads = {"s": "buffer = { share = 0.1 }", "mix": 'parts = { p = { of = "s" } }'}
    futures = Futures(scenario({"s": lines, "mix": {}}, heads=heads, drivers='x = "uniform(1, 2)"'), 512)
    assert np.isfinite(futures.tco("mix", 12)).all()
    np.testing.assert_allclose(futures.tco("mix", 12), futures.tco("s", 12))


def test_a_hybrid_against_numpy() -> None:
    """Some of it at home once that is launched, the rest by API; servers are bought whole."""
    text = """
    [strategies.api.costs.bill]
    category = "Compute"
    monthly = "requests * 3"
    [strategies.own]
    launch = { months = "uniform(2, 6)", revenue_per_month = 0 }
    inputs = { servers = "max(2, ceil(requests / 40))" }
    [strategies.own.costs.gpus]
    category = "Compute"
    monthly = "servers * 100"
    [strategies.hybrid.inputs]
    at_home = "small if month > parts.home.launch else 0"
    [strategies.hybrid.parts.rest]
    of = "api"
    with = { requests = "(1 - at_home) * requests" }
    [strategies.hybrid.parts.home]
    of = "own"
    with = { requests = "at_home * requests" }
    [strategies.hybrid.costs.router]
    category = "Engineering"
    monthly = "2% * parts.rest.monthly + 5 * parts.home.inputs.servers + 1% * parts.home.costs.gpus"
    """
    drivers = 'requests = "uniform(100, 400)"\nsmall = "uniform(0.2, 0.8)"'
    top = f'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n[drivers]\n{drivers}\n'
    rng = np.random.default_rng(5)
    n = 400_000
    requests, small, launch = rng.uniform(100, 400, n), rng.uniform(0.2, 0.8, n), rng.uniform(2, 6, n)
    total, unlaunched = np.zeros(n), np.zeros(n)
    for month in range(1, 13):
        for sum_, at_home in ((total, np.where(month > launch, small, 0.0)), (unlaunched, small)):
            rest, servers = (1 - at_home) * requests * 3, np.maximum(2, np.ceil(at_home * requests / 40))
            sum_ += 1.02 * rest + 106 * servers
    found = Futures(loads(top + text), 2**14).tco("hybrid", 12)
    error = np.std(total) / np.sqrt(n) + np.std(found) / np.sqrt(len(found))
    assert abs(found.mean() - total.mean()) < 3 * error
    assert abs(found.mean() - unlaunched.mean()) > 6 * error
    for p in (0.1, 0.5, 0.9):
        assert np.mean(found < np.quantile(total, p)) == pytest.approx(p, abs=0.01)


def test_the_buffer_of_the_mix_covers_its_own_lines() -> None:
    heads = {
        "s": "buffer = { share = 0.1 }",
        "mix": 'buffer = { share = 0.5 }\nparts = { p = { of = "s" } }',
        "bare": 'buffer = { share = 0.5 }\nparts = { p = { of = "s", without = ["buffer"] } }',
    }
    own = {"router": "monthly = 10"}
    document = simulate(scenario({"s": {"x": "monthly = 100"}, "mix": own, "bare": own}, heads=heads), 512).document
    lines = {name: document["strategies"][name]["horizons"]["12"]["lines"] for name in heads}
    assert {name: line["mean"] for name, line in lines["mix"].items()} == pytest.approx(
        {"p.x": 1200, "p.buffer": 120, "router": 120, "buffer": 60}
    )
    assert {name: line["mean"] for name, line in lines["bare"].items()} == pytest.approx(
        {"p.x": 1200, "router": 120, "buffer": 60}
    )


def test_revenue_is_lost_once() -> None:
    part = '{ of = "s", with = { requests = 1 } }'
    head = "launch = { months = 3, revenue_per_month = 100 }"
    lines = {"x": 'monthly = "requests"\nafter = "launch"'}
    made = {"s": lines, "mix": {}}
    one = scenario(made, drivers="requests = 5", heads={"s": head, "mix": f"parts = {{ a = {part} }}"})
    assert simulate(one, 512).document["strategies"]["mix"]["horizons"]["12"]["mean"] == 300 + 9
    two = f"parts = {{ a = {part}, b = {part} }}"
    with pytest.raises(ConfigError, match="both lose revenue") as caught:
        scenario(made, drivers="requests = 5", heads={"s": head, "mix": two})
    help = next(item.help for item in caught.value.problems)
    launch = help[help.index("launch =") : help.index(", or write")]
    for mended in (f"{launch}\n{two}", two.replace("} }, b", '}, without = ["launch"] }, b')):
        scenario(made, drivers="requests = 5", heads={"s": head, "mix": mended})
    own = scenario(made, drivers="requests = 5", heads={"s": head, "mix": f"{launch}\n{two}"})
    assert simulate(own, 512).document["strategies"]["mix"]["horizons"]["12"]["mean"] == 3 * 20_000 + 2 * 9
    at_once = two.replace("} }, b", '}, without = ["launch"] }, b')  # part a is launched as it is entered
    other = scenario(made, drivers="requests = 5", heads={"s": head, "mix": at_once})
    assert simulate(other, 512).document["strategies"]["mix"]["horizons"]["12"]["mean"] == 300 + 12 + 9


def test_draws_are_those_of_the_originals() -> None:
    what = mix(LINEAR + '[strategies.again]\nlike = "mix"\nwithout = ["parts.two"]')
    addresses = _draws(what)
    assert "strategies.linear.costs.data.per_event#1" in addresses
    assert not any(".parts." in address for address in addresses)
    bound = mix(LINEAR.replace("share * requests", "to(0.2, 0.4) * requests", 1))
    assert "strategies.mix.parts.one.with.requests#1" in _draws(bound)
    dearer = what.with_values({"strategies.linear.costs.tokens.monthly": "tokens * 6e-3 * fee"})
    before, after = Futures(what, 512), Futures(dearer, 512)
    np.testing.assert_allclose(after.line("mix", "one.tokens", 24), 2 * before.line("mix", "one.tokens", 24))
    cheaper = what.with_values({"strategies.mix.parts.one.with.requests": "0.5 * share * requests"})
    np.testing.assert_allclose(
        Futures(cheaper, 512).line("mix", "one.tokens", 24) * 2, before.line("mix", "one.tokens", 24)
    )
    assert (before.tco("again", 24) < before.tco("mix", 24)).all()


def _draws(what: Scenario) -> set[str]:
    return set(draws_of(what.world, what.strategies, what.unit))


def test_a_trace_tells_when_each_part_is_launched() -> None:
    """In elapsed months of the calendar; a part without a launch has none."""
    lines = {"a": 'monthly = 1\nafter = "launch"'}
    head = "launch = { months = 2.5, revenue_per_month = 7 }"
    mix = 'parts = { p = { of = "s", after = 3 }, q = { of = "plain" } }'
    heads = {"s": head, "mix": mix}
    found = trace(scenario({"s": lines, "plain": {"b": "monthly = 1"}, "mix": {}}, heads=heads), 1).document["events"]
    launches = {(event["strategy"], event["line"]): event["value"] for event in found if event["kind"] == "launch"}
    assert launches == {("s", "launch"): 2.5, ("mix", "p.launch"): 5.5}


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_kernel_and_twin_agree(sampler: str) -> None:
    what = mix(
        '[strategies.mix]\nparts = { a = { of = "whole", after = "1 to 4", until = 15, with = { requests = "0.4 * '
        'requests" } }, b = { of = "whole", with = { servers = "3 + mod(month, 2)" }, without = ["launch"] } }'
    )
    assert_same(*both_ways(what, sampler, seed=2, block=1))
