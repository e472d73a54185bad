"""Truth: which moments of a law are finite, by the power of x with which its tail falls."""

from __future__ import annotations

import pytest

from tcorisk.distributions import (
    Bernoulli,
    Conditioned,
    Exponential,
    Law,
    LogNormal,
    Mixture,
    Normal,
    Pareto,
    StudentT,
    Weibull,
    finite_moments,
    make_law,
)


@pytest.mark.parametrize(
    ("law", "highest"),
    [
        (Pareto(100.0, 1.5), 0),
        (Pareto(100.0, 2.0), 0),
        (Pareto(100.0, 2.2), 2),
        (Pareto(1e-6, 4.0), 2),
        (Pareto(1e9, 4.1), 4),
        (StudentT(5.0, 2.0, 2.0), 0),
        (StudentT(5.0, 2.0, 3.0), 2),
        (StudentT(5.0, 2.0, 4.0), 2),
        (StudentT(5.0, 2.0, 4.5), 4),
        (Conditioned(Pareto(1.0, 1.5), None, 1e6), 4),
        (Conditioned(Pareto(1.0, 1.5), 5.0, None), 0),
        (Conditioned(StudentT(0.0, 1.0, 3.0), None, 5.0), 2),  # its lower tail is still there
        (Conditioned(StudentT(0.0, 1.0, 1.5), -9.0, 9.0), 4),
        (Mixture((Pareto(1.0, 1.5), Normal(9.0, 1.0)), (1e-9, 1.0)), 0),
        (Mixture((Pareto(1.0, 3.0), Normal(9.0, 1.0)), (1e-6, 1.0)), 2),
        (LogNormal(1.0, 0.8), 4),
        (LogNormal(1.0, 4.0), 4),
        (Weibull(0.2, 3.0), 4),
        (Exponential(3.0), 4),
        (Normal(-5.0, 1.0), 4),
        (Bernoulli(0.001), 4),
        (make_law("scipy:t", {"df": 1.5}), 0),
        (make_law("scipy:genpareto", {"c": 0.6}), 0),
        (make_law("scipy:genpareto", {"c": 0.3}), 2),
        (make_law("scipy:genextreme", {"c": -0.2}), 4),
        (make_law("scipy:skewnorm", {"a": 3.0}), 4),
    ],
    ids=str,
)
def test_the_highest_finite_moment(law: Law, highest: int) -> None:
    """Zero where the variance is infinite, two where the fourth moment is, else four."""
    assert finite_moments(law) == highest
