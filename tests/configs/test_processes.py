"""Processes of drivers and inputs: what they become, and what is refused."""

from __future__ import annotations

import pytest
from mistaken import check_only_mistake
from valid_scenario import WHOLE, changed

from tcorisk.configs import (
    Call,
    ConfigError,
    Draw,
    Events,
    EventSeries,
    Every,
    Growth,
    Jumps,
    MeanReverting,
    Name,
    Number,
    OnOff,
    Quantity,
    Source,
    Steps,
    loads,
    source_quantities,
)
from tcorisk.configs.tables.drivers import read_source_table
from tcorisk.configs.text.problems import Findings
from tcorisk.distributions import Conditioned, interval, make_law

ENGINEER = 'engineer = "15_000 to 22_000"    # survey of 2026'
DRIVERS = loads(WHOLE).drivers


def draw(address: str, low: float, high: float) -> Draw:
    return Draw(address, interval(low, high))


def test_growth_with_a_ceiling_and_seasons() -> None:
    growth = DRIVERS["requests"]
    assert isinstance(growth, Growth)
    assert growth.ceiling == Quantity(
        "drivers.requests.ceiling", draw("drivers.requests.ceiling", 40_000, 60_000), "40_000 to 60_000"
    )
    assert growth.season == (0.8, 0.8, 1.0, 1.0, 1.1, 1.1, 0.9, 0.7, 1.2, 1.2, 1.2, 1.0)
    assert list(source_quantities(growth)) == ["initial", "growth", "volatility", "noise", "ceiling"]


def test_a_mean_reverting_process() -> None:
    found = DRIVERS["gpu_hour"]
    assert isinstance(found, MeanReverting) and found.address == "drivers.gpu_hour"
    assert found.initial.expression == draw("drivers.gpu_hour.initial", 1.8, 3.6)
    assert found.mean.expression == Number(2.0)
    assert found.half_life.expression == draw("drivers.gpu_hour.half_life", 4, 9)
    assert found.volatility.expression == Number(0.08)
    assert found.floor is not None and found.floor.expression == Number(0.9)
    plain = changed("volatility = 0.08\nfloor = 0.9\n", "", WHOLE)
    bare = loads(plain).drivers["gpu_hour"]
    assert isinstance(bare, MeanReverting) and bare.floor is None and bare.volatility.expression == Number(0.0)


def test_jumps() -> None:
    found = DRIVERS["list_price"]
    assert isinstance(found, Jumps)
    assert (found.initial.expression, found.jumps_per_year.expression) == (Number(3.0), Number(1.5))
    assert found.factor.expression == draw("drivers.list_price.factor", 0.5, 0.9)


def test_steps_with_and_without_a_first_moment() -> None:
    tariff, levy = DRIVERS["tariff"], DRIVERS["levy"]
    assert isinstance(tariff, Steps) and isinstance(levy, Steps)
    assert [value.expression for value in tariff.values] == [
        Number(1.0), draw("drivers.tariff.values.1", 1.1, 1.3), Number(1.5),
    ]  # fmt: skip
    assert [moment.address for moment in tariff.at] == ["drivers.tariff.at.0", "drivers.tariff.at.1"]
    # `at = [0, ...]` says when the first value begins: dropped, and the others keep the addresses of the file.
    assert [value.expression for value in levy.values] == [Number(0.0), Number(100.0)]
    assert [moment.address for moment in levy.at] == ["drivers.levy.at.1"]
    assert levy.at[0].expression == Call("add", (Number(6.0), draw("drivers.levy.at.1#1", 1, 3)))
    text = changed('values = [0, 100]\nat = [0, "6 + to(1, 3)"]', "values = [7]\nat = []", WHOLE)
    constant = loads(changed('"drivers.levy.at.1#1"', '"drivers.life"', text)).drivers["levy"]
    assert isinstance(constant, Steps) and constant.at == () and constant.values[0].expression == Number(7.0)


