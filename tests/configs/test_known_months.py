"""What is known by month: plans, from a list or from a CSV; what is refused, where, and what helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mistaken import check_only_mistake

from tcorisk.configs import ConfigError, Plan, Scenario, load, loads

YEAR = "[40, 42, 45, 45, 46, 48, 50, 52, 55, 55, 56, 60]"
TABLE = "month,requests,servers\n" + "".join(f"2026-{m:02},{100 * m}.25,{m}\n" for m in range(1, 13))


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
    assert plan_of(scenario) == tuple(100.0 * m + 0.25 for m in range(1, 13))
    (folder / "plain.csv").unlink()
    other = scenario.with_values({"drivers.load.column": "servers"})  # the file is kept
    assert plan_of(other) == tuple(float(m) for m in range(1, 13)) and other.sha256 != scenario.sha256


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
        ("[1, true]", "[1, <<true>>]", "`values.1` needs a plain number, without quotes, got true"),
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
