"""Scenarios built in code are those of a file with the same tables."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from tcorisk import ConfigError, from_dict, load, simulate
from tcorisk.configs import bundled, bundled_text, loads

_TEXT = """schema = 1
title = "Two ways"
currency = "EUR"
horizons = [6, 12]

[drivers]
requests = "3_000 to 9_000"

[strategies.api]
label = "Buy \\"it\\""
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests * to(0.5, 1.5)"

[strategies.own]
[strategies.own.costs.gpus]
category = "Compute"
monthly = 6_000
"""
_LINE = {"category": "Engineering", "monthly": "1_000 to 2_000"}


@pytest.mark.parametrize("name", [name for name, _ in bundled()])
def test_tables_make_the_scenario_of_their_file(name):
    built, read = from_dict(tomllib.loads(bundled_text(name)), name), load(name)
    assert built.drivers == read.drivers
    assert list(built.drivers) == list(read.drivers)
    assert built.strategies == read.strategies
    assert built.correlations == read.correlations


def test_it_gives_the_same_result():
    built, read = simulate(from_dict(tomllib.loads(_TEXT)), 8_192).document, simulate(loads(_TEXT), 8_192).document
    assert built["strategies"] == read["strategies"]
    assert built["verdict"] == read["verdict"]


def test_the_order_of_plain_values_and_tables_is_kept():
    raw = tomllib.loads(_TEXT)
    raw["drivers"] = {"growing": {"process": "growth", "initial": 5, "growth_per_month": 0.1}, "requests": "2 to 3"}
    raw["strategies"]["own"]["costs"]["gpus"]["monthly"] = "growing"
    assert list(from_dict(raw).drivers) == ["growing", "requests"]


def test_numpy_numbers_and_arrays_are_numbers_and_lists():
    raw = tomllib.loads(_TEXT) | {"horizons": np.array([6, 12])}
    raw["strategies"]["own"]["costs"]["gpus"]["monthly"] = np.int64(6_000)
    found = from_dict(raw)
    assert found.horizons == (6, 12)
    assert simulate(found, 8_192).document["strategies"] == simulate(loads(_TEXT), 8_192).document["strategies"]


def test_a_mistake_names_its_address():
    raw = tomllib.loads(_TEXT)
    gpus = raw["strategies"]["own"]["costs"]["gpus"]
    gpus["categry"] = gpus.pop("category")
    with pytest.raises(ConfigError, match="did you mean `category`") as caught:
        from_dict(raw)
    assert caught.value.problems[0].address == "strategies.own.costs.gpus.categry"
    with pytest.raises(TypeError, match="from_dict takes the tables"):
        from_dict("legal_startup")


def test_a_line_is_added_as_if_the_file_had_it():
    text = f"{_TEXT}\n[strategies.own.costs.care]\ncategory = 'Engineering'\nmonthly = '1_000 to 2_000'\n"
    assert loads(_TEXT).with_line("own", "care", _LINE).strategies == loads(text).strategies


def test_a_strategy_is_added_and_values_that_were_set_stay():
    changed = loads(_TEXT).with_values({"drivers.requests": 5_000})
    more = changed.with_strategy("cheap", {"like": "own", "label": "Own, cared for", "costs": {"care": _LINE}})
    assert list(more.strategies) == ["api", "own", "cheap"]
    assert more.drivers == changed.drivers
    one = simulate(more, 8_192).document["strategies"]
    assert one["own"] == simulate(changed, 8_192).document["strategies"]["own"]


_HEAD = 'schema = 1\ntitle = "Two ways"\ncurrency = "EUR"\nhorizons = [6]\n'
_API = "[strategies.api.costs.tokens]\ncategory = 'Compute'\nmonthly = 3\n"
_SHORT = '{ category = "Compute", monthly = 6 }'


@pytest.mark.parametrize(
    "text",
    [
        f"strategies = {{ own = {{ costs = {{ gpus = {_SHORT} }} }}, api = {{ costs.tokens = {_SHORT} }} }} # why\n",
        f"[strategies]\nown = {{ costs = {{ gpus = {_SHORT} }} }} # why\napi.costs.tokens = {_SHORT}\n",
        f"[strategies.own]\ncosts = {{ gpus = {_SHORT} }} # why\n{_API}",
        f"[strategies.own]\ncosts.gpus = {_SHORT} # why\n{_API}",
        f"[strategies.own.costs]\ngpus = {_SHORT} # why\n{_API}",
        f"strategies.own = {{ label = 'Own }} here', costs.gpus = {_SHORT} }} # why\n{_API}",
    ],
    ids=["all inline", "inline by name", "inline costs", "dotted", "inline lines", "dotted name"],
)
def test_tables_are_added_to_a_text_of_any_shape(text):
    scenario = loads(_HEAD + text)
    more = scenario.with_line("own", "care", _LINE).with_line("own", "repairs", _LINE)
    more = more.with_strategy("third", {"like": "own"}).with_strategy("fourth", {"like": "third"})
    lines = ["gpus", "care", "repairs"]
    found = {name: list(strategy.lines) for name, strategy in more.strategies.items()}
    assert found == {"own": lines, "api": ["tokens"], "third": lines, "fourth": lines}
    assert "why" in [scenario.comment(address) for address in ("strategies.own", "strategies.own.costs.gpus")]
    assert more.comment("strategies.own.costs.gpus") == scenario.comment("strategies.own.costs.gpus")


def test_tables_are_added_to_tables_in_any_order():
    raw = tomllib.loads(_TEXT)
    raw = {"strategies": raw.pop("strategies"), **raw}
    more = from_dict(raw).with_strategy("third", {"like": "own"}).with_line("own", "care", _LINE)
    assert [list(strategy.lines) for strategy in more.strategies.values()] == [
        ["tokens"],
        ["gpus", "care"],
        ["gpus", "care"],
    ]


def test_a_line_is_added_to_a_strategy_that_was_set_whole():
    changed = loads(_TEXT).with_values({"strategies.own": {"costs": {"rent": _LINE}}})
    assert list(changed.with_line("own", "care", _LINE).strategies["own"].lines) == ["rent", "care"]


@pytest.mark.parametrize(
    ("add", "address"),
    [
        (lambda scenario: scenario.with_strategy("own", {"costs": {"care": _LINE}}), "strategies.own"),
        (lambda scenario: scenario.with_line("own", "gpus", {"monthly": 1}), "strategies.own.costs.gpus"),
        (lambda scenario: scenario.with_strategy("own", {"like": "api"}), "strategies.own"),
    ],
    ids=["strategy that would merge", "line twice", "strategy twice"],
)
@pytest.mark.parametrize("read", [loads, lambda text: from_dict(tomllib.loads(text))], ids=["text", "tables"])
def test_what_is_there_already_is_not_added(add, address, read):
    with pytest.raises(ConfigError, match="is there already") as caught:
        add(read(_TEXT))
    help = caught.value.problems[0].help
    assert help == f'with_values({{"{address}": {{...}}}}) replaces it'
    table = {"costs": {"rent": _LINE}} if address.endswith("own") else _LINE
    assert read(_TEXT).with_values({address: table}).strategies["own"].lines.keys() <= {"rent", "gpus"}


def test_what_cannot_be_added_is_refused_clearly(tmp_path):
    scenario = loads(_TEXT)
    with pytest.raises(KeyError, match="no strategy 'nobody'"):
        scenario.with_line("nobody", "care", _LINE)
    with pytest.raises(TypeError, match=r"needs a dict, as a file has it, got Strategy; .*like"):
        scenario.with_strategy("third", scenario.strategies["api"])
    (tmp_path / "prices.toml").write_text(_API.replace("api", "host"), "utf-8")
    (tmp_path / "main.toml").write_text(f'include = ["prices.toml"]\n{_TEXT}', "utf-8")
    with pytest.raises(ConfigError, match=r"strategies\.host is in prices\.toml"):
        load(tmp_path / "main.toml").with_line("host", "care", _LINE)


def test_values_without_addresses_are_refused() -> None:
    with pytest.raises(TypeError, match=r"values need addresses, such as .*, got \[5000\]"):
        loads(_TEXT).with_values([5_000])  # type: ignore[arg-type]  # what is refused
