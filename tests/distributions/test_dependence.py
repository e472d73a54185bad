"""Dependence: rank correlations and those of scores, repair of impossible matrices, laws read off scores."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats as st
from scipy.special import gammaln

from tcorisk.distributions import (
    Array,
    CommonScale,
    Law,
    LawError,
    LogNormal,
    Normal,
    OnScores,
    QuantileTable,
    Scores,
    Triangular,
    build_table,
    evaluate,
    evaluate_folded,
    possible_ranks,
    rank_of_score,
    score_correlations,
    score_of_rank,
    triangle,
)
from tcorisk.distributions.mixture import Mixture
from tcorisk.distributions.nearest import is_possible, nearest_correlation

DEGREES = [None, 1.0, 1.5, 2.0, 3.0, 4.0, 7.9, 30.0, 1000.0]


def matrix(n: int, rank: float) -> list[list[float]]:
    return [[1.0 if i == j else rank for j in range(n)] for i in range(n)]


@pytest.mark.parametrize("df", DEGREES)
def test_scores_and_ranks_are_inverse(df: float | None) -> None:
    for rank in (-1.0, -0.999, -0.5, 0.0, 1e-6, 0.3, 0.9, 0.99999, 1.0):
        assert rank_of_score(score_of_rank(rank, df), df) == pytest.approx(rank, abs=1e-10)
    assert rank_of_score(1.0 - 1e-15, df) == pytest.approx(1.0, abs=1e-6)  # the quadrature is no part of `r == 1`
    r = np.linspace(0.0, 1.0, 40)
    ranks = np.array([rank_of_score(x, df) for x in r])
    assert np.all(np.diff(ranks) > 0.0)
    np.testing.assert_allclose([rank_of_score(-x, df) for x in r], -ranks, atol=1e-15)


def test_the_gaussian_formula() -> None:
    """Exact points: 2 sin(pi / 12) is (sqrt(6) - sqrt(2)) / 2."""
    assert score_of_rank(0.5) == pytest.approx((math.sqrt(6.0) - math.sqrt(2.0)) / 2.0, rel=1e-15)
    for r in (-0.7, 0.2, 0.95):
        assert rank_of_score(r, 1000.0) == pytest.approx(rank_of_score(r), abs=1e-3)


@pytest.mark.parametrize("df", [1.0, 3.0, 8.0])
def test_the_rank_correlation_of_a_t_copula(df: float) -> None:
    """Against 12 E[F(X) F(Y)] - 3 on points of SciPy's Sobol sequence; the Gaussian formula is noticed."""
    r = 0.7
    u = st.qmc.Sobol(3, rng=np.random.default_rng(5)).random_base2(16)
    z = st.norm.ppf(u[:, :2])
    scale = np.sqrt(df / st.chi2(df).ppf(u[:, 2]))
    x, y = z[:, 0] * scale, (r * z[:, 0] + math.sqrt(1.0 - r * r) * z[:, 1]) * scale
    truth = float(12.0 * np.mean(st.t(df).cdf(x) * st.t(df).cdf(y)) - 3.0)
    assert rank_of_score(r, df) == pytest.approx(truth, abs=5e-4)
    assert abs(rank_of_score(r) - truth) > 2e-3


def test_the_nearest_correlation_matrix() -> None:
    """The example of Higham's paper, and no small step from the answer is nearer."""
    asked = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    found = nearest_correlation(asked)
    np.testing.assert_allclose(found[[0, 0, 1], [1, 2, 2]], [0.7607, 0.1573, 0.7607], atol=5e-5)
    assert np.linalg.norm(found - asked) == pytest.approx(0.5278, abs=5e-5)
    assert is_possible(found) and not is_possible(asked)
    np.linalg.cholesky(found)
    generator = np.random.default_rng(1)
    for _ in range(300):
        step = np.triu(generator.normal(0.0, 0.01, (3, 3)), 1)
        other = found + step + step.T
        if np.linalg.eigvalsh(other)[0] >= 0.0:
            assert np.linalg.norm(other - asked) > np.linalg.norm(found - asked) - 1e-6


def test_a_large_impossible_matrix() -> None:
    generator = np.random.default_rng(3)
    half = np.triu(generator.uniform(-1.0, 1.0, (30, 30)), 1)
    found = nearest_correlation(half + half.T + np.eye(30))
    assert np.all(np.diagonal(found) == 1.0) and np.all(found == found.T)
    assert 1e-8 < np.linalg.eigvalsh(found)[0] < 1e-6
    np.testing.assert_allclose(nearest_correlation(found), found, atol=1e-7)


@pytest.mark.parametrize("df", [None, 3.0])
def test_the_triangle(df: float | None) -> None:
    asked = matrix(10, 0.35)
    scores = score_correlations(asked, df)
    lower = triangle(scores)
    np.testing.assert_allclose(lower @ lower.T, scores, atol=1e-14)
    assert np.all(np.triu(lower, 1) == 0.0)
    np.testing.assert_allclose(np.sum(lower * lower, axis=1), 1.0, rtol=1e-14)


