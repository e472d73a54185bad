"""What `check` and `explain` show of tariffs, minimums, dates, seasons, outputs, shares and values of events."""

from __future__ import annotations

import pytest

from tcorisk import simulate, trace
from tcorisk.configs import loads
from tcorisk.reports.explain.explain import render_addresses, render_explanation
from tcorisk.reports.explain.reading import render_reading
from tcorisk.reports.words.names import input_name

SCENARIO = loads(
    """schema = 1
title = "Words"
currency = "USD"
horizons = [12, 24]
start = 2026-04-01
[drivers]
x = "1 to 3"
routing = { shares = { small = "55% to 75%", medium = "15% to 30%", large = 0.1 } }
demand = { process = "growth", initial = 100, season = { dec = 1.4, aug = 0.8 } }
outages = { process = "events", events_per_month = 0.5, event = { depth = "1 to 3" } }
[tariffs.tokens]
tiers = [{ up_to = 1_000, price = 3 }, { up_to = 5_000, price = "1.5 to 2.5" }, { price = 1 }]
mode = "volume"
[strategies.api.costs.old]
category = "Compute"
monthly = "tariffs.tokens(demand * x * routing.small)"
until = 2026-09-30
[strategies.api.costs.new]
category = "Compute"
monthly = 6000
from = 2026-10-01
until = 2027-10-15
commitment = 12
[strategies.api.costs.floor]
category = "Compute"
minimum = "20_000 to 30_000"
months = 12
of = "costs.old"
after = 3
[strategies.api.costs.incidents]
category = "Incidents"
on = "outages"
event = { size = "1 to 2" }
per_event = "depth * 100 * size"
[strategies.api.costs.overage]
category = "Compute"
monthly = "expected(max(u - 2, 0), u = exponential(3))"
[strategies.api.outputs]
used = { value = "demand", as = "peak" }
"""
)


def _words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "words",
    [
        "seasonal factors from April 2026 on 1, 1, 1, 1, 0.8, 1, 1, 1, 1.4, 1, 1, 1.",
        "tariffs.tokens: 3 up to 1,000 units, 1.5 to 2.5 up to 5,000 units, 1 above; the tier reached",
        "old: until 2026-09-30 (6 months).",
        "new: paid in whole periods of 12 months; from 2026-10-01 (6 months), until 2027-10-15 (18.48 months).",
        "of which costs.old counts; the minimum is 20,000 to 30,000; after 3 months.",
    ],
)
def test_check_shows_prices_dates_seasons_and_minimums(words: str) -> None:
    assert words in _words(render_reading(SCENARIO))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("strategies.api.outputs.used", "Shown the largest of its months"),
        ("strategies.api.costs.overage.monthly", "u: exponential (mean 3), mean 3, over which `expected` integrates"),
        ("drivers.outages.event.depth", "Used in: strategies.api.costs.incidents.per_event"),
        ("strategies.api.costs.incidents.event.size", "Used in: strategies.api.costs.incidents.per_event"),
        ("drivers.routing", "drivers.routing.shares.small 55% to 75%"),
        ("drivers.routing.shares.small", "Used in: drivers.routing.small"),
        ("drivers.routing.small", "Used in: strategies.api.costs.old.monthly"),
        ("tariffs.tokens.tiers.1.price", "Meaning Price of a unit, a quantity over drivers."),
    ],
)
def test_explain_shows_where_a_value_is_used_and_what_of_it(address: str, words: str) -> None:
    assert words in _words(render_explanation(SCENARIO, address))


def test_a_trace_has_the_values_of_each_event_from_which_its_amount_follows() -> None:
    events = [event for event in trace(SCENARIO, 1).document["events"] if event["kind"] == "events"]
    assert sum(event["count"] for event in events) > 3
    for event in events:
        values = event["values"]
        expected = [100 * depth * size for depth, size in zip(values["depth"], values["size"], strict=True)]
        assert event["amounts"] == pytest.approx(expected, rel=1e-12)


def test_inputs_of_a_part_are_named_by_it() -> None:
    assert input_name("strategies.mix.parts.rest.with.requests") == "requests in rest"
    assert input_name("strategies.mix.parts.rest.with.requests#2") == "requests in rest (draw 2)"
    assert input_name("strategies.mix.parts.rest.inputs.gpu_share") == "GPU share in rest"
    assert input_name("strategies.mix.parts.rest.after") == "rest, start"


def test_a_part_is_listed_and_shows_what_its_lines_cost() -> None:
    text = 'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n'
    for name, amount in (("a", 10), ("b", 20)):
        text += f'[strategies.{name}.costs.{name}x]\ncategory = "Compute"\nmonthly = {amount}\n'
    scenario = loads(text + '[strategies.mix.parts]\nearly = { of = "a", until = 3 }\nlate = { of = "b", after = 3 }\n')
    assert "strategies.mix.parts.late a part: strategies.b, after 3" in _words(render_addresses(scenario))
    document = simulate(scenario, 8192).document
    assert "12 months: mean of late.bx 180" in _words(
        render_explanation(scenario, "strategies.mix.parts.late", document)
    )


def test_check_says_when_renewals_begin() -> None:
    text = 'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n[drivers.calls]\nprocess = "events"\n'
    text += (
        'events_per_month = 2\nafter = 3\n[strategies.a.costs.x]\ncategory = "Compute"\non = "calls"\nper_event = 1\n'
    )
    words = " ".join(render_reading(loads(text)).split())
    assert "calls: 2 events a month on average, after 3 months." in words
