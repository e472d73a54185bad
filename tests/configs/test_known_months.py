"""What is known by month: plans, from a list or from a CSV; what is refused, where, and what helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mistaken import check_only_mistake

from tcorisk.configs import (
    ConfigError,
    Growth,
    Jumps,
    MeanReverting,
    Number,
    Plan,
    Quantity,
    Scenario,
    load,
    loads,
)
from tcorisk.configs.addresses import all_places

YEAR = "[40, 42, 45, 45, 46, 48, 50, 52, 55, 55, 56, 60]"
MONTHS = [f"{year}-{month:02}" for year in (2026, 2027) for month in range(1, 13)]
TABLE = "month,requests,servers\n" + "".join(f"{month},{100 * m}.25,{m}\n" for m, month in enumerate(MONTHS, 1))


def text(table: str, top: str = "") -> str:
    return f"""schema = 1
title = "Known months"
currency = "USD"
horizons = [6, 12]
{top}
[drivers]
load = {{ {table} }}
[strategies.us.costs.all]
category = "Compute"
monthly = "3 * load"
"""


def plan_of(scenario: Scenario) -> tuple[float, ...]:
    found = scenario.drivers["load"]
    assert isinstance(found, Plan) and found.address == "drivers.load"
    return found.values


def refused(folder: Path, table: str, top: str = "") -> list[str]:
    """Address, message and help of each mistake."""
    path = folder / "mine.toml"
    path.write_text(text(table, top), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    return [" | ".join((problem.address, problem.message, problem.help)) for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plain.csv").write_text(re.sub(r"(?m)^[^,]*,", "", TABLE), "utf-8")
    (tmp_path / "dated.csv").write_text(TABLE, "utf-8")
    return tmp_path


def test_a_plan_is_its_list(folder: Path) -> None:
    found = plan_of(loads(text(f'process = "plan", values = {YEAR}')))
    assert found == (40, 42, 45, 45, 46, 48, 50, 52, 55, 55, 56, 60) and type(found[0]) is float


def test_a_plan_from_a_csv_is_the_plan_to_the_last_bit(folder: Path) -> None:
    path = folder / "mine.toml"
    path.write_text(text('process = "plan", file = "plain.csv", column = "requests"'), "utf-8")
    scenario = load(path)
    assert plan_of(scenario) == tuple(100.0 * m + 0.25 for m in range(1, 25))
    (folder / "plain.csv").unlink()
    other = scenario.with_values({"drivers.load.column": "servers"})  # the file is kept
    assert plan_of(other) == tuple(float(m) for m in range(1, 25)) and other.sha256 != scenario.sha256


@pytest.mark.parametrize(
    ("values", "message", "help"),
    [
        (
            "[1, 2, 3]",
            "the plan has 3 values, and the longest horizon is 12 months: 9 are missing",
            r"months 4 to 12, or end with horizons = \[3\]",
        ),
        (
            "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]",
            "the plan has 11 values, and the longest horizon is 12 months: 1 is missing",
            r"the value of month 12, or end with horizons = \[11\]",
        ),
    ],
)
def test_a_plan_that_is_too_short(values: str, message: str, help: str) -> None:
    written = text(f'process = "plan", values = {values}')
    check_only_mistake(written, "<<load>> = { process", "drivers.load", message, help)


@pytest.mark.parametrize(
    ("values", "marked", "message"),
    [
        ('[1, "2"]', '[1, <<"2">>]', '`values.1` needs a plain number, without quotes, got "2"'),
        ("[1, nan]", "[1, <<nan>>]", "`values.1` needs a finite number, got nan"),
        ("[1, true]", "[1, <<true>>]", "`values.1` needs a plain number, got true"),
    ],
)
def test_entries_are_plain_finite_numbers(values: str, marked: str, message: str) -> None:
    written = text(f'process = "plan", values = {values}')
    with pytest.raises(ConfigError) as caught:
        loads(written)
    assert [problem.message for problem in caught.value.problems] == [message]
    assert caught.value.problems[0].address.startswith("drivers.load.values")


def test_a_list_and_a_file_at_once_or_neither(folder: Path) -> None:
    one = "drivers.load.file | a plan has `values` or a `file` and a `column`, not `values` and `file` | leave one of"
    both = refused(folder, f'process = "plan", values = {YEAR}, file = "plain.csv"')
    assert len(both) == 1 and both[0].startswith(one)
    none = refused(folder, 'process = "plan"')
    assert len(none) == 1 and none[0].startswith(
        "drivers.load | key `values` is missing in drivers.load | The value of"
    )
    half = refused(folder, 'process = "plan", file = "plain.csv"')
    assert len(half) == 1 and half[0].startswith("drivers.load.file | `file` needs `column` beside it")
    wrong = refused(folder, 'process = "plan", file = "plain.csv", column = "request"')
    assert len(wrong) == 1 and "did you mean `requests`" in wrong[0]
    unknown = refused(folder, f'process = "plan", numbers = {YEAR}')
    assert len(unknown) == 1 and "did you mean `values`?" in unknown[0]


def test_months_of_a_file_need_a_start(folder: Path) -> None:
    [found] = refused(folder, 'process = "plan", file = "dated.csv", column = "requests"')
    assert "dated.csv begins with 2026-01, and nothing says that this is month 1" in found
    assert "write start = 2026-01-01 at the top of the file" in found


def test_months_of_a_file_have_no_gap(folder: Path) -> None:
    (folder / "gap.csv").write_text(TABLE.replace("2026-03", "2026-04"), "utf-8")
    [found] = refused(folder, 'process = "plan", file = "gap.csv", column = "requests"')
    assert found.endswith(
        "gap.csv, line 4: 2026-04 does not follow 2026-02 | a row for each month, in order: here 2026-03"
    )
    (folder / "gap.csv").write_text(TABLE.replace("2026-03", "March"), "utf-8")
    [found] = refused(folder, 'process = "plan", file = "gap.csv", column = "requests"')
    assert 'gap.csv, line 4: "March" in column "month" is not a month | write 2026-07 or 2026-07-01' in found


@pytest.mark.parametrize("first", ["2026-01", "2026-01-01"])
def test_a_file_that_begins_at_start(folder: Path, first: str) -> None:
    (folder / "dated.csv").write_text(TABLE.replace("2026-01,", f"{first},"), "utf-8")
    path = folder / "mine.toml"
    path.write_text(text('process = "plan", file = "dated.csv", column = "servers"', "start = 2026-01-01"), "utf-8")
    assert plan_of(load(path)) == tuple(float(m) for m in range(1, 25))


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2026-04-01", "dated.csv begins with 2026-01, and `start` is 2026-04 | leave out the rows of earlier months"),
        ("2025-12-01", "dated.csv begins with 2026-01, and `start` is 2025-12 | add a row for 2025-12"),
        ("2025-10-01", "dated.csv begins with 2026-01, and `start` is 2025-10 | add a row for 2025-10 to 2025-12"),
        ("2026-01-15", "start | `start` needs the first of a month, got 2026-01-15 | write start = 2026-01-01"),
    ],
)
def test_a_file_that_begins_elsewhere(folder: Path, start: str, words: str) -> None:
    [found] = refused(folder, 'process = "plan", file = "dated.csv", column = "servers"', f"start = {start}")
    assert words in found


# -- seasons by name -------------------------------------------------------------------------------------------------
def growth(settings: str, top: str = "", begin: str = "initial = 3") -> Growth:
    found = loads(text(f'process = "growth", {begin}, {settings}', top)).drivers["load"]
    assert isinstance(found, Growth)
    return found


def test_a_season_by_name_is_the_list_from_month_1() -> None:
    found = growth("season = { dec = 1.4, aug = 0 }", "start = 2026-07-01").season
    assert found == (1, 0, 1, 1, 1, 1.4, 1, 1, 1, 1, 1, 1)
    assert growth("season = { dec = 1.4, aug = 0 }", "start = 2026-01-01").season == (*[1] * 7, 0, 1, 1, 1, 1.4)
    assert growth("season = {}", "start = 2026-01-01").season == (1.0,) * 12


@pytest.mark.parametrize(
    ("season", "top", "words"),
    [
        (
            "{ dec = 1.4 }",
            "",
            "drivers.load.season | `season` by the names of months needs `start` | write start = 2026-04-01 at the top "
            "of the file, or 12 factors from month 1",
        ),
        ("{ dez = 1.4 }", "start = 2026-04-01", "unknown key `dez` | did you mean `dec`?"),
        ("{ december = 1.4 }", "start = 2026-04-01", "unknown key `december` | did you mean `dec`?"),
        ("{ dec = -1 }", "start = 2026-04-01", "drivers.load.season.dec | `dec` needs at least 0, got -1"),
        ('{ dec = "140%" }', "start = 2026-04-01", "`dec` needs a plain number, without quotes"),
        ("1.4", "start = 2026-04-01", "drivers.load.season | `season` needs a list in brackets, got 1.4 | Exactly 12"),
        ("[1, 2]", "start = 2026-04-01", "`season` needs exactly 12 entries, got [1, 2]"),
    ],
)
def test_a_season_that_is_refused(folder: Path, season: str, top: str, words: str) -> None:
    [found] = refused(folder, f'process = "growth", initial = 3, season = {season}', top)
    assert words in found


# -- actuals ---------------------------------------------------------------------------------------------------------
KINDS = {
    "growth": "",
    "mean_reverting": ", mean = 2, half_life = 3",
    "jumps": ", jumps_per_year = 1, factor = 0.9",
}


@pytest.mark.parametrize("kind", KINDS)
def test_actuals_are_where_a_process_begins(folder: Path, kind: str) -> None:
    begin = f'process = "{kind}"{KINDS[kind]}'
    listed = loads(text(f"{begin}, actuals = [3, 2_400.5]"))
    from_file = folder / "mine.toml"
    file = '{ file = "dated.csv", column = "servers" }'
    from_file.write_text(text(f"{begin}, actuals = {file}", "start = 2028-01-01"), "utf-8")
    for scenario, values in ((listed, (3.0, 2400.5)), (load(from_file), tuple(float(m) for m in range(1, 25)))):
        process = scenario.drivers["load"]
        assert isinstance(process, Growth | MeanReverting | Jumps) and process.actuals == values
        words = f"{values[-1]:_g}, the last of {len(values)} months"
        assert process.initial == Quantity("drivers.load.actuals", Number(values[-1]), words)
        assert all_places(scenario)["drivers.load.actuals"].what == "`actuals` of drivers.load"
        with pytest.raises(ConfigError, match="`actuals` needs a list in brackets, got 7"):  # no address of a sweep
            scenario.with_values({"drivers.load.actuals": 7})
    assert listed.with_values({"drivers.load.actuals": [1]}).drivers["load"].actuals == (1.0,)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "begin", "words"),
    [
        (
            "growth",
            "",
            "drivers.load | key `initial` is missing in drivers.load | Value of month 1. Example: initial =",
        ),
        (
            "growth",
            ", initial = 3, actuals = [3]",
            "load.initial | `initial` is given beside `actuals` | leave it out: the process goes on from the last of "
            "the actuals, drivers.load.actuals.0",
        ),
        ("growth", ", history = [3]", "unknown key `history` | did you mean `actuals`?"),
        ("growth", ", actuals = []", "`actuals` needs at least one entry, got []"),
        ("growth", ', actuals = [3, "4"]', "`actuals.1` needs a plain number, without quotes"),
        ("growth", ", actuals = [inf]", "`actuals.0` needs a finite number, got inf"),
        ("growth", ", actuals = 3", "`actuals` needs a list in brackets, got 3"),
        ("growth", ", actuals = { file = 'dated.csv' }", "key `column` is missing in drivers.load.actuals"),
        ("growth", ", actuals = { file = 'dated.csv', column = 'a' }", "load.actuals.column | dated.csv has no column"),
        ("growth", ", actuals = [1], season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]", "the season of month 0"),
        ("mean_reverting", ", actuals = [3, 0]", "load.actuals | the last of `actuals` must be above 0, got 0"),
        ("steps", ", values = [3], at = [], actuals = [3]", "unknown key `actuals`"),
    ],
)
def test_actuals_that_are_refused(folder: Path, kind: str, begin: str, words: str) -> None:
    [found] = refused(folder, f'process = "{kind}"{begin}{KINDS.get(kind, "")}')
    assert words in found


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (
            "",
            "dated.csv ends with 2027-12, and nothing says that month 1 follows | write start = 2028-01-01 at the top",
        ),
        (
            "start = 2028-02-01",
            "dated.csv ends with 2027-12; its last month must be 2028-01, the one before `start` | add the rows that "
            "are missing, or write start = 2028-01-01",
        ),
        (
            "start = 2027-06-01",
            "dated.csv ends with 2027-12; its last month must be 2027-05, the one before `start` | leave out later "
            "rows, or write start = 2028-01-01",
        ),
        ("start = 2027-06-02", "start | `start` needs the first of a month"),
    ],
)
def test_actuals_of_other_months(folder: Path, start: str, words: str) -> None:
    table = '{ file = "dated.csv", column = "servers" }'
    [found] = refused(folder, f'process = "growth", actuals = {table}', start)
    assert words in found


def test_actuals_of_a_file_without_months(folder: Path) -> None:
    table = '{ file = "plain.csv", column = "servers" }'
    [found] = refused(folder, f'process = "growth", actuals = {table}', "start = 2027-06-01")
    assert "drivers.load.actuals.file | plain.csv has no column `month`: it has to say which month is the last" in found
    assert "add it, with 2027-05 in the last row; or write the values as a list" in found


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("lag(load, 3)", []),
        (
            "lag(load, 5)",
            ["`lag` reads 5 months back, and `load` has 3 months of actuals: it is 0 in months 1 to 2"],
        ),
        ("lag(load, 4)", ["`lag` reads 4 months back, and `load` has 3 months of actuals: it is 0 in month 1"]),
        ("lag(load, 5, 7)", []),
        ("lag(load, 12, 7)", []),
        (
            "lag(2 * load, 12, 7)",
            ["`lag` reads 12 months back, the last horizon is 12: it is always its third argument"],
        ),
    ],
)
def test_a_lag_beyond_the_actuals_is_a_warning(formula: str, words: list[str]) -> None:
    written = text('process = "growth", actuals = [1, 2, 3]').replace("3 * load", formula)
    found = [warning.message for warning in loads(written).warnings]
    assert len(found) == len(words) and all(word in message for word, message in zip(words, found, strict=True)), found


def test_the_first_month_of_a_lag_is_seen_before_a_run() -> None:
    """A probability that is the month's of a year ago, 1.4 as measured, is warned of."""
    written = text('process = "growth", actuals = [1.4, 0.5]')
    written = written.replace('monthly = "3 * load"', 'monthly = "bernoulli(lag(load, 2, 0.5))"')
    assert any("lag" in warning.message or "above 1" in warning.message for warning in loads(written).warnings)
