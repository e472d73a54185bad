"""Mergeable histograms: against NumPy's quantiles of all the values, and the same in any order."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from tcorisk.simulator.engine.distribution import Distribution
from tcorisk.simulator.engine.distribution_stack import DistributionStack
from tcorisk.simulator.engine.histogram import HistogramBank, edges_of
from tcorisk.simulator.engine.used_cells import CellLists

Array = NDArray[np.float64]

P = np.array([0, 1e-5, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999, 0.99999, 1])
BOUND = 2.5e-4
BLOCK = 512
CELLS = 16


def shapes() -> dict[str, Array]:
    rng = np.random.default_rng(20)
    n = 200_000
    return {
        "lognormal": rng.lognormal(10, 1.5, n),
        "normal through zero": rng.normal(0, 1000, n),
        "negative": -rng.pareto(1.5, n),
        "two atoms": np.where(rng.random(n) < 0.3, -1 / 3, 1e6 / 7),
        "constant": np.full(n, 123_456.789),
        "integers": rng.integers(-4, 25, n).astype(float),
        "zero and above": np.maximum(rng.normal(0, 1, n), 0.0),
        "narrow": 1e6 + rng.random(n),
        "extremes": np.concatenate([10.0 ** rng.uniform(-300, 300, 99), [0.0, -0.0, 3e-308, 8e307]]),
        "three": np.array([3.0, 1.0, 2.0]),
        "one": np.array([-7.25]),
    }


SHAPES = shapes()
ATOMIC = ["two atoms", "constant", "integers", "three", "one"]


def bank_of(*rows: ArrayLike, coarse: bool = False, replicates: int = 1) -> HistogramBank:
    """Make an empty bank whose edges come from the first values of each row."""
    return HistogramBank([edges_of(np.asarray(row)[:BLOCK], coarse) for row in rows], CELLS, replicates)


def distribution(values: Array, coarse: bool = False) -> Distribution:
    bank = bank_of(values, coarse=coarse)
    bank.add(values[None], [0])
    return bank.distribution(0)


def assert_same(a: Distribution, b: Distribution) -> None:
    np.testing.assert_array_equal(a.counts, b.counts)
    np.testing.assert_array_equal(a.low, b.low)
    np.testing.assert_array_equal(a.high, b.high)


@pytest.fixture(params=SHAPES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def quantile_discrete(of: Distribution, p: Array) -> Array:
    """Return discrete quantiles of one distribution, shape of `p`."""
    return DistributionStack.of([of]).quantile_discrete(p[None])[0]


def ranks_off(values: Array, found: Array, p: Array) -> Array:
    """By how many ranks quantiles miss Hazen's position: 0 inside an atom, 1 between two neighbours."""
    ordered = np.sort(values)
    position = np.clip(values.size * p + 0.5, 1, values.size)
    before = np.searchsorted(ordered, found, "left") - position
    after = position - np.searchsorted(ordered, found, "right") - 1
    return np.maximum(np.maximum(before, after), 0.0)


def test_quantiles_are_those_of_all_the_values(name: str) -> None:
    """Off by 2 ranks, or by a tenth of the standard error of independent draws."""
    values = SHAPES[name]
    off = ranks_off(values, distribution(values).quantile(P), P)
    assert np.all(off <= np.maximum(2.0, 0.1 * np.sqrt(P * (1 - P) * values.size)))


def test_the_bound_is_not_met_by_another_rule() -> None:
    """Few values tell Hazen's rule from NumPy's default, which is biased by more than our errors."""
    values = SHAPES["lognormal"][:50]
    ours = distribution(values).quantile(0.9)
    assert ours == pytest.approx(np.quantile(values, 0.9, method="hazen"), rel=BOUND)
    assert ours != pytest.approx(np.quantile(values, 0.9), rel=10 * BOUND)


def test_discrete_quantiles_are_values(name: str) -> None:
    values = SHAPES[name]
    found = quantile_discrete(distribution(values), P)
    off = ranks_off(values, found, P)  # half a rank of which lies between this rule and Hazen's
    assert np.all(off <= np.maximum(2.5, 0.1 * np.sqrt(P * (1 - P) * values.size)))
    if name in ATOMIC:
        np.testing.assert_array_equal(found, np.quantile(values, P, method="inverted_cdf"))


