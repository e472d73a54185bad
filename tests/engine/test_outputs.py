"""Truth: outputs are means over the months, a unit costs total over units, and reporting either changes no cost."""

from __future__ import annotations

import math
from decimal import Decimal as D

import numpy as np
import pytest
from engine_tools import Futures, hazen, scenario, toml

from tcorisk import ConfigError, Result, SimulationError, simulate
from tcorisk.configs import loads

HORIZONS = (5, 12)
DRIVERS = """z = "1 to 2"
zero = "0 * z"
mood = { dist = "normal", mean = 0, sd = 1, each = "month" }
[drivers.requests]
process = "growth"
initial = "3_000 to 9_000"
growth_per_month = 0.03
volatility = 0.1
"""


def row(futures: Futures, output: str, horizon: int) -> np.ndarray:
    """Mean of an output in each future."""
    return futures.results[futures.layout.row(futures.layout.outputs["a"][output], horizon)]


def test_plain_numbers() -> None:
    """A constant is itself; what changes by the month, another line's amount and the launch are means, in decimals."""
    formulas = 'square = "month ** 2", part = "costs.x / 7", begin = "launch + 1", busy = "month > 9"'
    outputs = f"outputs = {{ third = 0.1, {formulas} }}"
    heads = {"a": f"launch = {{ months = 2.5, revenue_per_month = 0 }}\n{outputs}"}
    lines = {"x": "monthly = 70\nafter = 3.25"}
    what = scenario({"a": lines, "b": {"x": "monthly = 1"}}, heads=heads, horizons=HORIZONS, top="discount_rate = 0.5")
    document = simulate(what, 1).document["strategies"]
    for horizon in HORIZONS:
        months = range(1, horizon + 1)
        truth = {
            "third": D("0.1"),
            "square": sum((D(t) ** 2 for t in months), D(0)) / horizon,
            "part": 10 * (horizon - D("3.25")) / horizon,  # nominal: an output is not discounted
            "begin": D("3.5"),
            "busy": D(max(horizon - 9, 0)) / horizon,
        }
        found = document["a"]["horizons"][str(horizon)]["outputs"]
        assert list(found) == list(truth)
        for name, mean in truth.items():
            expected = dict.fromkeys(("mean", "p10", "p50", "p90"), pytest.approx(float(mean), rel=1e-12))
            assert found[name] == expected
        assert document["b"]["horizons"][str(horizon)]["outputs"] is None
        assert document["b"]["horizons"][str(horizon)]["unit_cost"] is None
    assert document["a"]["horizons"]["5"]["outputs"]["third"]["mean"] == 0.1


LINES = {
    # what `spend` reads is due in part of the months alone, and so is the first use of `requests`
    "late": 'monthly = "requests * mood"\nafter = 7',
    "x": 'monthly = "requests * to(0.9, 1.1)"\nafter = 3',
    "y": 'one_time = "1_000 * z"\nafter = "uniform(0, 9)"',
}
OUTPUTS = (
    'outputs = { load = "requests / 9_000", spend = "costs.x + costs.y", weather = "mood * 2", once = "z * to(2, 3)" }'
)


def test_each_future_by_hand() -> None:
    """Means of the months' own values: of a path, of other lines, of monthly draws, of what is drawn once."""
    futures = Futures(scenario({"a": LINES}, drivers=DRIVERS, heads={"a": OUTPUTS}, horizons=HORIZONS), 2048)
    path = {"all": 'monthly = "requests"'}
    mood = {"all": 'monthly = "mood"'}
    draws = scenario({"a": LINES, "path": path, "mood": mood}, drivers=DRIVERS, heads={"a": OUTPUTS}, horizons=HORIZONS)
    seen = Futures(draws, 2048)
    for horizon in HORIZONS:
        requests = seen.cash("path", horizon)
        assert row(futures, "load", horizon) == pytest.approx(requests / 9_000 / horizon, rel=1e-12)
        spend = sum(futures.line("a", name, horizon) for name in ("x", "y"))
        assert row(futures, "spend", horizon) == pytest.approx(spend / horizon, rel=1e-11, abs=1e-9)
        weather = 2.0 * seen.cash("mood", horizon) / horizon
        assert row(futures, "weather", horizon) == pytest.approx(weather, rel=1e-9, abs=1e-12)
        # the last month's value, or a sum, is another number
        assert np.abs(row(futures, "load", horizon) - seen.months("path")[horizon - 1] / 9_000).max() > 1e-3
    assert np.array_equal(row(futures, "once", 5), row(futures, "once", 12))
    assert np.ptp(row(futures, "once", 5)) > 1.0


