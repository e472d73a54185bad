"""`--set` and `with_values`: other values, the same checks."""

from __future__ import annotations

import numpy as np
import pytest
from valid_scenario import VALID, WHOLE, changed

from tcorisk.configs import ConfigError, Draw, Growth, Number, On, Steps, loads, parse_setting
from tcorisk.distributions import interval

PLAIN = loads(VALID, "mine")


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("drivers.x=5", ("drivers.x", 5)),
        (" drivers.x = 4_000.5 ", ("drivers.x", 4000.5)),
        ("drivers.x=3 to 5", ("drivers.x", "3 to 5")),
        ("drivers.x=2 * y == 3", ("drivers.x", "2 * y == 3")),
        ('drivers.x="3 to 5"', ("drivers.x", "3 to 5")),
        ("horizons=[6, 12]", ("horizons", [6, 12])),
        ("drivers.x={ dist = 'normal', mean = 1, sd = 2 }", ("drivers.x", {"dist": "normal", "mean": 1, "sd": 2})),
        ("drivers.x=10%", ("drivers.x", "10%")),
        ("drivers.x=1\ny=2", ("drivers.x", "1\ny=2")),
        ("drivers.x=" + "1" * 5000, ("drivers.x", "1" * 5000)),
        ("drivers.x=" + "[" * 5000, ("drivers.x", "[" * 5000)),
    ],
)
def test_a_setting_is_toml_where_it_is_toml(text: str, setting: tuple[str, object]) -> None:
    assert parse_setting(text) == setting


@pytest.mark.parametrize("text", ["", "drivers.x", "=5", "drivers.x=", "drivers.x=  "])
def test_no_setting_at_all(text: str) -> None:
    with pytest.raises(ConfigError, match="ADDRESS=VALUE"):
        parse_setting(text)


def test_values_replace_what_the_file_says() -> None:
    scenario = PLAIN.with_values(
        {
            "drivers.engineer": 18_000,
            "drivers.requests.initial": "4_000 to 5_000",
            "drivers.requests.noise": 0.1,
            "strategies.own.costs.gpus.monthly": "2 * 730",
            "strategies.api.inputs": {"tokens": 9},
            "discount_rate": 0.08,
            "horizons.0": 36,
        }
    )
    assert scenario.drivers["engineer"].expression == Number(18_000.0)
    growth = scenario.drivers["requests"]
    assert isinstance(growth, Growth)
    assert growth.initial.expression == Draw("drivers.requests.initial", interval(4000, 5000))
    assert growth.noise.expression == Number(0.1)
    assert scenario.strategies["own"].lines["gpus"].amount.expression == Number(1460.0)
    assert list(scenario.strategies["api"].inputs) == ["tokens"]
    assert (scenario.discount_rate, scenario.horizons) == (0.08, (12, 36))
    assert scenario.original is PLAIN
    assert loads(VALID, "mine") == PLAIN  # untouched


def test_values_are_as_if_the_file_said_so() -> None:
    written = loads(changed('"15_000 to 22_000"', '"16_000 to 17_000"'), "mine")
    put = PLAIN.with_values({"drivers.engineer": "16_000 to 17_000"})
    assert put.drivers == written.drivers and put.strategies == written.strategies


def test_values_add_up_and_the_hash_knows_them_in_any_order() -> None:
    one = PLAIN.with_values({"drivers.engineer": 5}).with_values({"discount_rate": 0.1})
    two = PLAIN.with_values({"discount_rate": 0.1, "drivers.engineer": 5})
    assert one == two and one.sha256 == two.sha256 != PLAIN.sha256
    assert one.original is PLAIN
    assert PLAIN.with_values({}) is PLAIN
    assert PLAIN.with_values({"drivers.engineer": 6}).sha256 != PLAIN.with_values({"drivers.engineer": 5}).sha256


def test_a_value_set_again_replaces_what_was_set_below_it() -> None:
    scenario = PLAIN.with_values({"drivers.requests.initial": 5}).with_values({"drivers.requests": 7})
    assert scenario.drivers["requests"].expression == Number(7.0)


def test_values_inside_lists_processes_and_outputs() -> None:
    whole = loads(WHOLE)
    scenario = whole.with_values(
        {
            "drivers.tariff.values.0": "2 to 3",
            "drivers.levy.at.1": 8,
            "drivers.requests.season.3": 1.5,
            "strategies.host.costs.servers.residual": "max(0, 1 - age / 48)",
            "strategies.host.costs.rent.commitment": 6,
            "strategies.buy.costs.migration.on": "outages",
            "strategies.buy.outputs.spent": 7,
            "unit.monthly": 100,
        }
    )
    tariff, levy, requests = (scenario.drivers[name] for name in ("tariff", "levy", "requests"))
    assert isinstance(tariff, Steps) and isinstance(levy, Steps) and isinstance(requests, Growth)
    assert tariff.values[0].expression == Draw("drivers.tariff.values.0", interval(2, 3))
    assert levy.at[0].expression == Number(8.0) and requests.season is not None and requests.season[3] == 1.5
    host, buy = scenario.strategies["host"], scenario.strategies["buy"]
    assert host.lines["servers"].residual != whole.strategies["host"].lines["servers"].residual
    assert host.lines["rent"].commitment == 6.0 and scenario.strategies["lease"].lines["rent"].commitment == 6.0
    assert buy.lines["migration"].timing == On("outages") and buy.outputs["spent"].expression == Number(7.0)
    assert scenario.unit is not None and scenario.unit.monthly.expression == Number(100.0)
    for address, message in {
        "drivers.tariff.values.3": "no entry 3 in this list",
        "drivers.gpu_hour.half_live": "unknown key `half_live`(.|\n)*`half_life`",
        "strategies.lease.outputs.machine_hours": "no such address",
        "strategies.buy.outputs.new": "no such address",
        "strategies.lease.inputs.upkeep.initial": "set strategies.host.inputs.upkeep.initial",
    }.items():
        with pytest.raises(ConfigError, match=message):
            whole.with_values({address: 5})


