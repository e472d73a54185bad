"""A whole file read: the scenario it becomes, inheritance, levels, cautions, robustness."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valid_scenario import VALID, WHOLE, changed

from tcorisk.configs import (
    CATEGORIES,
    Call,
    ConfigError,
    Draw,
    Events,
    Every,
    Growth,
    Monthly,
    Name,
    Number,
    OneTime,
    Quantity,
    Scenario,
    loads,
)
from tcorisk.distributions import Conditioned, interval, make_law

PLAIN = loads(VALID, "mine")


def test_the_top_of_the_file() -> None:
    assert (PLAIN.name, PLAIN.title, PLAIN.currency) == ("mine", "Two ways", "USD")
    assert PLAIN.horizons == (12, 24)
    assert (PLAIN.discount_rate, PLAIN.baseline, PLAIN.categories) == (0.0, "api", CATEGORIES)
    assert list(PLAIN.drivers) == ["engineer", "peak", "requests"]
    assert list(PLAIN.strategies) == ["api", "own", "reserved"]
    assert PLAIN.sha256 == hashlib.sha256(VALID.encode()).hexdigest()
    assert PLAIN.original is None and [w.address for w in PLAIN.warnings] == ["drivers.peak"]


def test_a_growth_process() -> None:
    growth = PLAIN.drivers["requests"]
    assert isinstance(growth, Growth)
    assert growth.initial == Quantity(
        "drivers.requests.initial", Draw("drivers.requests.initial", interval(3000, 9000)), "3_000 to 9_000"
    )
    law = make_law("normal", {"mean": 0.03, "sd": 0.02})
    assert growth.growth.expression == Draw("drivers.requests.growth_per_month", Conditioned(law, -1.0, None))
    assert not growth.per_year
    assert growth.volatility.expression == Number(0.05)
    assert growth.noise.expression == Number(0.0)


def test_lines_and_their_timing() -> None:
    own, api = PLAIN.strategies["own"].lines, PLAIN.strategies["api"].lines
    assert own["gpus"].timing == Monthly() and own["setup"].timing == OneTime()
    assert own["setup"].amount.expression == Call("mul", (Number(2.0), Name("engineer")))
    timing = own["labelling"].timing
    assert isinstance(timing, Every)
    assert timing.interval.expression == Draw("strategies.own.costs.labelling.every", interval(3, 6))
    events = own["incidents"].timing
    assert isinstance(events, Events) and not events.per_year and events.dispersion is not None
    assert events.rate.expression == Number(0.25) and events.dispersion.expression == Number(3.2)
    assert api["care"].after is not None and api["care"].after.expression == Name("launch")
    care = api["care"].amount.expression
    assert care == Call("add", (Call("mul", (Number(0.1), Name("costs.tokens"))), Number(1600.0)))
    assert own["gpus"].category == "Compute" and own["gpus"].address == "strategies.own.costs.gpus"


def test_labels_launch_and_buffer() -> None:
    api, own = PLAIN.strategies["api"], PLAIN.strategies["own"]
    assert (api.label, api.kind, own.label, own.kind) == ("API", "api", "own", "self_hosted")
    assert api.launch is not None and api.launch.months.address == "strategies.api.launch.months"
    assert own.launch is None and own.budget_per_month == 7000.0
    assert own.buffer is not None and own.buffer.on == tuple(c for c in CATEGORIES if c != "Opportunity")


def test_like_keeps_addresses_and_order() -> None:
    own, reserved = PLAIN.strategies["own"], PLAIN.strategies["reserved"]
    assert list(reserved.lines) == ["gpus", "setup", "incidents"]
    assert reserved.lines["setup"] is own.lines["setup"]
    assert reserved.lines["gpus"].address == "strategies.reserved.costs.gpus"
    assert reserved.lines["gpus"].amount.expression == Number(4000.0)
    assert reserved.buffer is own.buffer and reserved.budget_per_month == 7000.0 and reserved.kind == "self_hosted"
    assert reserved.label == "reserved"


def test_like_in_chains_before_its_original_and_without_everything() -> None:
    text = changed(
        '[strategies.api]\nlabel = "API"',
        '[strategies.early]\nlike = "late"\n[strategies.early.costs.more]\ncategory = "Compute"\nmonthly = 1\n'
        '[strategies.api]\nlabel = "API"',
    ) + ('\n[strategies.late]\nlike = "api"\nwithout = ["inputs.spare", "launch", "costs.care"]\n'
         'inputs = { extra = 1, tokens = 5 }\n')  # fmt: skip
    scenario = loads(text)
    early = scenario.strategies["early"]
    assert list(scenario.strategies) == ["early", "api", "own", "reserved", "late"]
    assert list(early.lines) == ["tokens", "more"] and list(early.inputs) == ["tokens", "extra"]
    assert early.launch is None and early.label == "API"
    assert early.inputs["tokens"].address == "strategies.late.inputs.tokens"
    assert early.lines["tokens"] is scenario.strategies["api"].lines["tokens"]


def test_what_is_inherited_must_fit_its_new_place() -> None:
    text = VALID + '\n[strategies.thin]\nlike = "api"\nwithout = ["inputs.tokens"]\n'
    with pytest.raises(ConfigError) as caught:
        loads(text)
    (problem,) = caught.value.problems
    assert problem.address == "strategies.thin.like"
    assert problem.message == "`tokens` cannot be used here, in the inherited strategies.api.costs.tokens.monthly"
    with pytest.raises(ConfigError, match="`launch` cannot be used here"):
        loads(text.replace("inputs.tokens", "launch"))


def test_a_mistake_in_what_is_inherited_is_reported_once_at_home() -> None:
    with pytest.raises(ConfigError) as caught:
        loads(changed('"2 * engineer"', '"2 * enginer"'))
    assert [p.address for p in caught.value.problems] == ["strategies.own.costs.setup.one_time"]


def test_what_may_vary_by_month_and_see_the_calendar() -> None:
    text = changed('"engineer / 9_000 * to(1.1, 1.4)"', '"1.01 ** month"')
    text = changed("events_per_month = 0.25", 'events_per_month = "requests / 1e6 + peak / 10"', text)
    text = changed('share = "10% to 70%"', "share = \"0.1 * to(0.9, 1.1, each='month') * peak\"", text)
    text = changed("revenue_per_month = 20_000", 'revenue_per_month = "requests * 2"', text)
    text = changed('one_time = "2 * engineer"', 'one_time = "2 * engineer * peak"', text)
    assert isinstance(loads(text), Scenario)
    with pytest.raises(ConfigError, match="`peak` varies by month, but `every`"):
        loads(changed('every = "3 to 6"', 'every = "2 + peak"', text))


def test_laws_that_break_a_bound_with_a_negligible_chance_are_conditioned() -> None:
    scenario = loads(changed("dispersion = 3.2", 'dispersion = "3.2 to 3.6"'))
    timing = scenario.strategies["own"].lines["incidents"].timing
    assert isinstance(timing, Events) and timing.dispersion is not None
    assert isinstance(timing.dispersion.expression, Draw)
    assert timing.dispersion.expression.law == Conditioned(interval(3.2, 3.6), 1.0, None)


def test_heavy_tails_are_cautioned() -> None:
    scenario = loads(
        changed('per_event = "2_000 to 40_000"', "per_event = { dist = 'lognormal', median = 1, sigma = 5 }")
    )
    assert [w.address for w in scenario.warnings] == ["drivers.peak", "strategies.own.costs.incidents.per_event"]
    assert "too rare" in scenario.warnings[1].message


def test_categories_and_baseline_of_the_file() -> None:
    text = changed('baseline = "api"', 'categories = ["Travel"]')
    scenario = loads(changed('category = "Engineering"\none', 'category = "Travel"\none', text))
    assert scenario.baseline == "api" and scenario.categories == (*CATEGORIES, "Travel")
    assert scenario.strategies["own"].buffer is not None and "Travel" in scenario.strategies["own"].buffer.on


def test_comments_are_sources() -> None:
    assert PLAIN.comment("drivers.engineer") == "survey of 2026"
    assert PLAIN.comment("drivers.peak#1") == ""
    assert PLAIN.origin is not None and PLAIN.origin.comments() == {"drivers.engineer": "survey of 2026"}


TOKENS = ['"', "'", "=", "[", "]", "{", "}", "to", "1e999", "nan", "like", "#", "\n", ".", "-1", "true", "\u00e9", "*"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_gives_a_scenario_or_a_config_error(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([VALID, WHOLE])).split("\n")
    index = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines) - 1))
    damage = data.draw(st.sampled_from(["delete", "double", "swap", "garble", "cut", "token", "value"]))
    line = lines[index]
    if damage == "delete":
        del lines[index]
    elif damage == "double":
        lines.insert(other, line)
    elif damage == "swap":
        lines[index], lines[other] = lines[other], lines[index]
    elif damage == "garble":
        lines[index] = data.draw(st.text(max_size=20))
    elif damage == "value":
        key, equals, _ = line.partition("=")
        lines[index] = (
            key + equals + data.draw(st.sampled_from([*TOKENS, "[1]", "{}", "{a={b=1}}", "1.5", '""', '"x"']))
        )
    else:
        at = data.draw(st.integers(0, len(line)))
        token = data.draw(st.sampled_from(TOKENS)) if damage == "token" else ""
        lines[index] = line[:at] + token + line[at + (damage == "cut") * 3 :]
    text = "\n".join(lines)
    try:
        assert isinstance(loads(text), Scenario)
    except ConfigError as error:
        assert error.problems and str(error)
        for problem in error.problems:
            assert problem.line is None or 1 <= problem.line <= text.count("\n") + 1


def test_a_repaired_scenario_equals_itself() -> None:
    assert loads(VALID, "mine") == PLAIN
    assert loads(VALID, "other") == replace(PLAIN, name="other")


def test_a_long_chain_of_likes_is_refused_or_read() -> None:
    chain = "".join(f'[strategies.s{i}]\nlike = "s{i + 1}"\n' for i in range(300))
    with pytest.raises(ConfigError, match="chain of `like`"):
        loads(VALID + chain + '[strategies.s300]\nlike = "api"\n')


def test_importing_the_folder_is_cheap() -> None:
    code = "import sys, tcorisk.configs; print(sorted({'numpy', 'scipy', 'pandas'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "[]"


def test_a_fraction_may_be_a_percentage() -> None:
    """In the tables of plain numbers too."""
    head = 'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n'
    head += '[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = 1\n[decision]\n'
    decision = loads(head + 'margin = "10%"\nworst_5_weight = "30%"\n').decision
    assert (decision.margin, decision.worst_5_weight) == (0.1, 0.3)
    with pytest.raises(ConfigError, match=r"`margin` needs at most 1, got 1\.2"):
        loads(head + 'margin = "120%"\n')
    with pytest.raises(ConfigError, match="`margin` needs a plain number"):
        loads(head + 'margin = "1x%"\n')
