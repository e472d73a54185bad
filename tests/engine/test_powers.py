"""Truth: a power by a known exponent is NumPy's, however it is computed: in every month, for every kind of base."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario

from tcorisk.simulator.engine import operations as op

MONTHS = np.arange(1.0, 37.0)[:, None]

Exponent = Callable[[Array], Array]

#: What is written, the exponent of each month, and whether a power is taken in more than a few of them.
EXPONENTS: list[tuple[str, Exponent, bool]] = [
    ("month", lambda t: t, False),
    ("(month - 1)", lambda t: t - 1.0, False),
    ("((month - 1) / 12)", lambda t: (t - 1.0) / 12.0, False),
    ("(month / 2)", lambda t: t / 2.0, False),
    ("max(0, month - 6)", lambda t: np.maximum(t - 6.0, 0.0), False),
    ("floor((month - 1) / 12)", lambda t: np.floor((t - 1.0) / 12.0), False),
    ("-month", lambda t: -t, False),
    ("1", np.ones_like, False),
    ("2", lambda t: np.full_like(t, 2.0), False),
    ("2.5", lambda t: np.full_like(t, 2.5), False),
    ("0", np.zeros_like, False),
    ("(6 - month)", lambda t: 6.0 - t, True),  # 0 ** -1 is infinite, and times 0 it would not be a number
    ("(month * month)", lambda t: t * t, True),
]


def months(formula: str, bases: list[float]) -> Futures:
    values = f'b = {{ dist = "discrete", values = {bases}, weights = {[1] * len(bases)} }}'
    lines = {"x": f'monthly = "{formula}"', "b": 'monthly = "b"'}
    return Futures(scenario({"a": {"x": lines["x"]}, "c": {"b": lines["b"]}}, drivers=values, horizons=(36,)), 512)


@pytest.mark.parametrize(("written", "exponent", "by_power"), EXPONENTS, ids=[written for written, *_ in EXPONENTS])
@pytest.mark.parametrize("bases", [[0.9, 1.07, 0.5, 3.0], [0.0, 0.5, 1.0, 2.0]], ids=["usual", "zero"])
def test_a_known_exponent(written: str, exponent: Exponent, by_power: bool, bases: list[float]) -> None:
    """To 4e-15 after 36 months; what is not finite is so in the same months."""
    futures = months(f"b ** {written}", bases)
    base, found = futures.months("c")[0], futures.months("a")
    with np.errstate(all="ignore"):
        truth = np.power(base, exponent(MONTHS))
    finite = np.isfinite(truth)
    np.testing.assert_array_equal(np.isfinite(found), finite)
    np.testing.assert_allclose(found[finite], truth[finite], rtol=4e-15, atol=0.0)
    powers = sum(futures.program.code[:, 0] == op.POWER)
    month = futures.program.schedule[1, 0]
    assert powers <= 2 + by_power and bool(np.any(futures.program.code[month:, 0] == op.POWER)) == by_power


def test_a_negative_base_has_whole_powers_alone() -> None:
    """Not a number in eleven months of twelve; exact in the twelfth, in spite of those before."""
    futures = months("b ** (month / 12)", [-2.0, 0.25])
    base, found = futures.months("c")[0], futures.months("a")
    below = base < 0.0
    years = np.array([11, 23, 35])
    np.testing.assert_array_equal(found[years], np.power(base, np.array([[1.0], [2.0], [3.0]])))
    assert np.isnan(np.delete(found[:, below], years, axis=0)).all() and np.isfinite(found[:, ~below]).all()


def test_inside_a_branch() -> None:
    """A line that begins in month 25 reads the power of that month: those before count, although it is not paid."""
    values = 'b = "uniform(0.9, 1.1)"'
    lines = {"late": 'monthly = "b ** (month - 1)"\nafter = 24', "early": 'monthly = "b"'}
    what = scenario({"a": {"x": lines["late"]}, "c": {"x": lines["early"]}}, drivers=values, horizons=(36,))
    futures = Futures(what, 512)
    base = futures.months("c")[0]
    np.testing.assert_allclose(futures.months("a")[24:], base ** (MONTHS[24:] - 1.0), rtol=1e-14)
    assert not futures.months("a")[:24].any()


def test_a_formula_is_computed_once() -> None:
    """Written twice, also the other way round, it is one state and one product."""
    lines = {"x": 'monthly = "m * b ** month"', "y": 'monthly = "b ** month * m"'}
    drivers = 'b = "uniform(0.9, 1.1)"\nm = { dist = "uniform", low = 1, high = 2, each = "month" }'
    one, two = (Futures(scenario({"a": dict(list(lines.items())[:n])}, drivers=drivers), 512).program for n in (1, 2))
    for operation in (op.SCALE, op.DRAW):
        assert sum(one.code[:, 0] == operation) == sum(two.code[:, 0] == operation)
    assert sum(np.isin(two.code[:, 0], (op.MULTIPLY, op.CHARGE_PRODUCT))) == 1
