"""Truth: the named value of an event is one value, in every formula and line that is paid for the event."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from engine_tools import Futures, scenario
from scipy import stats

from tcorisk import ConfigError, simulate
from tcorisk.configs import loads

OUTAGES = """
[drivers.outages]
process = "events"
events_per_month = {rate}
event = {{ hours = {{ dist = "lognormal", median = 2, sigma = 0.8 }} }}
"""
HOURS = stats.lognorm(0.8, scale=2.0)


def on(amount: str, more: str = "") -> str:
    return f'on = "outages"\nper_event = "{amount}"{more}'


@pytest.mark.parametrize("rate", ["0.7", '"uniform(0.2, 1.5)"'])
@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_lines_of_one_process_share_it(rate: str, sampler: str) -> None:
    """Two lines add up to one in every future: of linear amounts, and of amounts with a jump."""
    loss = "max(0, hours - 4) * 900"
    lines = {
        "parts": {"fee": on("-100 * hours"), "loss": on(loss), "flat": on("50 if hours > 3 else 20")},
        "whole": {"all": on(f"{loss} - 100 * hours + (50 if hours > 3 else 20)")},
        "apart": {"fee": on("-100 * hours"), "loss": on(loss), "flat": on("35 + 15 * to(1, 2)")},
    }
    futures = Futures(scenario(lines, drivers=OUTAGES.format(rate=rate), horizons=(6,)), 2_048, sampler)
    parts, whole = futures.tco("parts", 6), futures.tco("whole", 6)
    np.testing.assert_allclose(parts, whole, rtol=1e-12, atol=1e-9)
    assert np.abs(futures.tco("apart", 6) - whole).max() > 1.0


def test_twice_in_one_amount_it_is_one_value() -> None:
    """X - X is 0 in every event, X * X has the second moment; two laws written out are two draws."""
    law = "lognormal(2, 0.8)"
    event = f'\nevent = {{ x = "{law}" }}'
    lines = {
        "none": {"l": f'events_per_month = 3\nper_event = "x - x"{event}'},
        "square": {"l": f'events_per_month = 3\nper_event = "x * x"{event}'},
        "every": {"l": f'every = 1\nper_event = "x * x + 0 * x"{event}'},
        "two": {"l": f'events_per_month = 3\nper_event = "{law} * {law}"'},
    }
    document = simulate(scenario(lines, horizons=(12,)), 2**15).document["strategies"]
    found = {name: strategy["horizons"]["12"] for name, strategy in document.items()}
    second = HOURS.moment(2)
    assert (found["none"]["mean"], found["none"]["sd"]) == (0.0, 0.0)
    assert found["square"]["mean"] == pytest.approx(36 * second, abs=3.5 * found["square"]["se"]["mean"])
    assert found["every"]["mean"] == pytest.approx(11 * second, abs=3.5 * found["every"]["se"]["mean"])
    assert found["two"]["mean"] == pytest.approx(36 * HOURS.mean() ** 2, abs=3.5 * found["two"]["se"]["mean"])
    assert abs(found["two"]["mean"] - 36 * second) > 20 * found["two"]["se"]["mean"]


def test_runaway_agents() -> None:
    """Tokens of a runaway agent, and 200 more above ten million: mean and variance of the compound sum."""
    line = 'events_per_month = 0.4\nevent = { tokens = "lognormal(4e6, 1)" }\n'
    line += 'per_event = "tokens * 3e-6 + (200 if tokens > 1e7 else 0)"'
    found = simulate(scenario({"a": {"l": line}}, horizons=(12,)), 2**16).document["strategies"]["a"]["horizons"]["12"]
    tokens = stats.lognorm(1.0, scale=4e6)
    over = tokens.sf(1e7)
    mean = 3e-6 * tokens.mean() + 200 * over
    cross = tokens.mean() * stats.norm.sf(math.log(2.5) - 1.0)  # of tokens above ten million
    second = 9e-12 * tokens.moment(2) + 2 * 3e-6 * 200 * cross + 40_000 * over
    assert found["mean"] == pytest.approx(4.8 * mean, abs=3.5 * found["se"]["mean"])
    assert found["sd"] == pytest.approx(math.sqrt(4.8 * second), abs=3.5 * found["se"]["sd"])
    unrelated = 9e-12 * tokens.moment(2) + 2 * 3e-6 * 200 * tokens.mean() * over + 40_000 * over
    assert abs(found["sd"] - math.sqrt(4.8 * unrelated)) > 5 * found["se"]["sd"]


def test_many_events_share_it_too() -> None:
    """Some thousand events a month, by three moments: the variance of the sum of both lines holds their product."""
    lines = {"a": {"x": on("10 * hours"), "y": on("3 * hours")}, "b": {"x": on("13 * hours")}}
    run = simulate(scenario(lines, drivers=OUTAGES.format(rate="4_000"), horizons=(1,)), 2**14).document["strategies"]
    a, b = (run[name]["horizons"]["1"] for name in ("a", "b"))
    assert a["sd"] == pytest.approx(math.sqrt(4_000 * HOURS.moment(2)) * 13, rel=0.01)
    assert a["sd"] == pytest.approx(b["sd"], rel=1e-6)


def test_an_inherited_line_keeps_it() -> None:
    text = 'schema = 1\ntitle = "t"\ncurrency = "USD"\nhorizons = [3]\n' + OUTAGES.format(rate="2")
    text += f'[strategies.a.costs.x]\ncategory = "Incidents"\n{on("hours")}\n[strategies.b]\nlike = "a"\n'
    futures = Futures(loads(text), 512)
    assert np.array_equal(futures.tco("a", 3), futures.tco("b", 3))
    assert np.ptp(futures.tco("a", 3)) > 0.0


HEAD = 'schema = 1\ntitle = "t"\ncurrency = "USD"\nhorizons = [3]\n[drivers]\nload = "1 to 2"\n'
LINE = '[strategies.a.costs.x]\ncategory = "Incidents"\nevents_per_month = 1\n'


OTHER = '[strategies.a.costs.y]\ncategory = "Incidents"\n'
HOURLY = 'event = { hours = "1 to 2" }\n'
USED = 'per_event = "hours"\n'
MONTHLY = '{ dist = "normal", mean = 1, sd = 1, each = "month" }'


@pytest.mark.parametrize(
    ("text", "address", "message"),
    [
        (LINE + "event = { hours = 5 }\n" + USED, "x.event.hours", "needs a distribution, .*got 5(.|\n)*hours ="),
        (LINE + 'event = { hours = "2 * to(1, 2)" }\n' + USED, "x.event.hours", "arithmetic with it"),
        (LINE + 'event = { load = "1 to 2" }\nper_event = "load"', "x.event.load", "a driver or an input already"),
        (LINE + 'event = { if = "1 to 2" }\nper_event = 1', "x.event.if", "a keyword"),
        (LINE + HOURLY + 'per_event = "hour"', "x.per_event", "did you mean `hours`"),
        (LINE + f"event = {{ hours = {MONTHLY} }}\n" + USED, "x.per_event", "drawn for each event"),
        (LINE + HOURLY + USED + OTHER + 'monthly = "hours"', "y.monthly", "unknown name `hours`"),
        (OTHER + "monthly = 1\n" + HOURLY, "y.event", "`event` goes with `per_event`"),
        (
            OUTAGES.format(rate=1) + OTHER + 'on = "outages"\n' + HOURLY + USED,
            "y.event.hours",
            "a value of the events of `outages` already",
        ),
    ],
)
def test_mistakes(text: str, address: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(HEAD + text)
    assert f"strategies.a.costs.{address}" in [problem.address for problem in caught.value.problems]
    assert re.search(message, str(caught.value))
