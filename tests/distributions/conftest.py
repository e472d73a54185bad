"""One list of all laws, each with its SciPy twin and a law that it must not be taken for: every test runs for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import scipy.stats as st

from tcorisk.distributions import (
    Array,
    Bernoulli,
    Law,
    Normal,
    QuantileTable,
    Uniform,
    build_table,
    make_law,
)


@dataclass(frozen=True)
class Case:
    """A law as the language writes it.

    Attributes
    ----------
    twin : SciPy's frozen distribution, worked out apart from the package.
    wrong : changes to the parameters that a test on 65,536 draws must notice; empty where there is nothing to draw.
    """

    name: str
    parameters: dict[str, object]
    twin: Any
    wrong: dict[str, object]

    @property
    def id(self) -> str:
        return f"{self.name}({', '.join(f'{k}={v}' for k, v in self.parameters.items())})"


def case(name: str, parameters: dict[str, object], twin: Any, **wrong: object) -> Case:
    return Case(name, parameters, twin, wrong)


def table_of(values: tuple[float, ...], weights: tuple[float, ...]) -> Any:
    return st.rv_discrete(values=(values, weights))()


class MixtureTwin:
    """The weighted sum of SciPy's laws, its quantiles by plain bisection."""

    dist = st.rv_continuous()  # it counts as one

    def __init__(self, *weighted: tuple[float, Any]) -> None:
        self.weighted = weighted

    def cdf(self, x: Array) -> Array:
        return sum(weight * twin.cdf(x) for weight, twin in self.weighted)

    def sf(self, x: Array) -> Array:
        return sum(weight * twin.sf(x) for weight, twin in self.weighted)

    def mean(self) -> float:
        return sum(weight * twin.mean() for weight, twin in self.weighted)

    def std(self) -> float:
        return float(np.sqrt(sum(w * (t.var() + t.mean() ** 2) for w, t in self.weighted) - self.mean() ** 2))

    def ppf(self, u: Array) -> Array:
        ends = np.stack([twin.ppf(u) for _, twin in self.weighted])
        return self._where(lambda x: self.cdf(x) >= u, ends)

    def isf(self, v: Array) -> Array:
        ends = np.stack([twin.isf(v) for _, twin in self.weighted])
        return self._where(lambda x: self.sf(x) <= v, ends)

    @staticmethod
    def _where(reached: Any, ends: Array) -> Array:
        left, right = ends.min(axis=0), ends.max(axis=0)
        for _ in range(200):
            middle = 0.5 * (left + right)
            done = reached(middle)
            left, right = np.where(done, left, middle), np.where(done, middle, right)
        return right


Z95 = 1.6448536269514722

