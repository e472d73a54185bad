"""Dates: the month in which a scenario starts, and days in place of elapsed months."""

from __future__ import annotations

import re
from datetime import date

import pytest
from valid_scenario import VALID, changed

from tcorisk import simulate
from tcorisk.configs import ConfigError, Line, Number, Steps, loads

TITLE = 'title = "Two ways"'


def started(start: str) -> str:
    return changed(TITLE, f"{TITLE}\nstart = {start}")


def test_start_is_the_first_day_of_month_1() -> None:
    assert loads(started("2026-04-01")).start == date(2026, 4, 1)
    assert loads(VALID).start is None
    assert loads(VALID).with_values({"start": date(2027, 1, 1)}).start == date(2027, 1, 1)


def test_the_document_has_the_start_of_a_scenario_that_has_one() -> None:
    shown = simulate(loads(started("2026-04-01")), 64, sampler="random", threads=1).document["scenario"]
    assert shown["start"] == "2026-04-01"
    assert "start" not in simulate(loads(VALID), 64, sampler="random", threads=1).document["scenario"]


#: What is written for `start`; what the error says; the date that it offers.
NO_STARTS = [
    ("2026-04-15", "needs the first of a month, got 2026-04-15", "2026-04-01"),
    ('"2026-04-01"', 'needs a date, the first of a month, got "2026-04-01"', "2026-04-01"),
    ('"2026-04"', "needs a date", "2026-04-01"),
    ('"2026/4/9"', "needs a date", "2026-04-01"),
    ("2026", "needs a date, the first of a month, got 2026", "2026-01-01"),
    ("2026-04-01T08:00:00", "needs a date", "2026-04-01"),
    ("true", "got true", None),
    ('"next year"', 'got "next year"', None),
    ("[2026-04-01]", "got", None),
]


