"""Quantile tables: their accuracy, their format, what they draw, and what they refuse."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import scipy.stats as st

from tcorisk.distributions import (
    Array,
    Bernoulli,
    Beta,
    Conditioned,
    Constant,
    Discrete,
    Gamma,
    Law,
    LawError,
    LogNormal,
    Normal,
    Pareto,
    QuantileTable,
    StudentT,
    Uniform,
    Weibull,
    build_table,
    evaluate,
)


def exact(law: Law, u: Array) -> Array:
    return np.where(u < 0.5, law.ppf(u), law.isf(1.0 - u))


def worst(law: Law, table: QuantileTable, u: Array) -> float:
    """Largest error relative to max(|x - median|, interquartile range), rounding of x itself taken off."""
    x = exact(law, u)
    quarter, median = np.array([0.25]), law.ppf(np.array([0.5]))
    size = np.maximum(np.abs(x - median), law.isf(quarter) - law.ppf(quarter))
    error = np.maximum(np.abs(evaluate(table, u) - x) - 16 * np.finfo(float).eps * np.abs(x), 0.0)
    return float(np.max(error / size))


def test_accuracy_on_the_lattice_and_at_its_ends(
    smooth: Law, table: QuantileTable, lattice: Array, ends: Array
) -> None:
    assert worst(smooth, table, np.concatenate([lattice[:4096], ends])) <= 1e-8


@pytest.mark.parametrize(
    "law",
    [
        Gamma(0.01, 1.0),
        Gamma(1e5, 1.0),
        LogNormal(1.0, 8.0),
        Conditioned(LogNormal(1.0, 4.0), 1e4, 1e5),
        Conditioned(Normal(0.0, 1.0), 20.0),
        Conditioned(Normal(0.0, 1.0), -0.1, 0.1),
        Normal(1e9, 1e-3),
        StudentT(0.0, 1.0, 1.001),
        Weibull(0.03, 1.0),
        Weibull(1e5, 1.0),
        Pareto(1.0, 1.01),
        Conditioned(Pareto(1.0, 0.01), None, 1e6),
        Conditioned(Pareto(1e-10, 0.1), None, 1e10),
    ],
    ids=str,
)
def test_hard_laws_build(law: Law, lattice: Array, ends: Array) -> None:
    assert worst(law, build_table(law), np.concatenate([lattice[:4096], ends])) <= 1e-8


def test_the_error_it_states_is_the_one_it_has(lattice: Array, ends: Array) -> None:
    for law in (Normal(5.0, 2.0), LogNormal(1.0, 4.0)):
        table = build_table(law)
        found = worst(law, table, np.concatenate([lattice, ends]))
        assert 0.8 * table.error < found <= 1.01 * table.error


def test_atoms_are_exact(stepped: Law, table: QuantileTable, lattice: Array, ends: Array) -> None:
    u = np.concatenate([lattice, ends])
    np.testing.assert_array_equal(evaluate(table, u), exact(stepped, u))
    assert table.error == 0.0


def test_uniform_is_exact_to_rounding(lattice: Array, ends: Array) -> None:
    u = np.concatenate([lattice, ends])
    np.testing.assert_allclose(evaluate(build_table(Uniform(0.0, 1.0)), u), u, rtol=1e-15)
    np.testing.assert_allclose(evaluate(build_table(Uniform(1e3, 1e6)), u), 1e3 + (1e6 - 1e3) * u, rtol=1e-15)
    assert (evaluate(build_table(Constant(0.1)), u) == 0.1).all()


def test_format(table: QuantileTable) -> None:
    assert table.upper[-1] == 1.0
    assert (np.diff(table.upper, prepend=0.0) > 0.0).all()
    assert table.bits.dtype == table.first.dtype == np.int64
    assert table.upper.dtype == table.value.dtype == table.cells.dtype == np.float64
    assert len(table.upper) == len(table.bits) == len(table.first) == len(table.value)
    smooth = table.bits >= 0
    assert np.isin(table.bits[smooth], range(4, 9)).all()
    assert (table.bits[~smooth] == -1).all()
    assert (table.value[smooth] == 0.0).all()
    rows = 64 << table.bits[smooth]
    np.testing.assert_array_equal(table.first[smooth], np.cumsum(rows) - rows)
    assert table.cells.shape == (rows.sum(), 4)
    assert table.cells.flags.c_contiguous
    assert not table.cells.flags.writeable


def one_draw(table: QuantileTable, u: float) -> float:
    """Draw as the format's description says, with exponents and floors where the twin has bit operations."""
    k = next(i for i, upper in enumerate(table.upper) if u < upper)
    if table.bits[k] < 0:
        return float(table.value[k])
    lower = table.upper[k - 1] if k else 0.0
    w = (u - lower) / (table.upper[k] - lower)
    v = min(max(w if w < 0.5 else 1.0 - w, 2.0**-33), math.nextafter(0.5, 0.0))
    fraction, exponent = math.frexp(v)  # v = fraction * 2^exponent, 1/2 <= fraction < 1
    place = (2.0 * fraction - 1.0) * (1 << int(table.bits[k]))
    cells = 1 << int(table.bits[k])
    row = int(table.first[k]) + (32 * cells if w >= 0.5 else 0) + (exponent - 1 + 33) * cells + math.floor(place)
    t = place - math.floor(place)
    c0, c1, c2, c3 = (float(c) for c in table.cells[row])
    return c0 + t * (c1 + t * (c2 + t * c3))