def test_an_inherited_output_is_replaced_whole() -> None:
    text = changed('kind = "self_hosted"', 'kind = "self_hosted"\noutputs = { used = "costs.gpus" }')
    found = loads(text).with_values({"strategies.reserved.outputs.used": 3}).strategies
    assert found["reserved"].outputs["used"].expression == Number(3.0)
    assert found["own"].outputs["used"].expression != Number(3.0)


def test_numpy_values_are_numbers() -> None:
    values = {"drivers.engineer": np.float64(3.5), "horizons": np.array([6, 12])}
    scenario = PLAIN.with_values(values)
    assert scenario.drivers["engineer"].expression == Number(3.5) and scenario.horizons == (6, 12)


def test_a_whole_table_replaces_an_inherited_line() -> None:
    table = {"category": "Engineering", "monthly": 5}
    scenario = PLAIN.with_values({"strategies.reserved.costs.setup": table})
    assert scenario.strategies["reserved"].lines["setup"].address == "strategies.reserved.costs.setup"
    assert list(scenario.strategies["reserved"].lines) == ["gpus", "setup", "incidents"]
    assert scenario.strategies["own"].lines["setup"] is not None


@pytest.mark.parametrize(
    ("address", "value", "message"),
    [
        ("drivers.enginer", 5, r"no such address(.|\n)*did you mean `drivers.engineer`"),
        ("driver.engineer", 5, r"no such address(.|\n)*did you mean `drivers.engineer`"),
        ("drivers.new", 5, r"no such address(.|\n)*drivers.requests"),
        ("drivers.requests.initail", 5, r"unknown key `initail`(.|\n)*--> drivers.requests.initail = 5"),
        ("drivers.engineer.low", 5, r'drivers.engineer is "15_000 to 22_000", which has no keys'),
        ("drivers.peak#1", 5, r"a draw inside a formula cannot be set(.|\n)*set drivers.peak"),
        ("strategies.apy.costs.tokens.monthly", 5, r"mean `strategies.api.costs.tokens.monthly`"),
        ("strategies.api.costs.gpus", {"category": "Compute", "monthly": 1}, r"no such address"),
        ("strategies.api.costs.tokens.monthy", 5, r"unknown key `monthy`"),
        ("strategies.api.buffer.share", 0.1, r"no such address"),
        ("strategies.reserved.costs.setup.one_time", 5, r"set strategies.own.costs.setup.one_time"),
        ("strategies.reserved.buffer.share", 0.5, r"set strategies.own.buffer.share"),
        ("strategies.reserved.costs.labelling.every", 5, r"no such address"),
        ("horizons.2", 5, r"no entry 2 in this list(.|\n)*entries 0 to 1"),
        ("horizons.x", 5, r"no entry x"),
        ("horizons", 12, r"`horizons` needs a list"),
        ("titel", "x", r"unknown key `titel`(.|\n)*did you mean"),
        ("drivers.engineer", "peak", r"a cycle"),
        ("drivers.engineer", "22 to 15", r'P95 is below P5(.|\n)*--> drivers.engineer = "22 to 15"'),
        ("drivers.engineer", float("nan"), r"nan is not a quantity"),
        ("drivers.engineer", None, r"a quantity is needed, got None"),
        ("", 5, r"unknown key"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_place(address: str, value: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        PLAIN.with_values({address: value})


def test_a_mistake_that_a_setting_brings_elsewhere_is_placed_in_the_file() -> None:
    with pytest.raises(ConfigError) as caught:
        PLAIN.with_values({"strategies.api.inputs": {"spare": 1}})
    (problem,) = caught.value.problems
    assert problem.address == "strategies.api.costs.tokens.monthly" and problem.line == 23


def test_a_value_is_shown_as_it_was_set() -> None:
    address, value = parse_setting("drivers.engineer=22 to 15")
    with pytest.raises(ConfigError) as caught:
        PLAIN.with_values({address: value, "drivers.peak": "3 to 2"})
    assert {p.source for p in caught.value.problems} == {
        "--set drivers.engineer=22 to 15",
        'drivers.peak = "3 to 2"',
    }
    typed = PLAIN.with_values(dict([parse_setting("drivers.engineer=5")]))
    with pytest.raises(ConfigError, match=r'--> drivers\.engineer = "-"'):
        typed.with_values({"drivers.engineer": "-"})  # set anew from Python: no longer as it was typed