FIGURES = {
    "peak": lambda months: months.max(axis=0),
    "lowest": lambda months: months.min(axis=0),
    "last": lambda months: months[-1],
    "total": lambda months: months.sum(axis=0),
    "first_month": lambda months: np.where((months > 0).any(axis=0), (months > 0).argmax(axis=0) + 1, 0),
}


@pytest.mark.parametrize("over", FIGURES)
@pytest.mark.parametrize("formula", ["requests - 9_000", "mood", "z - 1.3", "month - 6.5", "-1.0"])
def test_another_figure_of_the_months(over: str, formula: str) -> None:
    """Of a path, of monthly draws, of what is drawn once, and of what is the same in every future."""
    heads = {"a": f'outputs = {{ it = {{ value = "{formula}", as = "{over}" }}, plain = "{formula}" }}'}
    lines = {"a": LINES, "path": {"all": f'monthly = "{formula}"'}}
    futures = Futures(scenario(lines, drivers=DRIVERS, heads=heads, horizons=HORIZONS), 1024)
    for horizon in HORIZONS:
        expected = FIGURES[over](futures.months("path")[:horizon])
        assert row(futures, "it", horizon) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("above", "below"), [("requests", "z + month"), ("z", "requests + mood * mood"), ("3", "month")]
)
def test_a_ratio_is_sum_over_sum_of_the_same_future(above: str, below: str) -> None:
    """Of paths, draws, monthly draws and numbers; the mean of the months' quotients is another figure."""
    quotient = f"({above}) / ({below})"
    heads = {"a": f'outputs = {{ it = {{ value = "{quotient}", as = "ratio" }}, mean = "{quotient}" }}'}
    parts = {"above": {"all": f'monthly = "{above}"'}, "below": {"all": f'monthly = "{below}"'}}
    what = scenario({"a": {"x": "monthly = 1"}, **parts}, drivers=DRIVERS, heads=heads, horizons=HORIZONS)
    futures = Futures(what, 1024)
    for horizon in HORIZONS:
        truth = futures.cash("above", horizon) / futures.cash("below", horizon)
        assert row(futures, "it", horizon) == pytest.approx(truth, rel=1e-9)
        assert np.abs(row(futures, "mean", horizon) / truth - 1.0).max() > 1e-3


@pytest.mark.parametrize("after", [0, 7])
def test_a_ratio_of_anything_over_nothing_is_not_defined(after: int) -> None:
    heads = {"a": 'outputs = { price = { value = "costs.x / (100 * (month > 7))", as = "ratio" } }'}
    lines = {"a": {"x": f"monthly = 300\nafter = {after}"}}
    result = simulate(scenario(lines, heads=heads, horizons=HORIZONS), 1)
    found = [result.document["strategies"]["a"]["horizons"][str(h)]["outputs"]["price"] for h in HORIZONS]
    none = dict.fromkeys(("mean", "p10", "p50", "p90"))
    price = 3.0 * (12 - after) / 5
    assert found == [
        {**none, "p_undefined": 1.0, "as": "ratio"},
        {**dict.fromkeys(none, price), "p_undefined": 0.0, "as": "ratio"},
    ]
    assert result.summary().loc[("a", 12), "outputs_price_p50"] == price


def test_a_ratio_is_over_the_futures_in_which_it_is_defined() -> None:
    """Against the futures themselves: in four of ten nothing is served, and the figures are those of the others."""
    drivers = DRIVERS.replace("zero =", 'served = { dist = "bernoulli", p = 0.6 }\nzero =')
    heads = {"a": 'outputs = { price = { value = "costs.x / (served * requests)", as = "ratio" } }'}
    what = scenario({"a": {"x": 'monthly = "1_000 * z"'}}, drivers=drivers, heads=heads, horizons=HORIZONS)
    n = 8192
    document, futures = simulate(what, n).document["strategies"]["a"]["horizons"], Futures(what, n)
    for horizon in HORIZONS:
        price, found = row(futures, "price", horizon), document[str(horizon)]["outputs"]["price"]
        defined = price[np.isfinite(price)]
        assert 0.35 * n < n - defined.size < 0.45 * n
        assert found["p_undefined"] == (n - defined.size) / n
        assert found["mean"] == pytest.approx(defined.mean(), rel=1e-12)
        for p in (10, 50, 90):
            assert found[f"p{p}"] == pytest.approx(hazen(defined, p / 100), rel=5e-3)
        # with 0 where nothing is served the figures are others
        assert np.nan_to_num(price).mean() < 0.7 * found["mean"]