def test_evaluate_is_the_description(table: QuantileTable, lattice: Array, ends: Array) -> None:
    u = np.concatenate([lattice[:100], ends[::29]])
    assert evaluate(table, u).tolist() == [one_draw(table, float(x)) for x in u]


def test_thresholds_of_a_discrete_law() -> None:
    table = build_table(Discrete((1.0, 2.0, 3.0), (0.25, 0.5, 0.25)))
    u = np.array([0.0, np.nextafter(0.25, 0.0), 0.25, np.nextafter(0.75, 0.0), 0.75, np.nextafter(1.0, 0.0)])
    assert evaluate(table, u).tolist() == [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]


def test_draws_are_the_law_and_no_other(
    law: Law, twin: Any, table: QuantileTable, wrong: QuantileTable, lattice: Array
) -> None:
    """65,536 draws pass for the law; those of a law a few per cent away do not."""

    def p_value(drawn: Array) -> float:
        if law.atoms:
            expected = twin.pmf([value for _, _, value in law.atoms]) * drawn.size
            counts = np.array([(drawn == value).sum() for _, _, value in law.atoms])
            common = expected >= 5.0  # the rare ones count together
            cells = [np.array([*x[common], x[~common].sum()]) for x in (counts, expected)]
            counts, expected = (x[cells[1] > 0.0] for x in cells)
            return float(st.chisquare(counts, expected).pvalue)
        edges = twin.ppf(np.arange(1, 64) / 64.0)
        edges = edges[edges < law.support[1] - 1e-6]  # a third of beta(0.05, 0.05) is 1 to within the tables' error
        counts = np.bincount(np.searchsorted(edges, drawn), minlength=len(edges) + 1)
        shares = np.diff(twin.cdf(edges), prepend=0.0, append=1.0)
        return float(st.chisquare(counts, shares * drawn.size).pvalue)

    assert p_value(evaluate(table, lattice)) > 0.001
    assert p_value(evaluate(wrong, lattice)) < 1e-6


def test_sample_mean(law: Law, table: QuantileTable, lattice: Array) -> None:
    values = evaluate(table, lattice)
    if law.sd > 100 * abs(law.mean):  # a sample mean says nothing about so heavy a tail: that of cdf(x) is 1/2
        assert abs(law.cdf(values).mean() - 0.5) <= 4.0 / math.sqrt(12.0 * lattice.size)
        return
    error = values.mean() - law.mean
    assert abs(error) <= 4.0 * law.sd / math.sqrt(lattice.size) + 1e-12 * abs(law.mean)


def test_equal_laws_share_a_table() -> None:
    assert build_table(Normal(1.0, 2.0)) is build_table(Normal(1, 2))
    assert build_table(Normal(1.0, 2.0)) is not build_table(Normal(1.0, 3.0))


@dataclass(frozen=True)
class Crooked:
    """A uniform law on [0, 2] that leaps by `leap` at u = 0.3, and does not say so unless `honest`."""

    leap: float
    slope: float = 1.0
    honest: bool = False
    mean: float = 1.0
    sd: float = 0.6
    support: tuple[float, float] = (0.0, 2.0)
    atoms: tuple[tuple[float, float, float], ...] = ()

    @property
    def breaks(self) -> tuple[float, ...]:
        return (0.3,) if self.honest else ()

    def ppf(self, u: Array) -> Array:
        return np.where(u <= 0.3, u, self.slope * u + self.leap)

    def isf(self, v: Array) -> Array:
        return self.ppf(1.0 - v)

    cdf = sf = ppf