@pytest.mark.parametrize(("start", "message", "meant"), NO_STARTS)
def test_another_start_is_refused_with_one_that_is_accepted(start: str, message: str, meant: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(started(start))
    (problem,) = caught.value.problems
    assert (problem.address, message in problem.message) == ("start", True), problem
    assert problem.text[(problem.column or 0) - 1 :][: problem.width] == start
    if meant is None:
        assert problem.help.endswith("without quotes: start = 2026-04-01")
    else:
        assert problem.help == f"write start = {meant}"
    assert loads(started(problem.help.rpartition("= ")[2])).start is not None


LINE = "monthly = 4_000"
STEPS = '[drivers.step]\nprocess = "steps"\nvalues = [1, 2]\nat = [{}]\n[strategies.api]'
APRIL = started("2026-04-01")


def dated(setting: str, top: str = APRIL) -> str:
    """Return the scenario with settings of a line."""
    return changed(LINE, f"{LINE}\n{setting}", top)


def stepping(moment: str, top: str = APRIL) -> str:
    return changed("[strategies.api]", STEPS.format(moment), top)


def line_in(text: str) -> Line:
    return loads(text).strategies["reserved"].lines["gpus"]


@pytest.mark.parametrize(
    ("setting", "months"),
    [
        ("until = 2026-04-30", 1.0),
        ("until = 2026-04-15", 0.5),
        ("until = 2027-03-31", 12.0),
        ("until = 2028-02-29", 23.0),
        ("until = 2028-02-28", 22.0 + 28 / 29),
        ("after = 2026-04-30", 1.0),
        ("after = 2026-03-31", 0.0),
        ("from = 2026-05-01", 1.0),
        ("from = 2026-04-01", 0.0),
        ("from = 2026-05-02", 1.0 + 1 / 31),
    ],
)
def test_a_day_is_a_number_of_elapsed_months(setting: str, months: float) -> None:
    line = line_in(dated(setting))
    moment = line.until if setting.startswith("until") else line.after
    assert moment is not None
    key, _, day = setting.partition(" = ")
    assert moment.expression == Number(months)
    assert (moment.text, moment.address.rpartition(".")[2]) == (day, key)
    assert moment.shown == f"{day} ({months:.4g} month{'' if months == 1.0 else 's'})"


def test_a_step_begins_with_its_day() -> None:
    step = loads(stepping("2026-10-16")).drivers["step"]
    assert isinstance(step, Steps)
    assert step.at[0].expression == Number(6.0 + 15 / 31)


#: A setting of a line; what the error says; the help.
WRONG_DAYS = [
    ('until = "2026-09-30"', "`until` takes a date, year-month-day without quotes", "write until = 2026-09-30"),
    ('until = "2026-09"', "`until` takes a date, year-month-day without quotes", "write until = 2026-09-30"),
    ('until = "2028-02"', "`until` takes a date, year-month-day without quotes", "write until = 2028-02-29"),
    ('from = "2027"', "`from` takes a date, year-month-day without quotes", "write from = 2027-01-01"),
    ('after = "2026-9-3"', "`after` takes a date, year-month-day without quotes", "write after = 2026-09-03"),
    ('from = "2026-09"', "`from` takes a date, year-month-day without quotes", "write from = 2026-09-01"),
    ("until = 2026-09-30T10:00:00", "`until` takes a date, without a time of day", "write until = 2026-09-30"),
    ("from = 3", "`from` needs a date, got 3", "write after = 3"),
    ('from = "1 to 3"', '`from` needs a date, got "1 to 3"', 'write after = "1 to 3"'),
    ('from = "October 2026"', "`from` takes a date", "write from = 2026-10-01"),
    ("from = true", "`from` needs a date, got true", "write the first day, without quotes: from = 2026-10-01"),
    ("after = 2\nfrom = 2026-09-30", "it begins `after` or `from`, not both", "keep one of the two"),
    ("after = 2\nfrom = 3", "it begins `after` or `from`, not both", "keep one of the two"),
    ("from = 2026-03-31", "2026-03-31 is before `start`, 2026-04-01", "a line without `from` begins with the start"),
    ("after = 2026-03-30", "2026-03-30 is before `start`", "a line without `after` begins with the start"),
    ("monthly_until = 2026-03-30", "unknown key `monthly_until`", ""),
    ("since = 2026-06-30", "unknown key `since`", "did you mean `from`?"),
    ("commitment = 2026-06-30", "`commitment` needs a plain number", ""),
]


@pytest.mark.parametrize(("setting", "message", "help"), WRONG_DAYS)
def test_a_wrong_day_is_refused_with_what_to_write(setting: str, message: str, help: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(dated(setting))
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.help.startswith(help)
    if offered := re.fullmatch(r"write (\w+ = .+)", problem.help):
        loads(dated(offered[1]))


def test_a_number_in_quotes_is_no_date() -> None:
    """These files had a meaning before there were dates."""
    for text, months in (("2026", 2026.0), ("2026.09", 2026.09), ("2026/9", 2026 / 9)):
        until = line_in(dated(f'until = "{text}"')).until
        assert until is not None and until.expression == Number(months)


def test_a_date_needs_a_start() -> None:
    several = stepping("2026-09-30, 2027-10-01", dated("until = 2025-09-30", VALID)).replace("[1, 2]", "[1, 2, 3]")
    for text in (dated("until = 2026-09-30", VALID), stepping("2026-09-30", VALID), several):
        with pytest.raises(ConfigError) as caught:
            loads(text)
        (problem,) = caught.value.problems
        assert problem.message == "2026-09-30 is a date, and the file has no `start`"
        offer = re.search(r"write (start = [\d-]+)", problem.help)
        assert offer is not None
        loads(changed(TITLE, f"{TITLE}\n{offer[1]}", text))


def test_a_start_that_is_wrong_is_one_mistake() -> None:
    with pytest.raises(ConfigError) as caught:
        loads(dated("from = 2026-09-01\nuntil = 2026-09-30", started("2026-04-02")))
    assert [problem.address for problem in caught.value.problems] == ["start"]


def test_steps_before_the_start_and_out_of_order() -> None:
    with pytest.raises(ConfigError, match=r"2026-03-31 is before `start`(.|\n)*leave out those before it"):
        loads(stepping("2026-03-31"))
    with pytest.raises(ConfigError, match=r"`at` takes a date, year-month-day without quotes(.|\n)*write 2026-10-01"):
        loads(stepping('"2026-10"'))
    text = stepping("2026-10-01, 2026-10-01").replace("values = [1, 2]", "values = [1, 2, 3]")
    with pytest.raises(ConfigError, match="2026-10-01 does not come after 2026-10-01"):
        loads(text)


def warnings(text: str) -> dict[str, str]:
    return {warning.address.rpartition(".")[2]: warning.message for warning in loads(text).warnings}


def test_a_first_of_a_month_is_probably_a_day_too_many() -> None:
    found = warnings(dated("after = 2026-06-01\nuntil = 2026-10-01"))
    assert found["after"].endswith("if that is its first day, write from = 2026-06-01")
    assert found["until"].endswith("if it ends with the month before, write until = 2026-09-30")
    mended = dated("from = 2026-06-01\nuntil = 2026-09-30")
    assert not {"after", "from", "until"} & warnings(mended).keys()
    assert "at" not in warnings(stepping("2026-10-01"))


def test_a_day_that_comes_too_late_or_too_early_costs_nothing() -> None:
    assert "ends after 2026-03-15 (0 months), no later than it begins" in warnings(dated("until = 2026-03-15"))["until"]
    late = warnings(dated("from = 2028-04-01\nuntil = 2028-09-30"))
    assert late["from"].startswith(
        "the line begins on 2028-04-01 (24 months), the last horizon is 24: it costs nothing"
    )
    assert late["until"].startswith("the line ends after 2028-09-30 (30 months), the last horizon is 24")


def test_a_date_elsewhere_says_where_dates_go() -> None:
    for text in (dated("residual = 2026-09-30"), changed('months = "0.5 to 2"', "months = 2026-09-30", APRIL)):
        with pytest.raises(
            ConfigError, match=r"a quantity is needed, got 2026-09-30(.|\n)*dates are for `from`, `after`"
        ):
            loads(text)


#: What TOML refuses; what the error says; the date that it offers.
NO_DATES = [
    ("2026-09", "is a month, and a date needs its day", "2026-09-30"),
    ("2026-9-30", "is not a TOML date", "2026-09-30"),
    ("2026/09/30", "is not a TOML date", "2026-09-30"),
    ("2027-02-29", "there is no such day", "2027-02-28"),
    ("2027-13-01", "there is no such month", "2026-09-30"),
    ("30.09.2026", "is not a TOML date", "2026-09-30"),
]


@pytest.mark.parametrize(("written", "message", "meant"), NO_DATES)
def test_what_toml_refuses_as_a_date(written: str, message: str, meant: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(dated(f"until = {written}"))
    (problem,) = caught.value.problems
    assert message in problem.message and meant in problem.help, problem
    loads(dated(f"until = {meant}"))