def test_on_off_and_events() -> None:
    shortage, retirements, outages = (DRIVERS[name] for name in ("shortage", "retirements", "outages"))
    assert isinstance(shortage, OnOff) and shortage.on_lasts.expression == draw("drivers.shortage.on_lasts", 1, 3)
    assert isinstance(retirements, EventSeries) and isinstance(retirements.timing, Every)
    assert retirements.timing.interval.expression == draw("drivers.retirements.every", 5, 11)
    assert isinstance(outages, EventSeries) and isinstance(outages.timing, Events)
    assert not outages.timing.per_year and outages.timing.dispersion is not None
    assert outages.timing.dispersion.expression == Number(1.5)
    assert Name("shortage") in outages.timing.rate.expression.arguments[1].arguments


def test_laws_with_a_negligible_chance_below_their_bound_are_conditioned() -> None:
    text = changed('initial = "1.8 to 3.6"', "initial = { dist = 'normal', mean = 60, sd = 10 }", WHOLE)
    found = loads(text).drivers["gpu_hour"]
    assert isinstance(found, MeanReverting) and isinstance(found.initial.expression, Draw)
    assert found.initial.expression.law == Conditioned(make_law("normal", {"mean": 60, "sd": 10}), 0.0, None)


# What replaces the engineer's pay, the caret in << >>; the key below the driver; the words; the help.
MISTAKES = [
    ('engineer = { process = <<"mean_revertin">>, initial = 1 }', "process",
     'unknown process "mean_revertin"', "did you mean `mean_reverting`.*`on_off`, `events`"),
    ('engineer = { process = <<"ou">>, initial = 1 }', "process", 'unknown process "ou"', "mean `mean_reverting`"),
    ("engineer = { process = <<5>> }", "process", "unknown process 5", "processes: `growth`, `mean_reverting`"),
    ('engineer = { <<proces>> = "jumps" }', "proces", "`engineer` is a table without `dist` or `process`",
     "did you mean `process` for `proces`"),
    ('engineer = { process = "growth", initial = 3, season = <<[1, 2]>> }', "season",
     "`season` needs exactly 12 entries, got [1, 2]",
     "12 factors, plain numbers, the first for month 1; month 13 takes the first again"),
    ('engineer = { process = "growth", initial = 3, season = <<[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]>> }', "season",
     "`season` needs exactly 12 entries, got [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "month 13 takes the first"),
    ('engineer = { process = "growth", initial = 3, growth_per_year = 0.1, <<nois>> = 1 }', "nois",
     "unknown key `nois`", "accepted: .*`initial`, .*`volatility`, `noise`, `ceiling`, `season`$"),
    ('engineer = { process = "events", every = 3, <<dispersoin>> = 1 }', "dispersoin",
     "unknown key `dispersoin`", "mean `dispersion`. it cannot be given beside `every`. accepted here: .*`event`, "),
    ('engineer = { process = "growth", initial = 3, season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, <<-1>>] }',
     "season.11", "`season.11` needs at least 0, got -1", "plain numbers"),
    ('engineer = { process = "growth", initial = 3, season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, <<"1 to 2">>] }',
     "season.11", '`season.11` needs a plain number, not an interval or a formula, got "1 to 2"', "plain numbers"),
    ('engineer = { process = "growth", initial = 3, ceiling = "9 * <<month>>" }', "ceiling",
     "`month` varies by month, but `ceiling` needs one value for all months", "the same in every"),
    ('engineer = { process = "growth", initial = 3, <<cap>> = 9 }', "cap", "unknown key `cap`", "mean `ceiling`"),
    ('<<engineer>> = { process = "mean_reverting", initial = 1, mean = 2 }', "",
     "key `half_life` is missing in drivers.engineer", "half of a gap"),
    ('engineer = { process = "mean_reverting", initial = <<0>>, mean = 2, half_life = 3 }', "initial",
     "`initial` must be above 0, got 0", ""),
    ('engineer = { process = "mean_reverting", initial = 1, <<mean>> = "-5 to 5", half_life = 3 }', "mean",
     "`mean` must be above 0; -5 to 5 violates this with probability 0.5", "add min = 0.1"),
    ('engineer = { process = "mean_reverting", initial = 1, <<mean>> = "-uniform(0, 1)", half_life = 3 }', "mean",
     "`mean` is never above 0 here", "above 0"),
    ('engineer = { process = "mean_reverting", initial = 1, mean = 2, half_life = <<0>> }', "half_life",
     "`half_life` must be above 0, got 0", ""),
    ('engineer = { process = "mean_reverting", initial = 1, mean = 2, half_life = 3, volatility = <<5>> }',
     "volatility", "`volatility` must be at most 2, got 5", "5 % a month"),
    ('engineer = { process = "jumps", initial = 1, jumps_per_year = <<8_401>>, factor = 2 }', "jumps_per_year",
     "`jumps_per_year` must be at most 8400, got 8401", "growth"),
    ('engineer = { process = "jumps", initial = 1, jumps_per_year = <<-1>>, factor = 2 }', "jumps_per_year",
     "`jumps_per_year` must be at least 0, got -1", ""),
    ('engineer = { process = "jumps", initial = 1, jumps_per_year = 1, factor = <<-2>> }', "factor",
     "`factor` must be at least 0, got -2", ""),
    ('engineer = { process = "jumps", initial = 1, jumps_per_year = 1, <<factor>> = "to(1, 2, each=\'month\')" }',
     "factor", '`each = "month"` is not allowed in `factor`: it is drawn for each jump', "leave `each` out"),
    ('engineer = { process = "jumps", initial = "<<so_far>>(requests)", jumps_per_year = 1, factor = 1 }', "initial",
     "`so_far` varies by month, but `initial` needs one value for all months", "in amounts"),
    ('engineer = { process = "jumps", initial = 1, jumps_per_year = 1, <<size>> = 2 }', "size",
     "unknown key `size`", "mean `factor`"),
    ('engineer = { process = "steps", values = [1, 2, 3], at = <<[5]>> }', "at",
     "3 `values` need 2 `at`, got 1", "each further one from its `at`$"),
    ('engineer = { process = "steps", values = [1, 2], at = <<[5, 6]>> }', "at",
     "2 `values` need 1 `at`, got 2", "or let `at` begin with 0"),
    ('engineer = { process = "steps", values = [1, 2, 3], at = [6, <<3>>] }', "at.1",
     "`at` must ascend: 3 does not come after 6", "in order"),
    ('engineer = { process = "steps", values = [1, 2, 3], at = [6, <<6>>] }', "at.1",
     "`at` must ascend: 6 does not come after 6", "in order"),
    ('engineer = { process = "steps", values = [1, 2, 3], at = ["8 + uniform(1, 2)", <<"uniform(1, 2)">>] }', "at.1",
     "`at` must ascend: uniform(1, 2) does not come after 8 + uniform(1, 2)", "in order"),
    ('engineer = { process = "steps", values = [1, 2], at = [<<-1>>] }', "at.0",
     "`at` must be at least 0, got -1", ""),
    ('engineer = { process = "steps", values = [1, <<"3 to 2">>], at = [5] }', "values.1",
     "P95 is below P5 in 3 to 2", '"2 to 3"'),
    ('engineer = { process = "steps", values = [1, "<<requests>>"], at = [5] }', "values.1",
     "`requests` varies by month, but `values` needs one value for all months", "the same"),
    ('engineer = { process = "steps", values = <<5>>, at = [] }', "values",
     "`values` needs a list in brackets, got 5", "a list of quantities"),
    ('<<engineer>> = { process = "on_off", on_lasts = 0, off_lasts = 0 }', "",
     "`on_lasts` and `off_lasts` are both always 0", "must be above 0"),
    ('<<engineer>> = { process = "on_off", on_lasts = 0.0004, off_lasts = "uniform(0, 0.001)" }', "",
     "more than a thousand periods a month", "the share"),
    ('engineer = { process = "on_off", on_lasts = <<-1>>, off_lasts = 3 }', "on_lasts",
     "`on_lasts` must be at least 0, got -1", ""),
    ('engineer = { process = "on_off", on_lasts = 1, <<off_lasts>> = "to(1, 2, each=\'month\')" }', "off_lasts",
     '`each = "month"` is not allowed in `off_lasts`: it is drawn for each period', "leave `each` out"),
    ('<<engineer>> = { process = "events" }', "", "a process of events needs a frequency",
     "`every`, `events_per_month`, `events_per_year`"),
    ('engineer = { process = "events", every = 3, <<events_per_year>> = 4 }', "events_per_year",
     "a process of events has one frequency: `every` or `events_per_year`", "two processes"),
    ('engineer = { process = "events", every = 3, <<dispersion>> = 2 }', "dispersion",
     "`dispersion` goes with a number of events", "events_per_month"),
    ('engineer = { process = "events", events_per_month = 3, dispersion = <<0.5>> }', "dispersion",
     "`dispersion` must be at least 1, got 0.5", ""),
    ('engineer = { process = "events", events_per_month = <<100_001>> }', "events_per_month",
     "`events_per_month` must be at most 100000, got 100001", "in lots"),
    ('engineer = { process = "events", every = "<<so_far>>(requests)" }', "every",
     "`so_far` varies by month, but `every` needs one value for all months", "in amounts"),
    ('engineer = { process = "events", <<every>> = "uniform(0, 2) - 1" }', "every",
     "`every` must be above 0, and this formula can be 0 or less", "max"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "key", "message", "help"), MISTAKES, ids=[row[2][:50] for row in MISTAKES])
def test_a_wrong_process_is_one_error_at_its_place(line: str, key: str, message: str, help: str) -> None:
    text = changed(ENGINEER, line.replace("<<", "").replace(">>", ""))
    check_only_mistake(text, line, f"drivers.engineer.{key}".rstrip("."), message, help)


def test_a_number_of_events_may_vary_by_month_as_that_of_a_line_may() -> None:
    text = changed(ENGINEER, 'engineer = { process = "events", events_per_month = "requests / 1e6 + so_far(month)" }')
    assert isinstance(loads(text).drivers["engineer"], EventSeries)


def test_every_process_varies_by_month() -> None:
    for name in ("requests", "gpu_hour", "list_price", "tariff", "levy", "shortage", "retirements", "outages"):
        text = changed("after = 1.5", f'after = "{name}"', WHOLE)
        with pytest.raises(ConfigError, match=f"`{name}` varies by month, but `after`"):
            loads(text)


def test_processes_name_one_another_and_never_in_a_circle() -> None:
    text = changed('events_per_month = "0.2 + 0.1 * shortage"', 'events_per_month = "0.1 * so_far(outages)"', WHOLE)
    with pytest.raises(ConfigError, match="a cycle: outages -> outages"):
        loads(text)


def test_an_input_is_a_process_under_its_own_address() -> None:
    strategies = loads(WHOLE).strategies
    host, lease = strategies["host"], strategies["lease"]
    assert isinstance(host.inputs["faults"], EventSeries) and isinstance(lease.inputs["faults"], EventSeries)
    assert host.inputs["faults"].address == "strategies.host.inputs.faults"
    assert isinstance(lease.inputs["faults"].timing, Every)
    assert lease.inputs["upkeep"] is host.inputs["upkeep"]


@pytest.mark.parametrize("value", [None, [], "x y", {}, {"process": None}, {"process": []}, 3, True])
@pytest.mark.parametrize(
    "process", ["growth", "mean_reverting", "jumps", "steps", "on_off", "events"]
)  # whatever stands in it, something whole comes back
def test_a_broken_table_reads_as_something(process: str, value: object) -> None:
    keys = (
        "initial",
        "mean",
        "half_life",
        "factor",
        "jumps_per_year",
        "values",
        "at",
        "on_lasts",
        "off_lasts",
        "every",
    )
    findings = Findings()
    found: Source = read_source_table({"process": process, **dict.fromkeys(keys, value)}, ("drivers", "x"), findings)
    assert findings.items and found.address == "drivers.x"
    assert all(quantity.address.startswith("drivers.x") for quantity in source_quantities(found).values())