def test_a_hidden_corner_is_split_away(lattice: Array) -> None:
    law = Crooked(leap=-0.3, slope=2.0)  # continuous: 0.3 from both sides
    table = build_table(law)
    assert 1 < len(table.upper) <= 8
    assert np.abs(evaluate(table, lattice) - law.ppf(lattice)).max() < 1e-8


def test_a_hidden_leap_is_refused_by_name() -> None:
    with pytest.raises(LawError, match=r"Crooked\(leap=1\.0.* cannot be sampled to 1e-08 .* near u = 0\.29999|0\.3"):
        build_table(Crooked(leap=1.0))


def test_a_stated_leap_is_exact(lattice: Array) -> None:
    law = Crooked(leap=1.0, honest=True)
    np.testing.assert_allclose(evaluate(build_table(law), lattice), law.ppf(lattice), rtol=1e-14)


@dataclass(frozen=True)
class ZeroInflated:
    """Nothing in 95 % of cases, else a standard lognormal plus 1: atom and smooth piece in one law."""

    mean: float = 0.05 * (1.0 + math.exp(0.5))
    sd: float = 0.9
    support: tuple[float, float] = (0.0, math.inf)
    breaks: tuple[float, ...] = (0.95,)
    atoms: tuple[tuple[float, float, float], ...] = ((0.0, 0.95, 0.0),)

    def ppf(self, u: Array) -> Array:
        return self.isf(1.0 - np.asarray(u))

    def isf(self, v: Array) -> Array:
        return np.where(v < 0.05, 1.0 + LogNormal(1.0, 1.0).isf(np.minimum(v / 0.05, 1.0)), 0.0)

    def cdf(self, x: Array) -> Array:
        return 1.0 - self.sf(x)

    def sf(self, x: Array) -> Array:
        return np.where(x < 0.0, 1.0, 0.05 * LogNormal(1.0, 1.0).sf(np.asarray(x) - 1.0))


def test_an_atom_over_the_quartiles(lattice: Array) -> None:
    """Interquartile range 0: the standard deviation is the yardstick."""
    law = ZeroInflated()
    table = build_table(law)
    assert table.bits[0] == -1
    assert table.bits[1] >= 4
    drawn, wanted = evaluate(table, lattice), exact(law, lattice)
    assert ((drawn == 0.0) == (wanted == 0.0)).all()
    assert np.max(np.abs(drawn - wanted) / np.maximum(wanted, law.sd)) < 1e-8
    cut = Conditioned(law, 1.5)
    assert cut.atoms == ()
    assert cut.mean == pytest.approx(1.0 + Conditioned(LogNormal(1.0, 1.0), 0.5).mean, rel=1e-12)


def test_rare_events_build() -> None:
    for p in (1e-12, 1e-3, 1.0 - 1e-12):
        assert evaluate(build_table(Bernoulli(p)), np.array([0.5]))[0] == float(p > 0.5)


def test_many_values_build() -> None:
    """Each value looks at its own piece only: 20,000 times 20,000 would hang here."""
    table = build_table(Discrete(tuple(range(20_000)), (1.0,) * 20_000))
    assert len(table.upper) == 20_000
    assert evaluate(table, np.array([0.5 + 1e-5]))[0] == 10_000.0


@pytest.mark.parametrize("sigma", [1e-12, 1e-6, 0.01, 0.3, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("median", [1e-100, 1.0, 1e100])
def test_a_plain_lognormal_law_has_a_table(sigma: float, median: float) -> None:
    """`simulate check` relies on it, too."""
    law = LogNormal(median, sigma)
    assert law.is_plain and not LogNormal(median, 2.01).is_plain
    assert build_table(law).cells.size > 0


@pytest.mark.parametrize("shape", [0.01, 0.05, 0.7, 3.0, 200.0, 1e5])
def test_beta_and_gamma_laws_of_every_shape_have_a_table(shape: float) -> None:
    """`simulate check` relies on it: their tables are slow to build, and it builds none."""
    laws: list[Law] = [Gamma(shape, 1.0), *(Beta(shape, other) for other in (0.01, 0.3, 1.0, 30.0, 1e5))]
    for law in laws:
        assert build_table(law).cells.size > 0  # else it raises
