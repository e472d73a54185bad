"""Truth: what must not change when something else does, and what must change by exactly so much."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import SCENARIOS, Futures, scenario, toml

from tcorisk import Result, Scenario, load, simulate
from tcorisk.configs import loads
from tcorisk.simulator.samples import MOST_SAMPLES

N = 8192


def everything() -> Scenario:
    """Every feature of the language once."""
    return load(SCENARIOS / "everything.toml")


def rearranged(text: str, order: list[str]) -> str:
    """Write the strategies of a scenario's text in another order."""
    head, *parts = text.split("[strategies.")
    blocks: dict[str, str] = {}
    for part in parts:
        name = part.partition("]")[0].partition(".")[0]
        blocks[name] = blocks.get(name, "") + "[strategies." + part
    assert sorted(order) == sorted(blocks)
    return head + "\n".join(blocks[name] for name in order)


THREE = {
    "a": {"x": 'monthly = "g * to(1, 3)"', "n": 'events_per_month = "to(1, 2)"\nper_event = "10 to 40"'},
    "b": {"x": 'monthly = "g + to(20, 40)"\nafter = 2', "e": 'every = "2 to 4"\nper_event = "w * to(50, 90)"'},
    "c": {"x": 'monthly = "30 to 60"', "o": 'one_time = "w * 100"\nafter = "to(1, 5)"'},
}
DRIVERS = 'w = "1 to 2"\n[drivers.g]\nprocess = "growth"\ninitial = "10 to 20"\nvolatility = 0.1\nnoise = 0.1'


def three(names: str = "abc", drivers: str = DRIVERS) -> Scenario:
    """Three strategies in one world, in any order."""
    return scenario({name: THREE[name] for name in names}, drivers=drivers, top='baseline = "a"', horizons=(6, 12))


def numbers(result: Result, name: str) -> list[object]:
    """All numbers of a strategy, but those that depend on its rivals."""
    strategy = result.document["strategies"][name]
    apart = [{k: v for k, v in h.items() if k != "p_cheapest"} for h in strategy["horizons"].values()]
    return [apart, strategy["months"]]


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_all_prices_times_k(sampler: str) -> None:
    """Prices doubled double every result, to the last bit; tripled, to 1e-12."""
    for k in (2.0, 3.0):
        lines = {
            "x": 'monthly = "k * g"',
            "n": 'events_per_month = 2\nper_event = "k * to(1, 3)"',
            "o": 'one_time = "k * 50"',
        }
        heads = {"a": 'launch = { months = "1 to 2", revenue_per_month = "k * 9" }\nbuffer = { share = "10% to 30%" }'}
        plain, dear = (
            Futures(scenario({"a": lines}, drivers=f"k = {factor}\n{DRIVERS}", heads=heads), 1024, sampler)
            for factor in (1.0, k)
        )
        np.testing.assert_allclose(dear.results, k * plain.results, rtol=0.0 if k == 2.0 else 1e-12)
        assert np.all(plain.tco("a", 12) > 0.0)


def test_permuted_strategies_permute_the_output() -> None:
    """With independent draws to the last bit; with Sobol points within the printed errors."""
    one, other = (simulate(three(order), N, sampler="random") for order in ("abc", "cab"))
    assert list(other.document["strategies"]) == ["c", "a", "b"]
    for name in "abc":
        assert one.document["strategies"][name] == other.document["strategies"][name]
    key = lambda c: (c["horizon"], c["strategy"])  # noqa: E731
    assert sorted(one.document["comparisons"], key=key) == sorted(other.document["comparisons"], key=key)
    one, other = (simulate(three(order), 8 * N) for order in ("abc", "cab"))
    for name in "abc":
        close(one, other, name)


def test_a_large_scenario_rearranged() -> None:
    """A strategy may stand before the one that it is `like`."""
    text = (SCENARIOS / "everything.toml").read_text()
    one, other = (
        simulate(loads(rearranged(text, order)), N, sampler="random")
        for order in (["buy", "host", "rent"], ["rent", "host", "buy"])
    )
    for name in ("buy", "host", "rent"):
        assert one.document["strategies"][name] == other.document["strategies"][name]


def close(one: Result, other: Result, name: str) -> None:
    """Check that two results of a strategy agree within 4 of their joint errors, and are not the same numbers."""
    a, b = (r.document["strategies"][name]["horizons"]["12"] for r in (one, other))
    for key in ("mean", "p10", "p50", "p90", "cvar95"):
        assert abs(a[key] - b[key]) < 4.0 * np.hypot(a["se"][key], b["se"][key])
    assert a["mean"] != b["mean"]


