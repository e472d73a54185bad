"""Quantities and formulas: what they mean, what folds, and where their draws are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcorisk.configs import Call, Draw, Expression, Name, Number, walk
from tcorisk.configs.formulas.formula import read_formula
from tcorisk.configs.formulas.quantity import read_quantity
from tcorisk.configs.text.problems import (
    Findings,
)
from tcorisk.configs.text.refused import Refused
from tcorisk.distributions import Conditioned, interval, make_law


def read(raw: object) -> Expression:
    findings = Findings()
    expression = read_quantity(raw, ("drivers", "x"), findings).expression
    assert not findings.items, findings.items
    return expression


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (5_000, 5000.0),
        (0.25, 0.25),
        ("5_000", 5000.0),
        ("1e6", 1e6),
        (" -2.5 ", -2.5),
        ("3%", 0.03),
        ("-12.5%", -0.125),
        ("0.1 * 16_000", 1600.0),
        ("2 ** 3 ** 2", 512.0),
        ("-2 ** 2", -4.0),
        ("7 - 2 - 1", 4.0),
        ("min(3, 1, 2) + max(1, 5)", 6.0),
        ("ceil(1.2) + floor(-1.2)", 0.0),
        ("clip(7, 0, 5)", 5.0),
        ("sqrt(16) + abs(-1) + exp(0) + log(1)", 6.0),
        ("3 if 2 > 1 else 4", 3.0),
        ("(2 <= 1) + (2 != 1) + (2 == 2)", 2.0),
        ("1 < 2 <= 2 < 3", 1.0),
        ("1 < 3 < 2", 0.0),
        ("(2 and 3) + (2 and 0) + (0 or 5) + (0 or 0) + (not 0)", 3.0),
        ("not 1 or 2 > 1 and not 0", 1.0),
        ("mod(14, 12) + mod(-1, 12) + mod(7.5, 2)", 14.5),
        ("1 - 90% * 0.5", 0.55),
        ("7.5% + .5% + 1_0% + 1e1%", 0.28),
        ("-5%", -0.05),
        ("2 ** 200%", 4.0),
        ("constant(4) * 2", 8.0),
        ({"dist": "constant", "value": 9}, 9.0),
        ({"dist": "constant", "value": "10%"}, 0.1),
        ("(\n  1 +\n  2)", 3.0),
    ],
)
def test_constants_fold_to_a_number(raw: object, value: float) -> None:
    assert read(raw) == Number(value)


def test_what_is_not_constant_is_left_alone() -> None:
    assert read("2 * 3 * x + 0") == Call("add", (Call("mul", (Number(6.0), Name("x"))), Number(0.0)))
    assert read("a if month < 3 else b") == Call("if", (Call("lt", (Name("month"), Number(3.0))), Name("a"), Name("b")))
    assert read("costs.gpus - -x") == Call("sub", (Name("costs.gpus"), Call("neg", (Name("x"),))))
    assert read("clip(x, 0, 1)") == Call("clip", (Name("x"), Number(0.0), Number(1.0)))


def test_conditions_are_0_or_1() -> None:
    """Operands of any size are compared with 0 first; a comparison is not compared again; both ends share one draw."""
    assert read("x and y > 2") == Call(
        "mul", (Call("ne", (Name("x"), Number(0.0))), Call("gt", (Name("y"), Number(2.0))))
    )
    assert read("not x") == Call("eq", (Name("x"), Number(0.0)))
    chained = read("1 < to(1, 2) < 3")
    assert {part.address for part in walk(chained) if isinstance(part, Draw)} == {"drivers.x#1"}


def test_a_function_is_told_by_its_bracket() -> None:
    assert read("max(max, 1) * price") == Call("mul", (Call("max", (Name("max"), Number(1.0))), Name("price")))


def test_addresses_of_draws() -> None:
    assert read("3_000 to 9_000") == Draw("drivers.x", interval(3000, 9000))
    assert read("10% to 70%") == Draw("drivers.x", interval(0.1, 0.7))
    assert read("-5 to -2") == Draw("drivers.x", interval(-5, -2))
    table = {"dist": "pert", "low": 1, "mode": 2, "high": 4, "each": "month"}
    assert read(table) == Draw("drivers.x", make_law("pert", {"low": 1, "mode": 2, "high": 4}), monthly=True)
    assert read("to(1, 2)") == Draw("drivers.x#1", interval(1, 2))
    draws = [part for part in walk(read("to(1, 2) * (pert(1, 2, 3) + y) / to(3, 4)")) if isinstance(part, Draw)]
    assert [draw.address for draw in draws] == ["drivers.x#1", "drivers.x#2", "drivers.x#3"]
    assert [draw.law for draw in draws] == [
        interval(1, 2),
        make_law("pert", {"low": 1, "mode": 2, "high": 3}),
        interval(3, 4),
    ]


def test_draws_are_numbered_as_they_are_read_in_a_condition() -> None:
    found = read("to(1, 2) if bernoulli(0.5) > 0 else to(5, 6)")
    addresses = {part.law: part.address for part in walk(found) if isinstance(part, Draw)}
    assert addresses[interval(1, 2)] == "drivers.x#1"
    assert addresses[make_law("bernoulli", {"p": 0.5})] == "drivers.x#2"
    assert addresses[interval(5, 6)] == "drivers.x#3"


def test_laws_by_table_and_by_call_are_the_same() -> None:
    pairs = [
        ({"dist": "gamma", "mean": 1, "sd": 0.3}, "gamma(mean=1, sd=0.3)"),
        ({"dist": "normal", "p10": 2, "p90": 9}, "normal(p10=2, p90=9)"),
        ({"dist": "normal", "mean": 3, "sd": 1, "min": 0, "max": 5}, "normal(3, 1, min=0, max=5)"),
        ({"dist": "discrete", "values": [1, 2], "weights": [1, 3]}, "discrete([1, 2], [1, 3])"),
        ({"dist": "lognormal", "median": 2, "sigma": 0.5}, "lognormal(1 + 1, sigma=1 / 2)"),
        ({"dist": "to", "low": 2, "high": 5}, "to(2, 5)"),
        ({"dist": "student_t", "mean": 5, "scale": 2, "df": 3}, "student_t(5, 2, 3)"),
        ({"dist": "logistic", "mean": 5, "sd": 2, "each": "month"}, "logistic(mean=5, sd=2, each='month')"),
        ({"dist": "weibull", "p10": 1, "p90": 2}, "weibull(p10=1, p90=2)"),
        ({"dist": "pareto", "minimum": 1, "alpha": 0.9, "max": 1_000}, "pareto(1, 0.9, max=1_000)"),
        ({"dist": "binomial", "n": 20, "p": 0.3}, "binomial(20, 0.3)"),
        ({"dist": "poisson", "mean": 3, "min": 1, "each": "month"}, "poisson(3, min=1, each='month')"),
        ({"dist": "negative_binomial", "mean": 5, "dispersion": 3}, "negative_binomial(5, 3)"),
    ]
    for table, call in pairs:
        by_table, by_call = read(table), read(call)
        assert isinstance(by_table, Draw) and isinstance(by_call, Draw)
        assert (by_table.law, by_table.monthly) == (by_call.law, by_call.monthly)
        assert (by_table.address, by_call.address) == ("drivers.x", "drivers.x#1")
    conditioned = read("normal(3, 1, min=0)")
    assert isinstance(conditioned, Draw) and isinstance(conditioned.law, Conditioned)
    assert conditioned.law.support == (0.0, math.inf)


def test_the_probability_of_a_bernoulli_has_its_own_draw() -> None:
    """Two draws at one address would be the same draw."""
    table = {"dist": "bernoulli", "p": "10% to 30%"}
    addresses = [part.address for part in walk(read(table)) if isinstance(part, Draw)]
    assert addresses == ["drivers.x", "drivers.x.p"]
    addresses = [part.address for part in walk(read("bernoulli(to(10%, 30%))")) if isinstance(part, Draw)]
    assert addresses == ["drivers.x#1", "drivers.x#2"]


def test_each_month_in_a_call() -> None:
    draws = [part for part in walk(read("x * to(0.9, 1.1, each='month')")) if isinstance(part, Draw)]
    assert [draw.monthly for draw in draws] == [True]


@pytest.mark.parametrize(
    ("text", "blamed"),
    [("1 + foo(2)", "foo"), ("x * pert(1, 9, 3)", "9"), ("  x + 'a'", "'a'"), ("a + min(1)", "min(1)")],
)
def test_a_refusal_knows_its_place(text: str, blamed: str) -> None:
    with pytest.raises(Refused) as caught:
        read_formula(text, "a")
    offset = caught.value.offset
    assert offset is not None and text[offset : offset + caught.value.width] == blamed


PIECES = ["x", "2", "1.5", "(", ")", "+", "-", "*", "/", "**", ",", " if ", " else ", "to(", "min(", "<", "costs.a"]
PIECES += [".", "'", "%", "[", "]", "=", "month", " and ", "\u00a0", "1_0", "0", "lambda ", "{", "**9**9", "#", "!"]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=30)))
def test_any_text_is_a_quantity_or_a_mistake(text: str) -> None:
    findings = Findings()
    quantity = read_quantity(text, ("drivers", "x"), findings)
    if not findings.items:
        for part in walk(quantity.expression):
            assert not isinstance(part, Number) or math.isfinite(part.value)


@settings(max_examples=150, deadline=None)
@given(st.recursive(
    st.floats(-100, 100).map(lambda x: f"({x!r})"),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} < 1 else {t[2]})"),
    ),
    max_leaves=8,
))  # fmt: skip
def test_folding_agrees_with_python(text: str) -> None:
    found = read(text)
    expected = eval(text, {"min": min, "max": max})  # the test's own text, made of the numbers above
    assert isinstance(found, Number)
    np.testing.assert_allclose(found.value, expected, rtol=1e-15)
