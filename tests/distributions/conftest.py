"""One list of all laws, each with its SciPy twin and a law that it must not be taken for: every test runs for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import scipy.stats as st

from tcorisk.distributions import Array, Law, QuantileTable, build_table, make_law


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
    case("exponential", {"mean": 2.5}, st.expon(scale=2.5), mean=2.7),
    case("gamma", {"shape": 2.3, "scale": 3}, st.gamma(2.3, scale=3), shape=2.5),
    case("gamma", {"shape": 0.05, "scale": 1}, st.gamma(0.05), shape=0.06),
    case("gamma", {"shape": 400, "scale": 1}, st.gamma(400), scale=1.01),
    case("beta", {"alpha": 2, "beta": 4}, st.beta(2, 4), alpha=2.2),
    case("beta", {"alpha": 0.5, "beta": 0.3, "low": -1, "high": 9}, st.beta(0.5, 0.3, -1, 10), beta=0.4),
    case("beta", {"alpha": 0.05, "beta": 0.05}, st.beta(0.05, 0.05), alpha=0.06),
    case("bernoulli", {"p": 0.3}, st.bernoulli(0.3), p=0.33),
    case("bernoulli", {"p": 0.01}, st.bernoulli(0.01), p=0.013),
    case("bernoulli", {"p": 1}, st.bernoulli(1)),
    case(
        "discrete",
        {"values": [30, 10, 20, 10], "weights": [1, 2, 4, 3]},
        table_of((10.0, 20.0, 30.0), (0.5, 0.4, 0.1)),
        weights=[2, 2, 4, 3],
    ),
    case("to", {"low": 3_000, "high": 9_000}, st.lognorm(np.log(3) / (2 * Z95), scale=np.sqrt(27e6)), high=10_000),
    case("to", {"low": -2, "high": 8}, st.norm(3, 5 / Z95), high=9),
    case("normal", {"mean": 5, "sd": 2, "min": 4, "max": 9}, st.truncnorm(-0.5, 2, 5, 2), min=4.1),
    case("normal", {"mean": 0, "sd": 1, "min": 8}, st.truncnorm(8, np.inf), min=8.02),
    case("normal", {"mean": 0, "sd": 1, "max": -8}, st.truncnorm(-np.inf, -8), max=-8.02),
    case("exponential", {"mean": 2, "min": 3}, st.expon(3, 2), mean=2.2),
    case("exponential", {"mean": 2, "max": 3}, st.truncexpon(1.5, scale=2), mean=2.5),
    case("triangular", {"low": 0, "mode": 0, "high": 1, "min": 0.5}, st.triang(0, 0.5, 0.5), min=0.52),
    case(
        "discrete",
        {"values": [1, 2, 3, 4], "weights": [1, 2, 3, 4], "min": 1.5, "max": 3.5},
        table_of((2.0, 3.0), (0.4, 0.6)),
        weights=[1, 2, 3.3, 4],
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