@pytest.mark.parametrize("quotient", ["log(z - 1) / served", "1e300 * exp(1_000 * z) / (1 + served)"])
def test_a_ratio_that_is_no_number_for_another_reason_is_found(quotient: str) -> None:
    drivers = DRIVERS.replace("zero =", 'served = { dist = "bernoulli", p = 0.6 }\nzero =')
    heads = {"a": f'outputs = {{ price = {{ value = "{quotient}", as = "ratio" }} }}'}
    what = scenario({"a": {"x": "monthly = 1"}}, drivers=drivers, heads=heads, horizons=HORIZONS)
    with pytest.raises(SimulationError, match=r"^strategies\.a\.outputs\.price\.value: no finite value over 5 months"):
        simulate(what, 8192)


@pytest.mark.parametrize("value", ['"requests * 2"', "3", '"1 + z / month"'])
def test_a_ratio_needs_a_quotient(value: str) -> None:
    heads = {"a": f'outputs = {{ it = {{ value = {value}, as = "ratio" }} }}'}
    with pytest.raises(ConfigError, match=r'as = "ratio" needs a quotient'):
        scenario({"a": {"x": "monthly = 1"}}, drivers=DRIVERS, heads=heads)


def test_the_first_month_has_a_month_or_never() -> None:
    heads = {"a": 'outputs = { full = { value = "month >= 4 and z > 1.5", as = "first_month" } }'}
    lines = {"a": {"x": 'monthly = "z"'}}
    found = simulate(scenario(lines, drivers=DRIVERS, heads=heads, horizons=(3, 12)), 8_192).document["strategies"]["a"]
    never = {"mean": None, "p10": None, "p50": None, "p90": None, "p_never": 1.0, "as": "first_month"}
    assert found["horizons"]["3"]["outputs"]["full"] == never
    full = found["horizons"]["12"]["outputs"]["full"]
    assert (full["mean"], full["p10"], full["p50"], full["p90"]) == (None, 4, None, None)
    below = 0.5 + 0.5 * math.erf((math.log(1.5) - math.log(2) / 2) / (math.log(2) / 2 / 1.6448536) / math.sqrt(2))
    assert full["p_never"] == pytest.approx(below, abs=2e-3)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_statistics(sampler: str) -> None:
    """Mean and percentiles of the document are those of the futures, by Hazen's rule."""
    top = 'unit = { name = "request", monthly = "requests" }'
    what = scenario({"a": LINES}, drivers=DRIVERS, heads={"a": OUTPUTS}, horizons=HORIZONS, top=top)
    n = 8192
    document = simulate(what, n, sampler=sampler).document["strategies"]["a"]["horizons"]
    futures = Futures(what, n, sampler)
    for horizon in HORIZONS:
        numbers = document[str(horizon)]
        assert list(numbers["outputs"]) == ["load", "spend", "weather", "once"]
        for name, found in numbers["outputs"].items():
            values = row(futures, name, horizon)
            assert found["mean"] == pytest.approx(values.mean(), rel=1e-9, abs=1e-12)
            for p in (10, 50, 90):
                assert found[f"p{p}"] == pytest.approx(hazen(values, p / 100), rel=5e-4, abs=1e-3 * values.std())
        assert list(numbers["unit_cost"]) == ["p10", "p50", "p90"]
        costs = futures.results[futures.layout.row(futures.layout.unit_cost["a"], horizon)]
        for p in (10, 50, 90):
            assert numbers["unit_cost"][f"p{p}"] == pytest.approx(hazen(costs, p / 100), rel=5e-4)


def test_reporting_changes_no_cost() -> None:
    """With outputs and a unit every cost is the same to the last bit, where draws are keyed by their address."""
    plain = scenario({"a": LINES}, drivers=DRIVERS, horizons=HORIZONS)
    more = scenario(
        {"a": LINES}, drivers=DRIVERS, horizons=HORIZONS, heads={"a": OUTPUTS},
        top='unit = { name = "request", monthly = "requests * to(0.9, 1.1)" }',
    )  # fmt: skip
    one, other = Futures(plain, 1024, "random"), Futures(more, 1024, "random")
    for horizon in HORIZONS:
        assert np.array_equal(one.tco("a", horizon), other.tco("a", horizon))
        assert np.array_equal(one.cash("a", horizon), other.cash("a", horizon))
    assert np.array_equal(one.months("a"), other.months("a"))


def test_outputs_are_inherited() -> None:
    """A copy reports what its original does, of its own inputs; an output written again is another one."""
    text = toml(
        {"a": {"x": "monthly = 1"}}, heads={"a": 'inputs = { rate = 2 }\noutputs = { one = "rate * 3", two = 5 }'}
    )
    text += '[strategies.b]\nlike = "a"\ninputs = { rate = 10 }\noutputs = { two = "rate" }\n'
    strategies = simulate(loads(text), 1).document["strategies"]
    means = {
        name: {output: numbers["mean"] for output, numbers in strategies[name]["horizons"]["12"]["outputs"].items()}
        for name in ("a", "b")
    }
    assert means == {"a": {"one": 6.0, "two": 5.0}, "b": {"one": 30.0, "two": 10.0}}