def test_discrete_quantiles_do_not_stumble_over_rounding() -> None:
    months = distribution(np.arange(1.0, 101.0))
    whole = np.arange(1, 101)
    np.testing.assert_array_equal(quantile_discrete(months, whole / 100), whole)
    assert quantile_discrete(months, np.array([0.0700001])) == 8


@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("atomic", ATOMIC)
def test_atoms_come_back_exactly(atomic: str, coarse: bool) -> None:
    values = SHAPES[atomic]
    np.testing.assert_array_equal(distribution(values, coarse).quantile(P), np.quantile(values, P, method="hazen"))


def tail_mean(values: Array, p: float) -> float:
    """CVaR by definition: the tail's order statistics, the one on the boundary in part."""
    weights = np.clip((1 - p) * values.size - np.arange(values.size), 0, 1)
    return float(weights @ np.sort(values)[::-1] / weights.sum())


def test_mean_above_is_the_mean_of_the_tail(name: str) -> None:
    """Off by a tenth of the standard error of independent draws, sd / sqrt(n (1 - p)) of the tail."""
    values = SHAPES[name]
    found = distribution(values)
    for p in (0, 0.05, 0.5, 0.9, 0.95, 0.99):
        tail = np.sort(values)[int(p * values.size) :]
        error = float((tail / np.abs(tail).max()).std()) * np.abs(tail).max() / np.sqrt(tail.size)
        truth = tail_mean(values, p)
        assert found.mean_above(p) == pytest.approx(truth, rel=1e-10, abs=max(0.1 * error, 1e-300))
    assert found.mean_above(1) == values.max()


def test_share_at_most_counts(name: str) -> None:
    values = SHAPES[name]
    found = distribution(values)
    for p in (0.01, 0.2, 0.5, 0.97):
        x = np.quantile(values, p)
        slack = max(2.0, 0.1 * np.sqrt(p * (1 - p) * values.size)) / values.size
        assert found.share_at_most(x) == pytest.approx(np.mean(values <= x), abs=slack)
    assert found.share_at_most(np.nextafter(values.min(), -np.inf)) == 0
    assert found.share_at_most(values.max()) == 1
    for x in np.unique(values)[:30] if name in ATOMIC else []:
        assert found.share_at_most(x) == np.mean(values <= x)


@pytest.mark.parametrize("coarse", [False, True])
def test_ends_and_count_are_exact(name: str, coarse: bool) -> None:
    values = SHAPES[name]
    found = distribution(values, coarse)
    assert (found.count, found.minimum, found.maximum) == (values.size, values.min(), values.max())
    assert np.all(found.low[1:] > found.high[:-1])


def test_parts_merge_to_the_whole_in_any_order(name: str) -> None:
    values = SHAPES[name]
    whole = distribution(values)
    cuts = np.linspace(0, values.size, 6).astype(int)
    rng = np.random.default_rng(1)
    for _ in range(3):
        banks = []
        for k in rng.permutation(5):
            bank = bank_of(values)
            bank.add(values[None, cuts[k] : cuts[k + 1]].copy(), [0])
            banks.append(bank)
        banks[0].merge(banks[1])
        banks[2].merge(banks[3])
        banks[2].merge(pickle.loads(pickle.dumps(banks[4])))
        banks[0].merge(banks[2])
        assert_same(banks[0].distribution(0), whole)


def many(n: int = 7, columns: int = 5003) -> Array:
    rng = np.random.default_rng(2)
    values = rng.lognormal(rng.uniform(-20, 20, (n, 1)), 2, (n, columns)) * rng.choice([-1, 1], (n, columns))
    values[1, 17], values[1, 18], values[3, 0], values[3, -1] = np.nan, np.inf, -np.inf, np.nan
    return values


def test_threads_add_as_one_does() -> None:
    values, rows = many(), np.array([6, 0, 3, 3, 1])
    serial, shared = bank_of(*values[rows], replicates=3), bank_of(*values[rows], replicates=3)
    parts = (values[:, at : at + 101].copy() for at in range(0, 5003, 101))
    pieces = [(part, rows, [(0, part.shape[1], k)]) for k, part in enumerate(parts)]
    for piece in pieces:
        serial.add(*piece)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda piece: shared.add(*piece), pieces[::-1]))
    assert pickle.dumps(shared) == pickle.dumps(serial)
    for k, row in enumerate(rows):
        finite = values[row][np.isfinite(values[row])]
        assert_same(serial.distribution(k), distribution_as(serial, k, finite))
        assert serial.distribution(k).count == finite.size


