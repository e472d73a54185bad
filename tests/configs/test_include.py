"""`include`: what comes from other files, what replaces it, where their mistakes are shown, what the hash covers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tcorisk import ConfigError, Scenario, load, simulate
from tcorisk.configs import loads
from tcorisk.configs.changes import find_changes
from tcorisk.configs.packed import pack, unpack
from tcorisk.reports.explain.reading import render_reading

MAIN = """schema = 1
title = "Whole"
currency = "USD"
include = ["prices.toml", "vendor.toml"]
horizons = [12]
[drivers]
requests = "100 to 300"     # our own forecast
[strategies.own.costs.gpus]
category = "Compute"
monthly = "2 * gpu_hour * hours_per_month"
"""
PRICES = """currency = "USD"
[drivers]
gpu_hour = "1 to 2"    # price list of May
requests = 7
[tariffs.tokens]
tiers = [{ price = 0.5 }]
"""
VENDOR = """[strategies.api.costs.bill]
category = "Compute"
monthly = "tariffs.tokens(requests)"
"""
#: The same, written in one file.
ONE = """schema = 1
title = "Whole"
currency = "USD"
horizons = [12]
[drivers]
requests = "100 to 300"     # our own forecast
gpu_hour = "1 to 2"    # price list of May
[tariffs.tokens]
tiers = [{ price = 0.5 }]
[strategies.own.costs.gpus]
category = "Compute"
monthly = "2 * gpu_hour * hours_per_month"
[strategies.api.costs.bill]
category = "Compute"
monthly = "tariffs.tokens(requests)"
"""


def put(folder: Path, main: str = MAIN, prices: str = PRICES, vendor: str = VENDOR) -> Path:
    for name, text in (("prices.toml", prices), ("vendor.toml", vendor), ("main.toml", main)):
        (folder / name).write_text(text, "utf-8")
    return folder / "main.toml"


def results(what: Scenario) -> dict:
    document = simulate(what, 512).document
    document["scenario"]["name"] = ""
    document["run"]["config_sha256"] = ""
    return document


def test_it_is_as_written_in_one_file(tmp_path: Path) -> None:
    what = load(put(tmp_path))
    assert results(what) == results(loads(ONE))
    assert results(what) != results(loads(ONE.replace("100 to 300", "100 to 301")))
    assert what.comment("drivers.gpu_hour") == "price list of May"
    assert what.comment("drivers.requests") == "our own forecast"
    assert what.origin is not None
    assert what.origin.comments() == {
        "drivers.requests": "our own forecast",
        "drivers.gpu_hour": "price list of May",
    }
    assert list(what.strategies) == ["own", "api"]


def test_check_lists_what_comes_and_what_is_replaced(tmp_path: Path) -> None:
    words = render_reading(load(put(tmp_path)))
    assert "Included from prices.toml: 1 driver and 1 tariff; replaced by this file: drivers.requests." in words
    assert "Included from vendor.toml: 1 strategy." in words


def test_the_hash_covers_all(tmp_path: Path) -> None:
    first = load(put(tmp_path)).sha256
    assert load(put(tmp_path)).sha256 == first
    assert load(put(tmp_path, vendor=VENDOR + "# signed")).sha256 != first


def test_values_are_set_and_the_scenario_travels(tmp_path: Path) -> None:
    what = load(put(tmp_path))
    dearer = what.with_values({"drivers.gpu_hour": 3, "strategies.api.costs.bill.monthly": 1})
    assert simulate(dearer, 512).document["strategies"]["api"]["horizons"]["12"]["mean"] == 12
    packed = pack(dearer)
    (tmp_path / "prices.toml").unlink()
    again = unpack(packed)
    assert results(again) == results(dearer)
    assert again.sha256 == dearer.sha256


def test_two_scenarios_are_compared_entry_by_entry(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, other = load(put(tmp_path)), load(put(tmp_path / "other", prices=PRICES.replace('"1 to 2"', "5")))
    assert [change.address for change in find_changes(one, other)] == ["drivers.gpu_hour"]


def test_a_mistake_is_shown_in_its_own_file(tmp_path: Path) -> None:
    path = put(tmp_path, vendor=VENDOR.replace("requests)", "requets)"), prices=PRICES.replace('"1 to 2"', '"2 to 1"'))
    with pytest.raises(ConfigError) as caught:
        load(path)
    places = [(problem.source, problem.line, problem.address) for problem in caught.value.problems]
    assert places == [("prices.toml", 3, "drivers.gpu_hour"), ("vendor.toml", 3, "strategies.api.costs.bill.monthly")]
    with pytest.raises(ConfigError) as caught:
        load(put(tmp_path, prices=PRICES.replace("1 to 2", "1 to 2\n")))
    assert (caught.value.problems[0].source, caught.value.problems[0].line) == ("prices.toml", 3)


@pytest.mark.parametrize(
    ("change", "message", "help"),
    [
        ({"prices": 'currency = "EUR"'}, '"prices.toml" is in "EUR", and this scenario is in "USD"', "has to agree"),
        ({"prices": "discount_rate = 0.1"}, '"prices.toml" has `discount_rate`', "leave `discount_rate` out of it"),
        ({"prices": 'include = ["vendor.toml"]'}, '"prices.toml" has `include`', "leave `include` out"),
        ({"prices": "[driver]\nx = 1"}, '"prices.toml" has `driver`', "did you mean `drivers`?"),
        (
            {"prices": VENDOR},
            '"vendor.toml" and "prices.toml" both have strategies.api',
            "keep it in one of them, or write strategies.api in this file",
        ),
        ({"main": MAIN.replace("prices.toml", "vendor.toml")}, '"vendor.toml" is included twice', "list it once"),
        ({"main": MAIN.replace("prices", "price")}, 'there is no file "price.toml"', r"did you mean `prices.toml`?"),
        ({"main": MAIN.replace("prices.toml", "../x.toml")}, '"../x.toml" is not a plain file name', ""),
        ({"main": MAIN.replace("prices.toml", "a/x.toml")}, '"a/x.toml" is in another folder', "own folder"),
        ({"main": MAIN.replace("prices.toml", "prices.csv")}, '"prices.csv" does not end in .toml', ""),
        ({"main": MAIN.replace('["prices.toml", "vendor.toml"]', '"prices.toml"')}, "`include` needs a list", ""),
    ],
)
def test_what_cannot_be_included(tmp_path: Path, change: dict[str, str], message: str, help: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(put(tmp_path, **change))
    problem = caught.value.problems[0]
    assert message in problem.message
    assert help in problem.help
    assert problem.source.endswith("main.toml")
    assert problem.line == 4


def test_a_text_without_a_folder_includes_nothing() -> None:
    with pytest.raises(ConfigError, match="an included file is looked for in the folder of the scenario's own file"):
        loads(MAIN)


def test_an_included_file_reaches_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.toml").write_text(PRICES, "utf-8")
    path = put(tmp_path / "inside")
    (tmp_path / "inside" / "prices.toml").unlink()
    (tmp_path / "inside" / "prices.toml").symlink_to(tmp_path / "secret.toml")
    with pytest.raises(ConfigError, match="is outside the scenario's folder"):
        load(path)


@pytest.mark.parametrize("second", ["", "x = 'unended", "[drivers]\nx = "])
def test_names_of_a_file_that_cannot_be_read_are_not_reported_as_unknown(tmp_path: Path, second: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(put(tmp_path, prices=second))
    assert not [problem.message for problem in caught.value.problems if "unknown" in problem.message]


def test_one_file_by_two_spellings_is_included_twice(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r'"prices\.toml" is included twice'):
        load(put(tmp_path, MAIN.replace("vendor.toml", "./prices.toml")))


def test_an_included_file_is_no_table_of_numbers(tmp_path: Path) -> None:
    main = MAIN.replace("[drivers]", '[drivers]\ny = { dist = "empirical", file = "prices.toml", column = "x" }')
    with pytest.raises(ConfigError, match=r'"prices.toml" does not end in \.csv'):
        load(put(tmp_path, main))


def test_included_files_are_bounded_together(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="more than 1 MB together"):
        load(put(tmp_path, prices=PRICES + "# " + "x" * 600_000, vendor=VENDOR + "# " + "x" * 600_000))