def test_draws_in_step() -> None:
    """The second follows the first, the third opposes both, the fourth is its own: no rounding is divided by 0."""
    asked = [[1.0, 1.0, -1.0, 0.3], [1.0, 1.0, -1.0, 0.3], [-1.0, -1.0, 1.0, -0.3], [0.3, 0.3, -0.3, 1.0]]
    assert possible_ranks(asked) == asked
    for df in (None, 4.0):
        lower = triangle(score_correlations(asked, df))
        np.testing.assert_array_equal(lower[:3], [[1, 0, 0, 0], [1, 0, 0, 0], [-1, 0, 0, 0]])
        assert lower[3, 0] == pytest.approx(score_of_rank(0.3, df), rel=1e-12)


@pytest.mark.parametrize("df", [None, 2.5])
def test_repair(df: float | None) -> None:
    """What cannot hold is changed and nothing else; what is used then is possible, and the same a second time."""
    fine = [[1.0, 0.6, 0.3], [0.6, 1.0, -0.2], [0.3, -0.2, 1.0]]
    assert possible_ranks(fine, df) == fine
    bad = [[1.0, 0.9, -0.9, 0.0], [0.9, 1.0, 0.9, 0.0], [-0.9, 0.9, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    used = np.array(possible_ranks(bad, df))
    assert 0.3 < used[0, 1] < 0.6 and -0.6 < used[0, 2] < -0.3
    np.testing.assert_allclose(used[3], [0.0, 0.0, 0.0, 1.0], atol=1e-9)
    np.testing.assert_allclose(possible_ranks(used.tolist(), df), used, atol=1e-7)
    np.linalg.cholesky(score_correlations(used.tolist(), df))


def test_ranks_that_fit_together_but_not_in_a_copula() -> None:
    """Three draws of rank correlation -1/2: a possible matrix, but scores would need -0.518, and -1/2 is the least."""
    asked = matrix(3, -0.5)
    assert is_possible(np.array(asked))
    used = possible_ranks(asked)
    assert used[0][1] == pytest.approx(rank_of_score(-0.5), abs=1e-6)
    np.testing.assert_allclose(score_correlations(asked), matrix(3, -0.5), atol=1e-7)


@pytest.mark.parametrize("df", DEGREES)
def test_the_scale_of_scores(df: float | None) -> None:
    scores = Scores(df)
    twin = st.norm if df is None else st.t(df)
    size = np.array([0.0, 1e-4, 0.1, 0.7, 1.0, 2.0, 3.0, 5.0, 6.0])
    np.testing.assert_allclose(scores.tail(size), twin.sf(size), rtol=1e-12)
    np.testing.assert_allclose(scores.size(twin.sf(size[2:])), size[2:], rtol=1e-9)
    assert scores.size(np.array([0.0]))[0] == math.inf and scores.fold(np.array([math.inf]))[0] == 0.0
    np.testing.assert_allclose(scores.unfold(scores.fold(size)), size, rtol=1e-12, atol=1e-14)
    edge = np.array([2.0**-33])
    np.testing.assert_allclose(scores.fold(scores.size(edge)), edge, rtol=1e-12)
    np.testing.assert_allclose(scores.tail(scores.size(edge)), edge, rtol=1e-9)


def test_the_scale_of_scores_in_closed_form() -> None:
    size = np.array([0.1, 1.0, 30.0, 4e4])
    np.testing.assert_allclose(Scores(1.0).tail(size), np.arctan2(1.0, size) / math.pi, rtol=1e-13)
    root = np.sqrt(2.0 + size * size)
    np.testing.assert_allclose(Scores(2.0).tail(size), 1.0 / (root * (root + size)), rtol=1e-13)


@pytest.mark.parametrize("df", [0.5, 1001.0, math.nan])
def test_degrees_of_freedom_out_of_range(df: float) -> None:
    with pytest.raises(LawError, match="a t copula needs df from 1 to 1000"):
        Scores(df)


def drawn(law: Law, scores: Scores, u: Array) -> Array:
    """What a table on scores gives at the scores of u."""
    above = u > 0.5
    size = scores.size(np.where(above, 1.0 - u, u))
    return evaluate_folded(build_table(OnScores(law, scores)), scores.fold(size), above)


@pytest.mark.parametrize("df", [None, 1.0, 3.5])
def test_a_law_read_off_its_scores(law: Law, df: float | None, lattice: Array, ends: Array) -> None:
    """The score of u gives the law's quantile at u, to the accuracy of its plain table, at the lattice's ends too."""
    u = np.concatenate([lattice[:2048], ends[::5]])
    exact = np.where(u > 0.5, law.isf(1.0 - u), law.ppf(u))
    jumps = np.array([0.0, *law.breaks, *(edge for atom in law.atoms for edge in atom[:2])])
    clear = np.min(np.abs(u[:, None] - jumps), axis=1) > 1e-13 + 1e-9 * np.minimum(u, 1.0 - u)
    quarter = np.array([0.25])
    spread = float(law.isf(quarter)[0] - law.ppf(quarter)[0]) or law.sd
    size = np.maximum(np.abs(exact - law.ppf(np.array([0.5]))), spread)
    # SciPy finds the score of u to a part in 10^9 of u, which shows where a law is steep
    near = np.where(u > 0.5, 1.0 - u, u) * (1.0 + 1e-9)
    rounding = np.abs(np.where(u > 0.5, law.isf(near), law.ppf(near)) - exact)
    error = np.abs(drawn(law, Scores(df), u) - exact)
    assert np.all(error[clear] <= (1e-8 * size + rounding + 1e-14 * np.abs(exact))[clear])
    assert clear.mean() > 0.9


@pytest.mark.parametrize("df", [None, 1.0, 6.0])
def test_quantiles_and_probabilities_on_scores_are_inverse(df: float | None) -> None:
    for law in (LogNormal(3.0, 0.8), Triangular(0.0, 2.0, 7.0)):
        on_scores = OnScores(law, Scores(df))
        u = np.array([1e-6, 0.01, 0.3, 0.5, 0.8, 0.999])
        np.testing.assert_allclose(on_scores.cdf(on_scores.ppf(u)), u, rtol=1e-8)
        np.testing.assert_allclose(on_scores.sf(on_scores.isf(u)), u, rtol=1e-8)
        np.testing.assert_allclose(on_scores.ppf(u), on_scores.isf(1.0 - u), rtol=1e-8)
        assert (on_scores.mean, on_scores.sd, on_scores.support) == (law.mean, law.sd, law.support)


@pytest.mark.parametrize("df", DEGREES)
def test_a_narrow_piece_next_to_an_end(df: float | None) -> None:
    """Its cells would reach to where the law has no quantiles that are numbers: beyond the lattice it ends."""
    law = Mixture((Normal(0.0, 1.0), Normal(100.0, 1.0)), (0.999, 0.001))
    scores = Scores(df)
    table = build_table(OnScores(law, scores))
    v = np.exp2(-np.arange(8.0, 33.0))
    u = scores.tail(scores.unfold(v))
    end = scores.tail(scores.unfold(np.array([2.0**-39])))
    for above, quantiles in ((True, law.isf), (False, law.ppf)):
        exact = quantiles(u)
        clear = np.abs(u - 0.001) > 1e-6
        found = evaluate_folded(table, v, np.full(v.shape, above))
        np.testing.assert_allclose(found[clear], exact[clear], rtol=1e-7)
        beyond = np.array([2.0**-40, 1e-40, 0.0])
        np.testing.assert_allclose(evaluate_folded(table, beyond, np.full(3, above)), quantiles(end)[0], rtol=1e-12)


def test_folded_is_the_same_table(table: QuantileTable, lattice: Array, ends: Array) -> None:
    """From either end a table gives what it gives at u."""
    u = np.concatenate([lattice[:4096], ends])
    above = u > 0.5
    folded = evaluate_folded(table, np.where(above, 1.0 - u, u), above)
    plain = evaluate(table, u)
    # next to the upper end of a piece the plain one has rounded u - start
    np.testing.assert_allclose(folded, plain, rtol=1e-7, atol=1e-9 * float(np.ptp(evaluate(table, lattice))))
    assert np.mean(folded == plain) > 0.5


@pytest.mark.parametrize("df", [1.0, 1.7, 3.0, 50.0, 1000.0])
def test_the_common_scale(df: float) -> None:
    law = CommonScale(df)
    u = np.array([1e-9, 1e-3, 0.2, 0.5, 0.9])
    np.testing.assert_allclose(law.ppf(u), np.sqrt(df / st.chi2(df).isf(u)), rtol=1e-9)
    np.testing.assert_allclose(law.isf(u), np.sqrt(df / st.chi2(df).ppf(u)), rtol=1e-9)
    np.testing.assert_allclose(law.cdf(law.ppf(u)), u, rtol=1e-9)
    np.testing.assert_allclose(law.sf(law.isf(u)), u, rtol=1e-9)
    mean = math.sqrt(0.5 * df) * math.exp(gammaln(0.5 * (df - 1.0)) - gammaln(0.5 * df)) if df > 1.0 else math.inf
    assert law.mean == pytest.approx(mean, rel=1e-9)
    assert law.sd == pytest.approx(math.sqrt(df / (df - 2.0) - mean * mean) if df > 2.0 else math.inf, rel=1e-6)
    edge = np.array([2.0**-33])
    assert evaluate_folded(build_table(law), edge, np.array([True]))[0] == pytest.approx(law.isf(edge)[0], rel=1e-8)
