"""Truth: cash that leaves some months later, against the months of the same lines paid at once."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario

from tcorisk import simulate, sweep
from tcorisk.simulator.engine.point import run_point
from tcorisk.simulator.engine.reference import run_reference
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.lowering import lower

DRIVERS = """z = { dist = "normal", mean = 30, sd = 2, each = "month" }
once = "1 to 2"
grows = "1_000 * 1.05 ** (month - 1)"
"""
LINES = {
    "known": 'monthly = "grows"\nafter = 1.5',
    "steady": 'category = "Compliance"\nmonthly = "once * 100"\nuntil = 9',
    "drawn": 'monthly = "z * once"',
    "bought": 'one_time = "500 * once"\nafter = 2\nresidual = "max(0, 1 - age / 20)"',
    "faults": 'events_per_month = 0.8\nper_event = "10 to 90"',
    "share": 'category = "Compliance"\nmonthly = "0.1 * costs.drawn"',
}
LATER = {"known": 2, "steady": 5, "drawn": 2, "bought": 1, "faults": 12, "share": 0}
HEAD = 'launch = { months = 1.5, revenue_per_month = 100 }\nbuffer = { share = "once / 10", on = ["Compliance"] }'
RATE = 0.21
MONTHS = 14


def run(lines: dict[str, str], heads: str = HEAD, rate: float = RATE) -> Futures:
    top = f"discount_rate = {rate}"
    what = scenario({"a": lines}, drivers=DRIVERS, horizons=[9, MONTHS], heads={"a": heads}, top=top)
    return Futures(what, 512, "random")


def alone(name: str) -> Array:
    """What the line owes by month, paid at once."""
    lines = {name: LINES[name]} | ({"drawn": LINES["drawn"]} if name == "share" else {})
    owed = run(lines, "").months("a")
    return owed - alone("drawn") if name == "share" else owed


def late(after: dict[str, int]) -> dict[str, str]:
    return {name: f"{text}\npaid_after = {after[name]}" for name, text in LINES.items()}


def test_cash_leaves_later_and_is_discounted_as_of_then() -> None:
    """Every way of paying, with launch, buffer and resale: cash, TCO and lines from the months of each line alone."""
    found, at_once = run(late(LATER)), run(LINES)
    discount = (1.0 + RATE) ** (-np.arange(1, MONTHS + 13) / 12.0)[:, None]
    cash, tco = at_once.months("a").copy(), at_once.months("a", "tco").copy()
    for name, later in LATER.items():
        owed = alone(name)
        cash[later:] += owed[: MONTHS - later]
        cash -= owed
        tco += np.cumsum(owed * (discount[later : later + MONTHS] - discount[:MONTHS]), axis=0)
        if name != "bought":  # less its resale value
            expected = (owed * discount[later : later + MONTHS])[:9].sum(axis=0)
            np.testing.assert_allclose(found.line("a", name, 9), expected, rtol=1e-11)
    np.testing.assert_allclose(found.months("a"), cash, rtol=1e-10, atol=1e-9)
    np.testing.assert_allclose(found.months("a", "tco"), tco, rtol=1e-11)
    np.testing.assert_allclose(found.cash("a", 9), cash[:9].sum(axis=0), rtol=1e-11)
    assert np.all(found.cash("a", MONTHS) < at_once.cash("a", MONTHS) - 3_000.0)  # the wrong one: paid at once


def test_invoices_two_months_later() -> None:
    """Ten of twelve invoices are paid within the year; all twelve are owed."""
    futures = run({"x": 'monthly = "grows"\npaid_after = 2'}, "", rate=0.0)
    assert round(futures.months("a")[:12].sum(axis=0)[0]) == 12_578
    assert futures.months("a", "tco")[11, 0] == pytest.approx(1_000 * (1.05**12 - 1) / 0.05)
    lagged = run({"x": 'monthly = "lag(grows, 2)"'}, "", rate=0.0)
    np.testing.assert_array_equal(lagged.months("a"), futures.months("a"))


def test_at_once_is_the_default() -> None:
    """To the last bit."""
    np.testing.assert_array_equal(run(late(dict.fromkeys(LINES, 0))).results, run(LINES).results)


def test_without_a_discount_the_total_is_what_it_was() -> None:
    one, other = run(late(LATER), rate=0.0), run(LINES, rate=0.0)
    np.testing.assert_allclose(one.months("a", "tco"), other.months("a", "tco"), rtol=1e-12)


def test_lost_revenue_is_never_cash() -> None:
    """A line of Opportunity is discounted as of later, and no month pays it."""
    futures = run({"x": 'category = "Opportunity"\nmonthly = "z"\npaid_after = 3'}, "")
    assert not futures.months("a").any()
    owed = run({"x": 'monthly = "z"'}, "").months("a")
    expected = (owed * (1.0 + RATE) ** (-np.arange(4, MONTHS + 4) / 12.0)[:, None]).sum(axis=0)
    np.testing.assert_allclose(futures.tco("a", MONTHS), expected, rtol=1e-12)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_kernel_and_twin_agree(sampler: str) -> None:
    what = scenario({"a": late(LATER)}, drivers=DRIVERS, horizons=[9, MONTHS], heads={"a": HEAD})
    program = lower(what)
    expected = run_reference(program, Uniforms.of(program, sampler, 0), 0)
    np.testing.assert_allclose(Futures(what, 512, sampler).results, expected, rtol=1e-12, atol=1e-10)
    point = run_point(program)[program.layout.month_cash["a"] :][:MONTHS]
    once = np.sqrt(2)  # medians; in month 2 nothing is paid but the share, and the buffer on what is owed
    assert point[1] == pytest.approx(0.1 * 30 * once + once / 10 * (100 * once + 0.1 * 30 * once), rel=1e-9)


def test_any_threads_and_in_a_sweep() -> None:
    """The same document whatever the threads, and as a point of a sweep over the key itself."""
    what = scenario({"a": late(LATER), "b": LINES}, drivers=DRIVERS, horizons=[MONTHS])
    documents = [simulate(what, 8_192, threads=threads).document for threads in (1, 3)]
    assert documents[0] == documents[1]
    assert documents[0]["strategies"]["a"]["paid_after"] == {name: n for name, n in LATER.items() if n}
    assert documents[0]["strategies"]["b"]["paid_after"] == {}
    address = "strategies.a.costs.drawn.paid_after"
    points = sweep(what, {address: [2, 4]}, 8_192)
    alone = simulate(what.with_values({address: 4}), 8_192).document["strategies"]["a"]["horizons"][str(MONTHS)]
    assert alone["cash"]["mean"] < documents[0]["strategies"]["a"]["horizons"][str(MONTHS)]["cash"]["mean"]
    [found] = points[(points[address] == 4) & (points["strategy"] == "a")]["mean"]
    assert found == alone["mean"]