def units(monthly: str, n: int = 1, **settings: object) -> Result:
    """Run a line of 100 a month, discounted, beside its cost per unit."""
    top = f'discount_rate = 0.1\nunit = {{ name = "order", monthly = {monthly} }}'
    lines = {"x": "monthly = 100", "y": 'one_time = 400\nresidual = "0.9 ** age"'}
    return simulate(scenario({"a": lines}, drivers=DRIVERS, horizons=HORIZONS, top=top, **settings), n)


@pytest.mark.parametrize(
    ("monthly", "by_hand"),
    [("8", lambda t: D(8)), ('"2 * month - 1"', lambda t: D(2 * t - 1)), ('"month - 2"', lambda t: D(t - 2))],
)
def test_cost_per_unit(monthly: str, by_hand: object) -> None:
    """Total, discounted and net of residual values, over the plain number of units; a month may have none or less."""
    result = units(monthly)
    for horizon in HORIZONS:
        months = range(1, horizon + 1)
        now = D("1.1") ** (-D(horizon) / 12)
        tco = sum((100 * D("1.1") ** (-D(t) / 12) for t in months), D(0)) + 400 * D("1.1") ** (-D(1) / 12)
        tco -= 400 * D("0.9") ** horizon * now
        truth = float(tco / sum((by_hand(t) for t in months), D(0)))  # type: ignore[operator]
        numbers = result.document["strategies"]["a"]["horizons"][str(horizon)]
        assert numbers["unit_cost"] == dict.fromkeys(("p10", "p50", "p90"), pytest.approx(truth, rel=1e-12))
        assert result.summary().loc[("a", horizon), "unit_cost_p50"] == numbers["unit_cost"]["p50"]
    assert result.document["scenario"]["unit"] == "order"


def test_cost_per_unit_of_each_future() -> None:
    """TCO over units in the same future: what is dear in a future of many orders is not dear each."""
    text = 'unit = { name = "order", monthly = "requests * z" }'
    lines = {"x": 'monthly = "requests * z * to(0.9, 1.1)"'}
    served = {"x": 'monthly = "requests * z"'}
    what = scenario({"a": lines, "served": served}, drivers=DRIVERS, horizons=HORIZONS, top=text)
    futures = Futures(what, 2048)
    for horizon in HORIZONS:
        cost = futures.results[futures.layout.row(futures.layout.unit_cost["a"], horizon)]
        truth = futures.tco("a", horizon) / futures.tco("served", horizon)
        assert cost == pytest.approx(truth, rel=1e-12)
        apart = np.median(futures.tco("a", horizon)) / futures.tco("served", horizon)
        assert np.abs(cost - apart).max() > 0.3
        price = futures.results[futures.layout.row(futures.layout.unit_cost["served"], horizon)]
        assert price == pytest.approx(np.ones(2048), rel=1e-12)


@pytest.mark.parametrize(
    "monthly", ['"zero"', '"u"', '"month - 3 - zero"', '"1 / zero"', '"1e300 ** (1 + z)"', '"log(0 * z)"', '"sqrt(u)"']
)  # fmt: skip
def test_no_units(monthly: str) -> None:
    """No units, fewer, or no number of them, in some futures by some horizon: no cost per unit is shown."""
    drivers = DRIVERS.replace("zero =", 'u = "-2 to 5"\nzero =')
    with pytest.raises(SimulationError, match=r"^unit\.monthly: no cost per unit by month 5 in [\d,]+ of 8,192"):
        top = f'unit = {{ name = "order", monthly = {monthly} }}'
        simulate(scenario({"a": {"x": "monthly = 1"}}, drivers=drivers, horizons=HORIZONS, top=top), 8192)


@pytest.mark.parametrize("formula", ["z / zero", "log(u)", "1 / (month - 4)", "exp(1_000 * z)", "costs.x / costs.y"])
def test_outputs_that_are_no_numbers(formula: str) -> None:
    """An output that is not finite in some future names itself, as written, and in how many futures."""
    drivers = DRIVERS.replace("zero =", 'u = "-1 to 1"\nzero =')
    heads = {"bad": f'outputs = {{ fine = "z", wrong = "{formula}" }}'}
    lines = {"x": "monthly = 1", "y": "one_time = 1"}
    what = scenario({"good": lines, "bad": lines}, drivers=drivers, heads=heads, horizons=HORIZONS)
    counted = {"log(u)": "4,096", "exp(1_000 * z)": r"8,1\d\d"}.get(formula, "8,192")
    with pytest.raises(SimulationError, match=rf"^strategies\.bad\.outputs\.wrong: .* in {counted} of 8,192 futures"):
        simulate(what, 8192)
