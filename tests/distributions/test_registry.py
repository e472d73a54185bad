"""Laws by name: parameters, percentiles, mean and sd, intervals, and what every mistake is told."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tcorisk.distributions import (
    LAWS,
    Conditioned,
    Discrete,
    Law,
    LawError,
    LogNormal,
    Normal,
    Pert,
    interval,
    make_law,
    positional,
)


def quantile(law: Law, percent: float) -> float:
    return float(law.ppf(np.array([percent / 100.0]))[0])


def test_order_of_parameters() -> None:
    assert positional("pert") == ("low", "mode", "high", "weight")
    assert positional("to") == ("low", "high")
    assert positional("beta") == ("alpha", "beta", "low", "high")
    assert positional("discrete") == positional("empirical") == ("values", "weights")
    assert positional("student_t") == ("mean", "scale", "df")
    assert positional("logistic") == ("mean", "scale")
    assert positional("weibull") == ("shape", "scale")
    assert positional("pareto") == ("minimum", "alpha")
    assert positional("binomial") == ("n", "p")
    assert positional("negative_binomial") == ("mean", "dispersion")
    assert positional("metalog") == ()  # percentiles have names and no order
    assert {name: positional(name)[0] for name in LAWS if positional(name)} == {
        "constant": "value",
        "uniform": "low",
        "triangular": "low",
        "pert": "low",
        "normal": "mean",
        "lognormal": "median",
        "student_t": "mean",
        "logistic": "mean",
        "exponential": "mean",
        "gamma": "shape",
        "weibull": "shape",
        "beta": "alpha",
        "pareto": "minimum",
        "bernoulli": "p",
        "binomial": "n",
        "poisson": "mean",
        "negative_binomial": "mean",
        "discrete": "values",
        "empirical": "values",
        "mixture": "parts",
        "to": "low",
        "share": "low",
    }


def test_parameters_by_name() -> None:
    assert make_law("pert", {"low": 1, "mode": 2, "high": 5}) == Pert(1.0, 2.0, 5.0, 4.0)
    assert make_law("normal", {"sd": np.float64(2.0), "mean": np.int64(1)}) == Normal(1.0, 2.0)
    law = make_law("normal", {"mean": 1, "sd": 2, "min": 0})
    assert law == Conditioned(Normal(1.0, 2.0), 0.0, None)


@pytest.mark.parametrize("keys", [(10, 90), (5, 95), (1, 2), (50, 99), (98, 99)])
@pytest.mark.parametrize(
    ("name", "values", "beside"),
    [
        ("uniform", (-3.0, 7.0), {}),
        ("normal", (-3.0, 7.0), {}),
        ("lognormal", (2.0, 2.4), {}),
        ("logistic", (-3.0, 7.0), {}),
        ("gamma", (2.0, 2.4), {}),
        ("weibull", (2.0, 2.4), {}),
        ("pareto", (2.0, 2.01), {}),
        ("beta", (0.4, 0.45), {}),
        ("beta", (40.0, 45.0), {"low": -10, "high": 200}),
    ],
)
def test_percentiles_in_are_percentiles_out(
    name: str, values: tuple[float, float], beside: dict[str, object], keys: tuple[int, int]
) -> None:
    law = make_law(name, {f"p{keys[1]}": values[1], f"p{keys[0]}": values[0], **beside})
    assert isinstance(law, LAWS[name])  # type: ignore[arg-type]
    assert [quantile(law, key) for key in keys] == pytest.approx(values, rel=1e-9)


@pytest.mark.parametrize(("low", "high"), [(1e-6, 1.0), (0.001, 0.999), (1.0, 100.0), (99.0, 100.0)])
def test_wide_and_narrow_percentiles(low: float, high: float) -> None:
    names = ["lognormal", "gamma", "weibull"] + (["beta"] if high < 1.0 else [])
    for name in names:
        law = make_law(name, {"p10": low, "p90": high})
        assert (quantile(law, 10), quantile(law, 90)) == pytest.approx((low, high), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("normal", {}),
        ("lognormal", {}),
        ("logistic", {}),
        ("gamma", {}),
        ("beta", {}),
        ("beta", {"low": -0.5, "high": 2.0}),
    ],
)
@pytest.mark.parametrize(("mean", "sd"), [(0.3, 0.1), (0.5, 0.28), (0.01, 0.005)])
def test_mean_and_sd_of_the_quantity(name: str, beside: dict[str, object], mean: float, sd: float) -> None:
    law = make_law(name, {"mean": mean, "sd": sd, **beside})
    assert (law.mean, law.sd) == pytest.approx((mean, sd), rel=1e-12)


def test_a_cap_gives_a_pareto_law_a_mean() -> None:
    """E[X | X <= c] of alpha = 1 is m c log(c / m) / (c - m), of alpha = 1/2 it is sqrt(m c)."""
    assert make_law("pareto", {"minimum": 2, "alpha": 1, "max": 8}).mean == pytest.approx(
        16 * math.log(4) / 6, rel=1e-12
    )
    for cap in (1e3, 1e9, 1e15):
        law = make_law("pareto", {"minimum": 1, "alpha": 0.5, "max": cap})
        assert law.mean == pytest.approx(math.sqrt(cap), rel=1e-12)
        assert quantile(law, 50) == pytest.approx((0.5 + 0.5 / math.sqrt(cap)) ** -2, rel=1e-12)
        assert law.support == (1.0, cap)
    stated = make_law("pareto", {"p10": 1, "p90": 100, "max": 1_000})
    assert isinstance(stated, Conditioned)
    assert quantile(stated.law, 90) == pytest.approx(100.0, rel=1e-12)  # percentiles are of the law before the cap


def test_interval_above_zero_is_lognormal() -> None:
    law = interval(100_000, 1_000_000)
    assert isinstance(law, LogNormal)
    assert (quantile(law, 5), quantile(law, 95)) == pytest.approx((1e5, 1e6), rel=1e-12)
    assert math.log(law.median) == pytest.approx(12.664218, abs=1e-6)  # riskquant's own unit test
    assert law.sigma == pytest.approx(0.699936, abs=1e-6)
    assert 0.1 * law.mean == pytest.approx(40400.128269457266, rel=1e-12)
    assert make_law("to", {"low": 100_000, "high": 1_000_000}) == law


@pytest.mark.parametrize(("low", "high"), [(-5.0, 3.0), (-5.0, -3.0), (-5.0, 0.0)])
def test_interval_below_zero_is_normal(low: float, high: float) -> None:
    law = interval(low, high)
    assert isinstance(law, Normal)
    assert (quantile(law, 5), quantile(law, 95)) == pytest.approx((low, high), rel=1e-12, abs=1e-14)


MISTAKES: list[tuple[Any, dict[str, Any], str | None, str]] = [
    ("lognorm", {}, None, r"unknown law 'lognorm', did you mean lognormal\?; the laws are constant, uniform"),
    (3, {}, None, r"the name of a law is text, got 3"),
    (["normal"], {}, None, r"the name of a law is text, got a list"),
    ("", {}, None, r"unknown law ''; the laws are"),
    ("x" * 300, {}, None, r"unknown law 'x{40}'\.\.\.;"),
    ("weibul", {}, None, r"did you mean weibull\?"),
    (
        "pert",
        {"low": 1, "mode": 2, "hgh": 4},
        "hgh",
        r"no parameter 'hgh', did you mean high\?; it takes low, mode, hi",
    ),
    ("pert", {"low": 1, "high": 4}, None, r"pert takes low, mode, high, weight \(default 4\).*; mode is missing"),
    ("constant", {}, None, r"value is missing"),
    ("pert", {"low": 1, "mode": 5, "high": 4}, "mode", r"low <= mode <= high .* got low=1\.0, mode=5\.0, high=4\.0"),
    ("pert", {"low": 1, "mode": 1, "high": 1}, "high", r"low < high"),
    ("pert", {"low": 1, "mode": 2, "high": 4, "weight": 0}, "weight", r"0 < weight < 100000, got weight=0\.0"),
    ("triangular", {"low": 2, "mode": 1, "high": 3}, "mode", r"triangular needs low <= mode <= high .* mode=1\.0"),
    ("uniform", {"low": 2, "high": 2}, "high", r"uniform needs low < high, got low=2\.0, high=2\.0"),
    ("normal", {"mean": 0, "sd": 0}, "sd", r"normal needs sd > 0, got sd=0\.0"),
    ("lognormal", {"median": -1, "sigma": 1}, "median", r"median > 0, got median=-1\.0"),
    ("lognormal", {"median": 1, "sigma": 0}, "sigma", r"sigma > 0, got sigma=0\.0"),
    ("lognormal", {"median": 1, "sigma": 50}, "sigma", r"whose mean and sd are finite numbers, got sigma=50\.0"),
    ("lognormal", {"mean": 1, "sd": -1}, "sd", r"mean > 0 and sd > 0, got mean=1\.0, sd=-1\.0"),
    ("student_t", {"mean": 0, "scale": 0, "df": 3}, "scale", r"student_t needs scale > 0, got scale=0\.0"),
    ("student_t", {"mean": 0, "scale": 1, "df": 1}, None, r"no finite mean, .*; add min and max$"),
    ("student_t", {"mean": 0, "scale": 1, "df": 1, "min": 0}, None, r"no finite mean, .*; add max$"),
    ("student_t", {"mean": 0, "scale": 1, "df": 0.05}, "df", r"student_t needs df of at least 0\.1, got df=0\.05"),
    ("student_t", {"mean": 0, "scale": 1, "df": 1e6}, "df", r"df of at most 100000, .* a normal law, got df=1e\+06"),
    ("student_t", {"p10": 0, "p90": 1}, "p10", r"student_t takes mean, scale, df, and min and max, no percentiles"),
    ("logistic", {"mean": 0, "scale": 0}, "scale", r"logistic needs scale > 0, got scale=0\.0"),
    ("logistic", {"mean": 0, "sd": 0}, "sd", r"logistic needs sd > 0, got sd=0\.0"),
    ("logistic", {"mean": 3}, None, r"logistic takes mean, scale or two .* or mean and sd, .*; scale is missing"),
    ("logistic", {"sd": 3}, "sd", r"logistic needs mean and sd together; mean is missing"),
    (
        "logistic",
        {"mean": 3, "sd": 1, "scale": 2},
        "scale",
        r"takes mean, scale or mean and sd, not both, got mean, sd",
    ),
    ("weibull", {"shape": 0.02, "scale": 1}, "shape", r"weibull needs shape between 0\.03 and 100000, got 0\.02"),
    ("weibull", {"shape": 1, "scale": 0}, "scale", r"weibull needs scale > 0"),
    ("weibull", {"p10": 0, "p90": 1}, "p10", r"weibull needs percentiles above 0, got p10=0\.0"),
    ("weibull", {"p10": 1, "p90": 1.000001}, "p90", r"no weibull law of shape 0\.03 to 100000 has these percentiles"),
    ("pareto", {"minimum": 0, "alpha": 2}, "minimum", r"pareto needs minimum > 0, got minimum=0\.0"),
    ("pareto", {"minimum": 1, "alpha": -2}, "alpha", r"pareto needs alpha between 0\.01 and 100000, got -2"),
    (
        "pareto",
        {"minimum": 1, "alpha": 1},
        None,
        r"pareto\(minimum=1, alpha=1\) has no finite mean, .*; add max$",
    ),
    ("pareto", {"minimum": 1, "alpha": 0.9, "min": 5}, None, r"has no finite mean"),
    ("pareto", {"p10": 1, "p90": 100}, None, r"^pareto\(minimum=0\.8.*, alpha=0\.4.*\) has no finite mean"),
    ("pareto", {"p10": 0, "p90": 1}, "p10", r"pareto needs percentiles above 0, got p10=0\.0"),
    ("pareto", {"p10": 1, "p90": 1.000001}, "p90", r"no pareto law of alpha 0\.01 to 100000 has these percentiles"),
    ("exponential", {"mean": 0}, "mean", r"exponential needs mean > 0"),
    ("gamma", {"shape": 1e-5, "scale": 1}, "shape", r"gamma needs shape between 0\.01 and 100000, got 1e-05"),
    ("gamma", {"shape": 1, "scale": -1}, "scale", r"gamma needs scale > 0"),
    ("gamma", {"mean": 0, "sd": 1}, "mean", r"gamma needs mean > 0 and sd > 0"),
    ("gamma", {"mean": 3}, "mean", r"gamma needs mean and sd together; sd is missing"),
    ("gamma", {"mean": 1e100, "sd": 1e-100}, None, r"with a finite mean and sd"),
    ("gamma", {"mean": 1, "sd": 1, "shape": 2}, "shape", r"gamma takes shape, scale or mean and sd, not both"),
    ("gamma", {"p10": 0, "p90": 1}, "p10", r"gamma needs percentiles above 0, got p10=0\.0"),
    ("gamma", {"p10": 1, "p90": 1.000001}, "p90", r"no gamma law of shape 0\.01 to 100000 has these percentiles"),
    ("beta", {"alpha": 1, "beta": 0}, "beta", r"beta needs beta between 0\.01 and 100000"),
    ("beta", {"alpha": 1, "beta": 1, "low": 2}, None, r"beta needs low < high, got low=2\.0, high=1\.0"),
    ("beta", {"p10": 0.2, "p90": 1.2}, "p90", r"inside low=0\.0 to high=1\.0, got p90=1\.2"),
    ("beta", {"p10": 0.2, "p11": 0.2 + 1e-9}, "p11", r"no beta law on low=0\.0 to high=1\.0 has these percentiles"),
    ("beta", {"mean": 0.5, "sd": 0.6}, "sd", r"needs 0 < sd < 0\.5, got sd=0\.6"),
    ("beta", {"mean": 1.5, "sd": 0.1}, "mean", r"mean inside low=0\.0 to high=1\.0, got mean=1\.5"),
    ("bernoulli", {"p": 1.5}, "p", r"bernoulli needs 0 <= p <= 1, got p=1\.5"),
    ("binomial", {"n": 2.5, "p": 0.5}, "n", r"binomial needs a whole n from 1 to 1e\+15, got n=2\.5"),
    ("binomial", {"n": 0, "p": 0.5}, "n", r"binomial needs a whole n from 1 .* got n=0"),
    ("binomial", {"n": 5, "p": 1.2}, "p", r"binomial needs 0 <= p <= 1, got p=1\.2"),
    (
        "binomial",
        {"n": 5e6, "p": 0.5},
        "n",
        r"with p=0\.5, n may be at most 4000000, got n=5e\+06; .* normal\(mean=2\.5e\+06",
    ),
    ("poisson", {"mean": -1}, "mean", r"poisson needs mean >= 0, got mean=-1\.0"),
    (
        "poisson",
        {"mean": 4e6},
        "mean",
        r"mean may be at most 1000000, got mean=4e\+06; .* normal\(mean=4e\+06, sd=2000\)",
    ),
    ("negative_binomial", {"mean": -1, "dispersion": 2}, "mean", r"negative_binomial needs mean >= 0"),
    ("negative_binomial", {"mean": 1, "dispersion": 1}, "dispersion", r"1 < dispersion .* <= 1000, .* is poisson"),
    ("negative_binomial", {"mean": 1, "dispersion": 2e3}, "dispersion", r"<= 1000, got dispersion=2000$"),
    (
        "negative_binomial",
        {"mean": 1e6, "dispersion": 4},
        "mean",
        r"with dispersion=4 mean is at most 250000, got mean=1e\+06; .* gamma\(mean=1e\+06, sd=2000\)",
    ),
    ("discrete", {"values": [], "weights": []}, "values", r"at least one value"),
    ("discrete", {"values": [1, 2], "weights": [1]}, "weights", r"got 2 values and 1 weights"),
    ("discrete", {"values": [1, 2], "weights": [1, -1]}, "weights", r"weights of at least 0, .* got 1, -1"),
    ("discrete", {"values": [1, 2], "weights": [0, 0]}, "weights", r"not all of them 0, got 0, 0"),
    ("discrete", {"values": 3, "weights": [1]}, "values", r"values needs a list of numbers, got 3"),
    ("discrete", {"values": [1, "x"], "weights": [1, 1]}, "values", r"values\[1\] needs a number, got text 'x'"),
    ("normal", {"mean": "12", "sd": 1}, "mean", r"normal: mean needs a number, got text '12'"),
    ("normal", {"mean": True, "sd": 1}, "mean", r"normal: mean needs a number, got true"),
    ("normal", {"mean": [1], "sd": 1}, "mean", r"needs a number, got a list"),
    ("normal", {"mean": {}, "sd": 1}, "mean", r"needs a number, got a table"),
    ("normal", {"mean": math.nan, "sd": 1}, "mean", r"needs a finite number, .* got nan"),
    ("normal", {"mean": 1, "sd": math.inf}, "sd", r"normal: sd needs a finite number, .* got inf"),
    ("normal", {"mean": 10**400, "sd": 1}, "mean", r"finite number, .* got a number of more than 60 digits"),
    ("normal", {"mean": 10**5000, "sd": 1}, "mean", r"finite number"),
    ("normal", {"mean": 1e300, "sd": 1}, "mean", r"0 or of size 1e-100 to 1e\+100, got 1e\+300"),
    ("normal", {"mean": 1, "sd": 1e-310}, "sd", r"0 or of size 1e-100 to 1e\+100"),
    ("normal", {"p5": 9, "p95": 2}, "p95", r"normal needs p95 above p5, got p5=9\.0, p95=2\.0"),
    ("normal", {"p5": 2, "p95": 2}, "p95", r"normal needs p95 above p5"),
    ("normal", {"p5": 2}, "p5", r"exactly two percentiles, got p5$"),
    ("normal", {"p5": 2, "p50": 3, "p95": 4}, "p95", r"got p5 and p50 and p95; metalog takes any number of them"),
    ("pareto", {"mean": 9, "p95": 20}, "mean", r"^pareto takes minimum, alpha or two percentiles, and no mean$"),
    ("normal", {"p5": "2", "p95": 4}, "p5", r"normal: p5 needs a number, got text '2'"),
    ("normal", {"p5": 1, "p95": 2, "sd": 3}, "sd", r"normal takes mean, sd or two percentiles, not both"),
    ("normal", {"p5": 1, "p95": 2, "q": 3}, "q", r"normal has no parameter 'q'"),
    ("normal", {"p0": 1, "p100": 2}, "p0", r"two percentiles out of p1, p2 \.\.\. p99, p0_5, .*, got p0"),
    ("poisson", {"p5": 1}, "p5", r"no percentiles, got p5; laws that take them: uniform, triangular, pert, normal"),
    ("lognormal", {"p5": -1, "p95": 2}, "p5", r"lognormal needs percentiles above 0, got p5=-1\.0"),
    ("lognormal", {"p1": 1e-100, "p2": 1e100}, None, r"lognormal.*finite mean"),
    (
        "uniform",
        {"low": 0, "high": 1, "min": 2},
        "min",
        r"^min=2 excludes all of uniform\(low=0, high=1\), whose values are from 0 to 1",
    ),
    ("uniform", {"low": 0, "high": 1, "min": 0.7, "max": 0.2}, "max", r"min must not be above max"),
    ("uniform", {"low": 0, "high": 1, "max": "9"}, "max", r"uniform: max needs a number, got text '9'"),
    ("uniform", {"low": 0, "high": 1, "mn": 0}, "mn", r"did you mean min\?"),
    ("to", {"low": 0, "high": 3}, "low", r"cannot begin at 0, got 0 to 3; write uniform\(0, 3\) .* pert\(0, mode, 3\)"),
    ("to", {"low": 5, "high": 3}, "high", r"from its P5 up to its P95, low < high, got 5 to 3"),
    ("to", {"low": 5, "high": 5}, "high", r"got 5 to 5; a constant is written as one number"),
    ("to", {"low": 5, "high": None}, "high", r"high needs a number, got NoneType"),
]


@pytest.mark.parametrize(("name", "parameters", "at", "message"), MISTAKES)
def test_mistakes(name: Any, parameters: dict[str, Any], at: str | None, message: str) -> None:
    with pytest.raises(LawError, match=message) as caught:
        make_law(name, parameters)
    assert caught.value.parameter == at
    assert isinstance(caught.value, ValueError)
    assert len(str(caught.value)) < 400


def test_a_law_checks_itself() -> None:
    with pytest.raises(ValueError, match="normal needs sd > 0"):
        Normal(0.0, -1.0)
    with pytest.raises(ValueError, match="needs a list of numbers, got text"):
        Discrete("12", (1.0,))  # type: ignore[arg-type]


def test_import_stays_light() -> None:
    """scipy.stats takes 0.7 s, and nothing here needs more than scipy.special."""
    heavy = ("scipy.stats", "scipy.optimize", "scipy.interpolate", "numba", "pandas", "matplotlib")
    code = f"import sys, tcorisk.distributions; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