def test_an_added_strategy_or_driver_changes_no_other() -> None:
    """With independent draws to the last bit; with Sobol points within the printed errors."""
    unused = f'unused = "3 to 4"\n{DRIVERS}'
    base = simulate(three("ab"), N, sampler="random")
    for more in (simulate(three("abc"), N, sampler="random"), simulate(three("ab", unused), N, sampler="random")):
        assert all(numbers(base, name) == numbers(more, name) for name in "ab")
    base = simulate(three("ab"), 8 * N)
    for more in (simulate(three("cab"), 8 * N), simulate(three("ab", unused), 8 * N)):
        for name in "ab":
            close(base, more, name)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_a_longer_horizon_changes_no_shorter_one(sampler: str) -> None:
    """Horizons 6 and 14 cut at 6 are horizon 6: trajectory by trajectory (Sobol keeps its draws by address)."""
    long = Futures(everything(), 1024, sampler)
    short = Futures(everything().with_values({"horizons": [6]}), 1024, sampler)
    for name in long.layout.strategies:
        np.testing.assert_allclose(long.tco(name, 6), short.tco(name, 6), rtol=1e-12)
        np.testing.assert_allclose(long.months(name)[:6], short.months(name), rtol=1e-12)
    cut = toml(THREE, drivers=DRIVERS, top='baseline = "a"', horizons=(6,))
    fresh, both = Futures(loads(cut), 1024, "random"), Futures(three(), 1024, "random")
    for name in "abc":
        np.testing.assert_array_equal(fresh.months(name), both.months(name)[:6])


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_more_trajectories_keep_the_first(sampler: str) -> None:
    """The first n of 2n are the n: in the public sample, and in the kernel's own results."""
    sizes = (N, 2 * N) if sampler == "sobol" else (3_000, 6_000)
    small, large = (simulate(three(), n, sampler=sampler).samples() for n in sizes)
    assert (len(small), len(large)) == tuple(min(n, MOST_SAMPLES) for n in sizes)
    np.testing.assert_array_equal(small.to_numpy(), large.to_numpy()[: len(small)])
    np.testing.assert_array_equal(
        Futures(three(), 700, sampler).results, Futures(three(), 3000, sampler).results[:, :700]
    )


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_copies_tie_in_every_trajectory(sampler: str) -> None:
    """A strategy made with `like` has its original's draws; with one line replaced it has those of all others."""
    text = toml(THREE, drivers=DRIVERS, horizons=(12,))
    text += '[strategies.same]\nlike = "a"\n[strategies.other]\nlike = "a"\nwithout = ["costs.n"]\n'
    text += '[strategies.other.costs.n]\ncategory = "Compute"\nmonthly = 5\n'
    result = simulate(loads(text), N, sampler=sampler)
    ties = {c["strategy"]: c["p_ties"] for c in result.document["comparisons"]}
    assert ties == {"b": 0.0, "c": 0.0, "same": 1.0, "other": 0.0}
    assert result.document["strategies"]["same"]["horizons"] == result.document["strategies"]["a"]["horizons"]
    futures = Futures(result.scenario, 1024, sampler)
    np.testing.assert_array_equal(futures.line("other", "x", 12), futures.line("a", "x", 12))


#: Lines of events, which the sample shows by their totals, that depend on an address.
DEPENDENT = {
    "drivers.share": ["trips"],
    "drivers.engineer": ["review", "outages"],
    "drivers.requests": ["training"],
    "strategies.buy.costs.trips.events_per_month": ["trips"],
    "strategies.host.costs.training.every": ["training"],
}


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("drivers.share", 0.3),
        ("drivers.engineer", "20_000 to 30_000"),
        ("drivers.requests", 6_000),
        ("strategies.buy.inputs.tokens", "engineer / 9_000 + 0 * to(1, 2)"),
        ("strategies.buy.costs.trips.events_per_month", "share + 0.1"),
        ("strategies.host.costs.training.every", "3 to 6"),
    ],
)
def test_a_changed_value_keeps_every_other_draw(address: str, value: object, sampler: str) -> None:
    """Inputs of all trajectories, before and after one value is set: the others are the same numbers, bit for bit."""
    before = simulate(everything(), N, sampler=sampler).samples()
    after = simulate(everything().with_values({address: value}), N, sampler=sampler).samples()
    lines = tuple(f".costs.{line}" for line in DEPENDENT.get(address, ()))
    other = (*lines, ".tco", ".cash")
    kept = [c for c in before if c in after and not c.startswith(address) and not c.endswith(other)]
    assert len(kept) >= 20
    for column in kept:
        np.testing.assert_array_equal(before[column], after[column], err_msg=column)
    assert not np.array_equal(before["buy.14.tco"] - before["host.14.tco"], after["buy.14.tco"] - after["host.14.tco"])
