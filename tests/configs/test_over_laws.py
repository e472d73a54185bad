"""`expected` and `sum_of`: what is integrated while a file is read, what is left for the run, what is refused."""

from __future__ import annotations

import pytest
from valid_scenario import WHOLE

from tcorisk.configs import Call, ConfigError, Draw, Expression, Name, Number, loads, own_draws, terms_drawn, walk
from tcorisk.configs.formulas.formula import read_formula
from tcorisk.configs.text.refused import Refused

#: A line of the whole language that is replaced.
SEATS = 'monthly = "200 + levy"'


def read(text: str) -> Expression:
    return read_formula(text, "drivers.x")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("expected(2 * x + 1, x = uniform(0, 4))", 5.0),
        ("expected(x * y, x = uniform(0, 4), y = gamma(mean=3, sd=1))", 6.0),
        ("expected(x * x, x = normal(3, 2))", 13.0),
        ("expected(max(x - 3, 0), x = uniform(0, 4))", 0.125),
        ("expected(x > 1, x = discrete([0, 1, 2], [1, 1, 2]))", 0.5),
        ("expected(x + y, x = 2, y = bernoulli(0.5))", 2.5),
        ("expected(month if month > month else x, x = uniform(0, 2)) if 0 else 3", 3.0),
    ],
)
def test_numbers(text: str, value: float) -> None:
    found = read(text)
    if "month" not in text:
        assert isinstance(found, Number)
        assert found.value == pytest.approx(value, rel=1e-9)


def test_nothing_is_drawn_and_no_draw_moves() -> None:
    found = read("to(1, 2) + expected(max(x, price), x = uniform(0, 4)) + to(3, 4)")
    assert [part.address for part in walk(found) if isinstance(part, Draw)] == ["drivers.x#1", "drivers.x#2"]
    assert [part.name for part in walk(found) if isinstance(part, Name)] == ["price"]


@pytest.mark.parametrize(
    "text",
    [
        "expected(price * x, x = uniform(0, 4))",
        "expected(x / price + price, x = uniform(0, 4))",
        "expected(x * (high if x > 3 else low), x = uniform(0, 4))",
        "expected((x if price > 2 else 2 * x) - fee, x = uniform(0, 4))",
        "expected((x + price) * (x - price), x = uniform(0, 4))",
    ],
)
def test_what_has_no_variable_in_it_is_taken_out(text: str) -> None:
    assert not any(isinstance(part, Call) and part.function == "expected" for part in walk(read(text)))


def test_what_ties_a_variable_to_a_name_is_left() -> None:
    found = read("expected(fee + rate * max(x - quota, 0), x = uniform(0, 4))")
    (call,) = (part for part in walk(found) if isinstance(part, Call) and part.function == "expected")
    assert {part.name for part in walk(call) if isinstance(part, Name)} == {"quota"}


def test_a_name_hides_the_one_outside() -> None:
    """And only inside its own brackets."""
    found = read("x + expected(x, x = uniform(0, 4))")
    assert found == Call("add", (Name("x"), Number(pytest.approx(2.0, rel=1e-9))))


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("expected(lognormal(1, 1) * x, x = uniform(0, 1))", "a law inside the formula", "give it a name"),
        ("expected(so_far(x), x = uniform(0, 1))", "`so_far` inside", "make it an input"),
        ("expected(lag(x, 1), x = uniform(0, 1))", "`lag` inside", "make it an input"),
        ("sum_of(300, max_so_far(x), x = uniform(0, 1))", "`max_so_far` inside", "make it an input"),
        ("expected(expected(x, y = to(1, 2)), x = uniform(0, 1))", "`expected` inside", "make it an input"),
        ("expected(x)", "one to 3 laws by name; got 1 and 0", "expected(formula"),
        ("expected(2, x = uniform(0, 1))", "`x` does not occur", "expected(formula"),
        ("expected(a + b + c + d, a = to(1, 2), b = to(1, 2), c = to(1, 2), d = to(1, 2))", "got 1 and 4", ""),
        ("expected(x, x = price)", "`x` needs a law or a number", "write the law"),
        ("expected(x, x = uniform(0, 1, each = 'month'))", "`each` is not allowed", "leave it out"),
        ("expected(1 / x, x = poisson(2))", "not finite at 0", ""),
        ("expected(x * x, x = pareto(1, 1.9))", "no mean", ""),
        ("sum_of(x)", "a number of terms and a formula", "sum_of(n, formula"),
        ("sum_of(10, x)", "`sum_of` needs a law", "n * (...)"),
        ("sum_of(10, to(1, 2, each = 'month'))", "`each` is not allowed", "leave it out"),
        ("expected(x, x = to(1, 2) + to(1, 2))", "a formula of one law; here are 2", "write the law"),
        ("sum_of(-1, x, x = uniform(0, 1))", "a sum of -1 terms", "at least 0"),
        ("sum_of(10, x, x = 2)", "`sum_of` needs a law", "n * (...)"),
        ("expect(x, x = uniform(0, 1))", "unknown function", "expected"),
    ],
)
def test_what_is_refused(text: str, message: str, help: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert message in str(caught.value)
    assert help in caught.value.help


def test_draws_of_a_sum() -> None:
    """In reading order: those of the number of terms, then the laws; a name used twice is one draw."""
    found = read("to(1, 2) + sum_of(to(3, 4), x * x + y, x = uniform(0, 4), y = uniform(0, 2)) + to(5, 6)")
    addresses = dict.fromkeys(part.address for part in walk(found) if isinstance(part, Draw))
    assert list(addresses) == [f"drivers.x#{k}" for k in (1, 2, 3, 4, 5)]
    assert [[draw.address for draw in draws] for draws in terms_drawn(found)] == [["drivers.x#3", "drivers.x#4"]]
    assert [draw.address for draw in own_draws(found)] == [f"drivers.x#{k}" for k in (1, 2, 5)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('every = 2\nper_event = "sum_of(10, x, x = uniform(0, 1))"', "`sum_of` is not allowed in `per_event`"),
        ('monthly = 1\nafter = "sum_of(10, x, x = uniform(0, 1))"', "`sum_of` varies by month"),
    ],
)
def test_where_a_sum_is_refused(line: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        loads(WHOLE.replace(SEATS, line))


def test_terms_cannot_be_correlated() -> None:
    text = WHOLE.replace(SEATS, 'monthly = "sum_of(10, x, x = uniform(0, 1)) + to(1, 2)"')
    base = "strategies.buy.costs.seats.monthly"
    text += f'\n[[correlations]]\nbetween = ["{base}#1", "{base}#2"]\nrank = 0.4\n'
    with pytest.raises(ConfigError, match="is drawn for each term and cannot be correlated"):
        loads(text)