def test_pieces_of_one_array_are_counted_as_apart() -> None:
    """Of any length, in any order, with gaps between them; a replicate counts modulo their number."""
    values, rows = many(), np.array([6, 3, 1])
    pieces = [(512, 1024, 1), (0, 512, 0), (1030, 1031, 4), (2000, 5003, 2), (1100, 1100, 0)]
    apart, together = bank_of(*values[rows], replicates=3), bank_of(*values[rows], replicates=3)
    for first, stop, replicate in pieces:
        apart.add(values[:, first:stop].copy(), rows, [(0, stop - first, replicate % 3)])
    together.add(values, rows, pieces)
    assert pickle.dumps(together) == pickle.dumps(apart)
    assert together.values().tolist() == [512 + 512 + 1 + 3003] * 3


def distribution_as(bank: HistogramBank, k: int, values: Array) -> Distribution:
    """Return the distribution of values in one pass, with the cells of a bank's histogram."""
    again = HistogramBank([bank.__getstate__()["made_of"][0][k]], CELLS)
    again.add(values[None], [0])
    return again.distribution(0)


def test_replicates_are_counted_apart() -> None:
    """Each has its own counts; smallest and largest value of a cell are those of all."""
    values = np.random.default_rng(5).normal(0, 1, (1, 4 * 8192))
    bank = bank_of(*values, replicates=4)
    for k in range(4):
        bank.add(values[:, k::4].copy(), [0], [(0, 8192, k)])
    pooled, apart = CellLists(1, bank.cells), CellLists(4, 4 * bank.cells)
    bank.read(0, np.arange(4), 0, pooled, apart)
    parts = list(apart.stack(np.full(4, np.nan)))
    for k, part in enumerate(parts):
        off = ranks_off(values[0, k::4], part.quantile(P), P)
        assert np.all(off <= np.maximum(2.0, 0.1 * np.sqrt(P * (1 - P) * 8192)))
    assert_same(bank.distribution(0), distribution_as(bank, 0, values[0]))
    [whole] = pooled.stack(np.array([np.nan]))
    assert_same(bank.distribution(0), whole)
    assert [part.count for part in parts] == [8192] * 4


