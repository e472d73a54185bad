"""Expectations by quadrature, against closed forms; and what the lattice cannot reach."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tcorisk.distributions import (
    Conditioned,
    Constant,
    Exponential,
    Law,
    LogNormal,
    Normal,
    Pareto,
    Poisson,
    StudentT,
    Uniform,
    lattice_loss,
)
from tcorisk.distributions.moments import _NODES, _WEIGHTS, expectation, mean_and_sd


def test_quadrature_is_the_closed_form(law: Law) -> None:
    mean, sd = mean_and_sd(law)
    assert mean == pytest.approx(law.mean, rel=1e-12, abs=1e-14)
    if math.isfinite(law.sd):
        assert sd == pytest.approx(law.sd, rel=1e-10, abs=1e-12 * abs(mean))
    else:
        assert sd > 1e20 * abs(mean)


def test_any_function() -> None:
    assert expectation(Normal(0.0, 1.0), lambda x: x**4) == pytest.approx(3.0, rel=1e-12)
    assert expectation(Exponential(2.0), lambda x: x**3) == pytest.approx(48.0, rel=1e-12)
    assert expectation(Normal(0.0, 1.0), np.cos) == pytest.approx(math.exp(-0.5), rel=1e-12)


def test_loss_of_an_exponential() -> None:
    """Beyond v = 2^-33 lies v (1 + log(1/v)) of the mean above, about v^2 / 2 below."""
    edge = 2.0**-33
    assert lattice_loss(Exponential(7.0)) == pytest.approx(edge * (1.0 - math.log(edge)), rel=1e-9)


def test_loss_of_a_lognormal() -> None:
    """P(Z > z - sigma) of the mean and, of E X^2, P(Z > z - 2 sigma), z the lattice's outermost normal score."""
    z = 6.337958  # Q(z) = 2^-33, to seven digits
    law = LogNormal(3.0, 4.0)
    assert lattice_loss(law) == pytest.approx(0.5 * math.erfc((z - 4.0) / math.sqrt(2.0)), rel=1e-3)
    assert lattice_loss(law, 2) == pytest.approx(0.5 * math.erfc((z - 8.0) / math.sqrt(2.0)), rel=1e-3)


def test_loss_of_a_pareto() -> None:
    """Above 1 - v lies v^(1 - 1/alpha) of the mean, of E X^2 v^(1 - 2/alpha)."""
    edge = 2.0**-33
    assert lattice_loss(Pareto(5.0, 1.5)) == pytest.approx(edge ** (1.0 - 1.0 / 1.5), rel=1e-5)
    law = Pareto(1.0, 2.5)
    share = edge**0.2 * (1.0 + (law.mean / law.sd) ** 2)  # E X^2 = sd^2 + mean^2, and far out the mean is nothing
    assert lattice_loss(law, 2) == pytest.approx(share, rel=1e-2)
    assert lattice_loss(Pareto(1.0, 1.5), 2) == 1.0
    assert lattice_loss(Conditioned(Pareto(1.0, 0.5), None, 1e6), 2) < 1e-4


def test_loss_of_a_student_t() -> None:
    """The tail of df = 2.5: P(|T| > t) is c t^-2.5 and E[T^2; |T| > t] is 5 c t^-0.5 there."""
    law, edge = StudentT(3.0, 2.0, 2.5), 2.0**-33
    t = (law.isf(np.array([edge]))[0] - 3.0) / 2.0
    assert lattice_loss(law, 2) == pytest.approx(2.0 * edge * 5.0 * t * t / 5.0, rel=1e-5)  # the variance of T is 5
    assert lattice_loss(StudentT(3.0, 2.0, 1.5), 2) == 1.0
    assert lattice_loss(law) < 1e-4 < lattice_loss(StudentT(0.0, 1.0, 1.5)) < 1e-3


def test_loss_of_a_rare_count() -> None:
    assert lattice_loss(Poisson(1e-3)) < 1e-6
    assert lattice_loss(Poisson(1e-11)) > 0.8  # never drawn
    assert lattice_loss(Poisson(1e-20)) > 0.8
    assert lattice_loss(Poisson(0.0)) == 0.0


def test_what_is_worth_a_warning() -> None:
    assert lattice_loss(Constant(3.0)) == 0.0
    assert lattice_loss(Uniform(0.0, 1.0)) == pytest.approx(2.0**-32, rel=1e-6)
    assert lattice_loss(Normal(0.0, 1.0)) < 1e-8  # a mean of 0 is no reason to warn
    assert lattice_loss(LogNormal(1.0, 2.0)) < 1e-4 < lattice_loss(LogNormal(1.0, 3.0))
    assert lattice_loss(LogNormal(1.0, 1.0), 2) < 1e-4


def test_infinite_moments_are_lost_whole() -> None:
    class Heavy(Uniform):
        mean = property(lambda self: math.inf)
        sd = property(lambda self: math.inf)

    assert lattice_loss(Heavy(0.0, 1.0)) == lattice_loss(Heavy(0.0, 1.0), 2) == 1.0


def test_the_nodes_are_those_of_gauss_and_legendre() -> None:
    node, weight = np.polynomial.legendre.leggauss(20)
    assert np.append(_NODES, -_NODES[::-1]) == pytest.approx(node, rel=1e-14)
    assert np.append(_WEIGHTS, _WEIGHTS[::-1]) == pytest.approx(weight, rel=1e-14)
