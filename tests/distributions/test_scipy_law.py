"""SciPy's laws and past values: their own parameters, kept accuracy, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats as st

from tcorisk.distributions import Array, Empirical, LawError, SciPy, build_table, evaluate, make_law

SHAPES = {
    "gumbel_r": {},
    "burr12": {"c": 3, "d": 2},
    "genpareto": {"c": 0.3},
    "invgauss": {"mu": 0.5},
    "johnsonsu": {"a": 0.3, "b": 1.5},
    "skewnorm": {"a": 4},
    "laplace": {"loc": 3, "scale": 2},
    "triang": {"c": 0.3},
    "norm": {"loc": 1e6},
    "exponnorm": {"K": 1.5},
    "foldnorm": {"c": 1.95},
}


@pytest.mark.parametrize(("name", "parameters"), SHAPES.items(), ids=SHAPES)
def test_tables_hold_scipys_quantiles(name: str, parameters: dict[str, float], lattice: Array) -> None:
    law, twin = make_law(f"scipy:{name}", dict(parameters)), getattr(st, name)(**parameters)
    assert (law.mean, law.sd) == pytest.approx((twin.mean(), twin.std()), rel=1e-12)
    u = lattice[:300]
    drawn, x = evaluate(build_table(law), u), twin.ppf(u)
    assert (np.abs(drawn - x) <= 2e-8 * np.maximum(np.abs(x - twin.median()), twin.std())).all()
    v = np.exp2(-np.arange(2.0, 33.0))
    np.testing.assert_allclose(twin.sf(law.isf(v)), v, rtol=1e-6 if name in ("norm", "triang") else 1e-9)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("zipf", {"a": 5.5}),
        ("hypergeom", {"M": 20, "n": 7, "N": 12}),
        ("randint", {"low": 3, "high": 9, "loc": 0.5}),
        ("poisson", {"mu": 40_000}),
        ("dlaplace", {"a": 0.8}),
    ],
)
def test_whole_numbers_are_steps(name: str, parameters: dict[str, float], lattice: Array) -> None:
    law, twin = make_law(f"scipy:{name}", dict(parameters)), getattr(st, name)(**parameters)
    np.testing.assert_array_equal(evaluate(build_table(law), lattice[:2000]), twin.ppf(lattice[:2000]))
    assert law.mean == pytest.approx(float(twin.mean()), rel=1e-12, abs=1e-12)


def test_equal_laws_share_a_table() -> None:
    one, two = make_law("scipy:lomax", {"c": 3}), make_law("scipy:lomax", {"scale": 1.0, "c": 3, "loc": 0})
    assert one == two and build_table(one) is build_table(two)
    assert repr(one) == "scipy:lomax(c=3, loc=0, scale=1)"
    assert one != make_law("scipy:lomax", {"c": 3.1})


def test_conditioned_exactly(bulk: Array) -> None:
    law, twin = make_law("scipy:gumbel_r", {"min": 0, "max": 3}), st.gumbel_r()
    left = twin.cdf(3) - twin.cdf(0)
    np.testing.assert_allclose(law.ppf(bulk), twin.ppf(twin.cdf(0) + bulk * left), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "parameters", "at", "message"),
    [
        ("genextrem", {}, None, r"scipy\.stats has no law 'genextrem', did you mean scipy:genextreme\?"),
        ("rv_continuous", {}, None, r"has no law 'rv_continuous'"),
        ("multivariate_normal", {"mean": 0}, None, r"has no law 'multivariate_normal'"),
        ("__class__", {}, None, r"has no law"),
        ("", {}, None, r"has no law ''"),
        ("genextreme", {"loc": 3}, None, r"scipy:genextreme takes c, loc, scale; c is missing"),
        ("genextreme", {"c": 1, "lok": 3}, "lok", r"no parameter 'lok', did you mean loc\?; it takes SciPy's c, loc"),
        ("norm", {"size": 3}, "size", r"no parameter 'size'"),
        ("poisson", {"mu": 3, "scale": 2}, "scale", r"no parameter 'scale'"),
        ("norm", {"scale": 0}, "scale", r"scipy:norm needs scale above 0, got loc=0, scale=0"),
        ("norm", {"loc": "3"}, "loc", r"scipy:norm: loc needs a number, got text '3'"),
        ("beta", {"a": -1, "b": 2}, None, r"scipy:beta needs parameters within SciPy's own limits, got a=-1, b=2"),
        ("binom", {"n": 2.5, "p": 0.5}, None, r"scipy:binom needs parameters within"),
        ("cauchy", {}, None, r"scipy:cauchy\(loc=0, scale=1\) has no finite mean"),
        ("lomax", {"c": 1}, None, r"scipy:lomax\(.*\) has no finite mean.* add max$"),
        ("zipf", {"a": 2.5}, None, r"scipy:zipf\(.*\) cannot be sampled: more than 20_000 of its values carry weight"),
        ("levy_stable", {"alpha": 1.5, "beta": 0}, None, r"cannot be sampled: SciPy takes minutes"),
        ("vonmises", {"kappa": 1}, None, r"a law of angles"),
    ],
)
def test_mistakes(name: str, parameters: dict[str, object], at: str | None, message: str) -> None:
    with pytest.raises(LawError, match=message) as caught:
        make_law(f"scipy:{name}", parameters)
    assert caught.value.parameter == at


def test_infinite_variance_is_allowed_and_a_window_makes_a_mean() -> None:
    assert make_law("scipy:lomax", {"c": 1.5}).sd == math.inf
    cut = make_law("scipy:cauchy", {"min": -1, "max": 1})
    assert cut.mean == pytest.approx(0.0, abs=1e-12)
    assert isinstance(cut.law, SciPy)  # type: ignore[attr-defined]


def test_past_values_are_drawn_as_they_are(lattice: Array) -> None:
    values = (np.arange(1_000.0) ** 1.5).tolist()
    law = make_law("empirical", {"values": values[::-1]})
    drawn = evaluate(build_table(law), lattice)
    assert set(drawn.tolist()) <= set(values)
    counts = np.bincount(np.searchsorted(values, drawn), minlength=1_000)
    assert st.chisquare(counts).pvalue > 0.001
    assert (law.mean, law.sd) == pytest.approx((np.mean(values), np.std(values)), rel=1e-13)
    assert repr(law) == f"Empirical(1000 values, 0 to {values[-1]!r})"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], r"empirical needs 1 to 10_000 values, got 0"),
        ([1.0] * 10_001, r"empirical needs 1 to 10_000 values, got 10001"),
        ([1, "x"], r"values\[1\] needs a number, got text 'x'"),
        ([1, math.nan], r"values\[1\] needs a finite number"),
        (3, r"values needs a list of numbers, got 3"),
    ],
)
def test_no_past_values(values: object, message: str) -> None:
    with pytest.raises(LawError, match=message) as caught:
        Empirical(values)  # type: ignore[arg-type]
    assert caught.value.parameter == "values"