def test_lists_that_are_too_short_are_refused() -> None:
    """As of a part of a run whose file says that it holds fewer futures."""
    values = np.random.default_rng(5).normal(0, 1, (1, 2_000))
    bank = bank_of(*values, replicates=2)
    bank.add(values, [0], [(0, 2_000, 1)])
    used = bank.distribution(0).counts.size
    lists = CellLists(1, used), CellLists(2, used)
    bank.read(0, np.arange(2), 0, *lists)
    assert lists[1].starts.tolist() == [0, 1, 2 + used]
    for pooled, apart in ((used, used // 2), (used // 2, used)):
        with pytest.raises(ValueError, match="more values than were counted"):
            bank.read(0, np.arange(2), 0, CellLists(1, pooled), CellLists(2, apart))


def test_no_histogram_beyond_the_last_is_read() -> None:
    """Machine code does not look where it reads."""
    bank = bank_of(*many())
    bank.add(many(), np.arange(7))
    for k, replicate, at in ((7, 0, 0), (-1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, -1)):
        with pytest.raises(IndexError):
            bank.read(k, np.array([replicate]), at, CellLists(1, bank.cells))
    with pytest.raises(IndexError):
        bank.read(0, np.zeros(2, np.int64), 0, CellLists(1, bank.cells), CellLists(1, bank.cells))
    with pytest.raises(IndexError):
        bank.quantiles([0, 7], P)


def test_quantiles_of_many_are_those_of_each() -> None:
    """To the last bit, in any order, of all replicates together."""
    values = many()
    bank = bank_of(*values, replicates=3)
    for k in range(3):
        part = values[:, k::3].copy()
        bank.add(part, np.arange(7), [(0, part.shape[1], k)])
    rows = [5, 0, 6, 1]
    np.testing.assert_array_equal(bank.quantiles(rows, P[::-1]), [bank.distribution(k).quantile(P[::-1]) for k in rows])
    with pytest.raises(ValueError, match="without values"):
        bank.empty().quantiles([0], P)


def test_what_is_not_a_number_is_counted_apart() -> None:
    bank = bank_of(*many())
    bank.add(many(), np.arange(7))
    assert bank.nonfinite.tolist() == [0, 2, 0, 2, 0, 0, 0]
    bank.merge(bank)
    assert bank.nonfinite.tolist() == [0, 4, 0, 4, 0, 0, 0]
    assert bank.distribution(1).count == 2 * 5001


@pytest.mark.parametrize(
    "first",
    [[np.nan], [np.inf, -np.inf], [0.0], [-5.0], [1e300, -1e300], [5e-324, 0.0], [1.7e308, 1.6e308], [1.0, np.nan], []],
)
def test_a_first_block_needs_nothing_finite(first: list[float]) -> None:
    """Whatever gave the edges, every finite value is counted, in order, and the extremes are exact."""
    rng = np.random.default_rng(7)
    values = np.concatenate([rng.normal(size=500), [1.7e308, -1.7e308, 5e-324, -0.0, 0.0, 1e-310], np.full(50, 2.5)])
    for coarse in (False, True):
        bank = HistogramBank([edges_of(first, coarse)], CELLS)
        bank.add(values[None], [0])
        found = bank.distribution(0)
        assert (found.count, found.minimum, found.maximum) == (values.size, -1.7e308, 1.7e308)
        assert np.all(found.low[1:] > found.high[:-1])
        assert np.all(found.low <= found.high)


def test_what_is_sent_is_what_was_touched() -> None:
    values = many()
    bank = bank_of(*values, replicates=16)
    empty = len(pickle.dumps(bank.empty()))
    assert empty < 8.5 * sum(edges_of(row[:BLOCK]).size for row in values)
    bank.add(values[:, :1000].copy(), np.arange(7))
    assert len(pickle.dumps(bank)) < empty + 25 * 7000


def test_a_bank_comes_back_from_another_process() -> None:
    values = many()
    bank, whole = bank_of(*values), bank_of(*values)
    bank.add(values, np.arange(7), [(0, 4000, 0)])
    back: HistogramBank = pickle.loads(pickle.dumps(bank))
    back.add(values[:, 4000:].copy(), np.arange(7))
    whole.add(values, np.arange(7))
    assert pickle.dumps(back) == pickle.dumps(pickle.loads(pickle.dumps(whole)))


def test_zeros_of_both_signs_are_one_value() -> None:
    found = distribution(np.array([0.0, -0.0, 0.0, -0.0]))
    assert (found.counts.tolist(), found.low.tolist()) == ([4], [0.0])
    assert not np.signbit(found.low[0])


def test_part_of_a_larger_array_is_read() -> None:
    values = np.arange(60.0).reshape(5, 12)
    bank = bank_of(values[4], values[1])
    bank.add(values[:, 2:10], [4, 1], [(0, 6, 0)])
    ends = np.array([0.0, 1.0])
    assert quantile_discrete(bank.distribution(0), ends).tolist() == [50.0, 55.0]
    assert quantile_discrete(bank.distribution(1), ends).tolist() == [14.0, 19.0]


def test_wrong_requests_are_refused() -> None:
    bank = bank_of([1.0], [1.0])
    with pytest.raises(ValueError, match="2 histograms need one row each"):
        bank.add(np.zeros((2, 3)), [0])
    with pytest.raises(ValueError, match=r"columns \[\[0, 4\]\]"):
        bank.add(np.zeros((2, 3)), [0, 1], [(0, 4, 0)])
    with pytest.raises(ValueError, match="rows must be from 0 to 1, got 0 to 2"):
        bank.add(np.zeros((2, 3)), [0, 2])
    for other in (bank_of([1.0]), bank_of([1.0], [2.0]), bank_of([1.0], [1.0], replicates=2)):
        with pytest.raises(ValueError, match="only if their cells are the same"):
            bank.merge(other)
    for ask in ("quantile", "mean_above", "share_at_most"):
        with pytest.raises(ValueError, match="without values"):
            getattr(bank.distribution(0), ask)(0.5)
    with pytest.raises(ValueError, match="without values"):
        quantile_discrete(bank.distribution(0), P)
    bank.add(np.ones((1, 3)), [0, 0])
    for p in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="a probability is from 0 to 1"):
            bank.distribution(0).quantile(p)