CASES = [
    case("constant", {"value": 5_000}, table_of((5000.0,), (1.0,))),
    case("uniform", {"low": -3, "high": 5}, st.uniform(-3, 8), high=5.5),
    case("uniform", {"low": 1_000, "high": 1_001}, st.uniform(1000, 1), low=999.9),
    case("triangular", {"low": 1, "mode": 2, "high": 8}, st.triang(1 / 7, 1, 7), mode=2.5),
    case("triangular", {"low": 0, "mode": 0, "high": 3}, st.triang(0, 0, 3), high=3.2),
    case("triangular", {"low": 0, "mode": 3, "high": 3}, st.triang(1, 0, 3), low=-0.2),
    case("pert", {"low": 1_000, "mode": 2_500, "high": 8_000}, st.beta(13 / 7, 29 / 7, 1000, 7000), mode=2_800),
    case("pert", {"low": 0, "mode": 0, "high": 2}, st.beta(1, 5, 0, 2), high=2.2),
    case("pert", {"low": 0, "mode": 2, "high": 2, "weight": 10}, st.beta(11, 1, 0, 2), weight=9),
    case("normal", {"mean": 5, "sd": 2}, st.norm(5, 2), sd=2.2),
    case("lognormal", {"median": 3, "sigma": 0.5}, st.lognorm(0.5, scale=3), sigma=0.55),
    case("lognormal", {"median": 1, "sigma": 4}, st.lognorm(4), sigma=4.4),
    case("student_t", {"mean": 5, "scale": 2, "df": 2.5}, st.t(2.5, 5, 2), scale=2.2),
    case("student_t", {"mean": 0, "scale": 1, "df": 1.3}, st.t(1.3), df=1.5),
    case("student_t", {"mean": 0, "scale": 1, "df": 3_000}, st.t(3000), scale=1.1),
    case("logistic", {"mean": 5, "scale": 2}, st.logistic(5, 2), scale=2.2),
    case("exponential", {"mean": 2.5}, st.expon(scale=2.5), mean=2.7),
    case("gamma", {"shape": 2.3, "scale": 3}, st.gamma(2.3, scale=3), shape=2.5),
    case("gamma", {"shape": 0.05, "scale": 1}, st.gamma(0.05), shape=0.06),
    case("gamma", {"shape": 400, "scale": 1}, st.gamma(400), scale=1.01),
    case("weibull", {"shape": 1.7, "scale": 3}, st.weibull_min(1.7, scale=3), shape=1.9),
    case("weibull", {"shape": 0.4, "scale": 1}, st.weibull_min(0.4), shape=0.44),
    case("weibull", {"shape": 200, "scale": 1}, st.weibull_min(200), scale=1.001),
    case("beta", {"alpha": 2, "beta": 4}, st.beta(2, 4), alpha=2.2),
    case("beta", {"alpha": 0.5, "beta": 0.3, "low": -1, "high": 9}, st.beta(0.5, 0.3, -1, 10), beta=0.4),
    case("beta", {"alpha": 0.05, "beta": 0.05}, st.beta(0.05, 0.05), alpha=0.06),
    case("pareto", {"minimum": 2, "alpha": 3.5}, st.pareto(3.5, scale=2), alpha=3.8),
    case("pareto", {"minimum": 1, "alpha": 1.5}, st.pareto(1.5), alpha=1.65),
    case("bernoulli", {"p": 0.3}, st.bernoulli(0.3), p=0.33),
    case("bernoulli", {"p": 0.01}, st.bernoulli(0.01), p=0.013),
    case("bernoulli", {"p": 1}, st.bernoulli(1)),
    case("binomial", {"n": 20, "p": 0.3}, st.binom(20, 0.3), p=0.32),
    case("binomial", {"n": 1_000, "p": 0.999}, st.binom(1000, 0.999), p=0.9985),
    case("binomial", {"n": 3, "p": 1}, st.binom(3, 1)),
    case("poisson", {"mean": 3}, st.poisson(3), mean=3.1),
    case("poisson", {"mean": 0.02}, st.poisson(0.02), mean=0.025),
    case("poisson", {"mean": 5_000}, st.poisson(5000), mean=5_005),
    case("negative_binomial", {"mean": 5, "dispersion": 3}, st.nbinom(2.5, 1 / 3), dispersion=3.2),
    case("negative_binomial", {"mean": 0.5, "dispersion": 8}, st.nbinom(0.5 / 7, 1 / 8), mean=0.55),
    case(
        "discrete",
        {"values": [30, 10, 20, 10], "weights": [1, 2, 4, 3]},
        table_of((10.0, 20.0, 30.0), (0.5, 0.4, 0.1)),
        weights=[2, 2, 4, 3],
    ),
    case("empirical", {"values": [7, 3, 5, 3]}, table_of((3.0, 5.0, 7.0), (0.5, 0.25, 0.25)), values=[7, 3, 5, 5]),
    case("empirical", {"values": [3, 1, 2], "min": 1.5}, table_of((2.0, 3.0), (0.5, 0.5)), values=[3, 2, 2]),
    case("metalog", {"p10": 2, "p90": 9}, st.logistic(5.5, 3.5 / np.log(9)), p90=9.3),
    case("metalog", {"p25": 2.5, "p50": 4, "low": 0}, st.fisk(np.log(3) / np.log(1.6), scale=4), p25=2.4),
    case(
        "mixture",
        {"parts": [Normal(0, 1), Uniform(3, 5), make_law("to", {"low": 2, "high": 9})], "weights": [5, 3, 2]},
        MixtureTwin(
            (0.5, st.norm(0, 1)), (0.3, st.uniform(3, 2)), (0.2, st.lognorm(np.log(4.5) / (2 * Z95), 0, 18**0.5))
        ),
        weights=[5, 3.4, 2],
    ),
    case(
        "mixture",
        {"parts": [Uniform(0, 1), Uniform(10, 12)], "weights": [0.37, 0.63]},
        MixtureTwin((0.37, st.uniform(0, 1)), (0.63, st.uniform(10, 2))),
        weights=[0.4, 0.6],
    ),
    case(
        "mixture",
        {"parts": [1, Bernoulli(0.3), 7], "weights": [0.1, 0.5, 0.4]},
        table_of((0.0, 1.0, 7.0), (0.35, 0.25, 0.4)),
        weights=[0.1, 0.6, 0.4],
    ),
    case("scipy:genextreme", {"c": -0.1, "loc": 3, "scale": 2}, st.genextreme(-0.1, 3, 2), c=-0.15),
    case("scipy:lomax", {"c": 1.5, "scale": 2}, st.lomax(1.5, scale=2), c=1.6),
    case("scipy:geom", {"p": 0.4, "loc": 2}, st.geom(0.4, 2), p=0.42),
    case("scipy:skellam", {"mu1": 3, "mu2": 2}, st.skellam(3, 2), mu1=3.1),
    case("to", {"low": 3_000, "high": 9_000}, st.lognorm(np.log(3) / (2 * Z95), scale=np.sqrt(27e6)), high=10_000),
    case("to", {"low": -2, "high": 8}, st.norm(3, 5 / Z95), high=9),
    case("normal", {"mean": 5, "sd": 2, "min": 4, "max": 9}, st.truncnorm(-0.5, 2, 5, 2), min=4.1),
    case("normal", {"mean": 0, "sd": 1, "min": 8}, st.truncnorm(8, np.inf), min=8.02),
    case("normal", {"mean": 0, "sd": 1, "max": -8}, st.truncnorm(-np.inf, -8), max=-8.02),
    case("exponential", {"mean": 2, "min": 3}, st.expon(3, 2), mean=2.2),
    case("exponential", {"mean": 2, "max": 3}, st.truncexpon(1.5, scale=2), mean=2.5),
    case("pareto", {"minimum": 2, "alpha": 0.8, "max": 1e4}, st.truncpareto(0.8, 5e3, scale=2), alpha=0.85),
    case("pareto", {"minimum": 1, "alpha": 1.5, "min": 4}, st.pareto(1.5, scale=4), alpha=1.65),
    case("triangular", {"low": 0, "mode": 0, "high": 1, "min": 0.5}, st.triang(0, 0.5, 0.5), min=0.52),
    case(
        "discrete",
        {"values": [1, 2, 3, 4], "weights": [1, 2, 3, 4], "min": 1.5, "max": 3.5},
        table_of((2.0, 3.0), (0.4, 0.6)),
        weights=[1, 2, 3.3, 4],
    ),
    case(
        "poisson",
        {"mean": 2, "min": 1, "max": 4},
        table_of((1.0, 2.0, 3.0, 4.0), (1 / 3, 1 / 3, 2 / 9, 1 / 9)),
        mean=2.1,
    ),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test for all cases, or for those that it is about: it says so by the fixtures that it takes."""
    if "case" in metafunc.fixturenames:
        cases = CASES
        if "smooth" in metafunc.fixturenames:
            cases = [one for one in cases if isinstance(one.twin.dist, st.rv_continuous)]
        if "stepped" in metafunc.fixturenames:
            cases = [one for one in cases if isinstance(one.twin.dist, st.rv_discrete)]
        if "wrong" in metafunc.fixturenames:
            cases = [one for one in cases if one.wrong]
        metafunc.parametrize("case", cases, ids=[one.id for one in cases])


@pytest.fixture
def law(case: Case) -> Law:
    return make_law(case.name, case.parameters)


@pytest.fixture
def smooth(law: Law) -> Law:
    """A law without atoms."""
    return law


@pytest.fixture
def stepped(law: Law) -> Law:
    """A law of atoms alone."""
    return law


@pytest.fixture
def twin(case: Case) -> Any:
    return case.twin


@pytest.fixture
def table(law: Law) -> QuantileTable:
    return build_table(law)


@pytest.fixture
def wrong(case: Case) -> QuantileTable:
    """The table of a law close by, which must be told apart."""
    return build_table(make_law(case.name, case.parameters | case.wrong))


@pytest.fixture
def bulk() -> Array:
    """Probabilities from 2^-33 to 1 - 2^-10, most of them in the bulk; as v they reach far into the upper tail."""
    spread = np.random.default_rng(7).uniform(size=400)
    return np.concatenate([np.exp2(-np.arange(33.0, 0.0, -1.0)), spread, 1.0 - np.exp2(-np.arange(2.0, 11.0))])


@pytest.fixture(scope="session")
def lattice() -> Array:
    """65,536 points of the 32-bit midpoint lattice."""
    words = np.random.Generator(np.random.PCG64(20240)).integers(0, 2**32, 65_536, dtype=np.uint32)
    return (words.astype(np.float64) + 0.5) * 2.0**-32


@pytest.fixture(scope="session")
def ends() -> Array:
    """The lattice's outermost points, and some in every octave towards both."""
    near = np.unique(np.exp2(np.linspace(0, 31, 500)).astype(np.uint64))
    words = np.concatenate([np.arange(64, dtype=np.uint64), near])
    return (np.concatenate([words, 2**32 - 1 - words]).astype(np.float64) + 0.5) * 2.0**-32
