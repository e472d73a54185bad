"""Mistakes whose help has to lead somewhere: what it says to write is tried where that can be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from mistaken import check_only_mistake

from tcorisk.configs import ConfigError, load, loads

TEXT = """schema = 1
title = "Help"
currency = "USD"
horizons = [12]
start = 2026-04-01
[drivers]
x = "1 to 3"
routing = { shares = { small = "55% to 75%", large = 0.1 } }
[drivers.outages]
process = "events"
events_per_month = 0.5
event = { depth = "1 to 3" }
[tariffs.tokens]
tiers = [{ up_to = 1_000, price = 3 }, { price = 1 }]
[strategies.a.costs.incidents]
category = "Incidents"
on = "outages"
per_event = "depth * x"
[strategies.a.costs.bill]
category = "Compute"
monthly = "tariffs.tokens(x * routing.small)"
"""
BILL = 'monthly = "tariffs.tokens(x * routing.small)"'
AT = "strategies.a.costs.bill"


@pytest.mark.parametrize(
    ("marked", "message", "help"),
    [
        ("<<tariff.tokens>>(x)", "`tariff.tokens` is not a function", r"write tariffs\.tokens\(units\)"),
        (
            "lognormal(8_000 <<0>>.6)",
            "two values without a comma or an operator between them",
            r"write lognormal\(8_000, 0\.6\)$",
        ),
        (
            "2 * max(x <<r>>outing.small)",
            "two values without a comma or an operator between them",
            r"write 2 \* max\(x, routing\.small\)$",
        ),
        (
            "expected(max(u - 1, 0), u = '<<1 to 3>>')",
            "an interval inside a formula is a call of `to`",
            r'write "expected\(max\(u - 1, 0\), u = to\(1, 3\)\)"$',
        ),
        (
            "sum_of(3, <<sum_of(2, exponential(1))>> * u, u = exponential(3))",
            "`sum_of` inside the formula of `sum_of`",
            r"sum_of\(n \* m, \.\.\.\)",
        ),
        (
            "sum_of(3, u, u = <<sum_of(2, exponential(3))>>)",
            "`sum_of` inside `sum_of`",
            r"sum_of\(n \* m, \.\.\.\)",
        ),
        (
            "expected(max(u, 1), u = <<sum_of(2, exponential(3))>>)",
            "`sum_of` inside `expected`",
            "one number a month",
        ),
    ],
)
def test_a_formula(marked: str, message: str, help: str) -> None:
    line = f'monthly = "{marked}"'
    text = TEXT.replace(BILL, line.replace("<<", "").replace(">>", ""))
    check_only_mistake(text, line, f"{AT}.monthly", message, help)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ("after = 6\nuntil = 3", "it costs nothing; `until` counts from month 1, so 3 months of it end with until = 9"),
        ("from = 2026-10-01\nuntil = 2026-08-31", "the line ends after 2026-08-31 (5 months), no later than it begins"),
        ("after = 6\nuntil = 6", "no later than it begins: it costs nothing"),
    ],
)
def test_a_line_that_ends_before_it_begins_is_warned_of(limits: str, message: str) -> None:
    """A warning: a sweep of `until` may pass over `after`."""
    assert message in loads(TEXT.replace(BILL, f"{BILL}\n{limits}")).warnings[-1].message


@pytest.mark.parametrize(
    ("line", "marked", "address", "message", "help"),
    [
        ("", "[<<costs>>.bill]", "costs", "unknown key `costs`", r"\[strategies\.NAME\.costs\.NAME\]$"),
        (
            "until = 2026-09-30",
            'until = <<"September 2026">>',
            f"{AT}.until",
            '`until` takes a date, year-month-day without quotes, got "September 2026"',
            "write until = 2026-09-30$",
        ),
        (
            "from = 2026-09-01",
            'from = <<"Sep. 2026">>',
            f"{AT}.from",
            '`from` takes a date, year-month-day without quotes, got "Sep. 2026"',
            "write from = 2026-09-01$",
        ),
        (
            "",
            "<<minimum_per_year>> = 1_000",
            f"{AT}.minimum_per_year",
            "unknown key `minimum_per_year`",
            "did you mean `minimum`",
        ),
    ],
)
def test_words_that_people_try(line: str, marked: str, address: str, message: str, help: str) -> None:
    typed = marked.replace("<<", "").replace(">>", "")
    text = f'{TEXT}{typed}\ncategory = "Compute"\nmonthly = 1\n' if typed.startswith("[") else f"{TEXT}{typed}\n"
    check_only_mistake(text, marked, address, message, help)
    if line:  # as the help says
        loads(text.replace(typed, line))


def test_a_wrong_process_is_one_mistake() -> None:
    """The values of its events are not known: that is no second one."""
    text = TEXT.replace('on = "outages"', 'on = "outage"')
    message = '`on` is not a process of events: "outage"'
    check_only_mistake(text, 'on = <<"outage">>', "strategies.a.costs.incidents.on", message, "did you mean `outages`")


def test_a_share_is_set_by_its_entry() -> None:
    scenario = loads(TEXT)
    with pytest.raises(ConfigError) as caught:
        scenario.with_values({"drivers.routing.small": 0.5})
    (problem,) = caught.value.problems
    assert problem.message == "drivers.routing.small follows from its entries and cannot be set"
    assert problem.help.startswith("set drivers.routing.shares.small,")
    assert scenario.with_values({"drivers.routing.shares.small": 0.5}).drivers["routing.shares.small"].text == "0.5"


@pytest.mark.parametrize("kind", ['process = "plan"\nfile = "p.csv"\ncolumn = "v"', 'dist = "empirical"'])
def test_no_row_of_a_plan_may_be_left_out(tmp_path: Path, kind: str) -> None:
    (tmp_path / "p.csv").write_text("month,v\n2026-04,1\n2026-05,\n2026-06,3\n")
    table = kind if "plan" in kind else f'{kind}\nfile = "p.csv"\ncolumn = "v"'
    (tmp_path / "s.toml").write_text(f"{TEXT}\n[drivers.y]\n{table}\n")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "s.toml")
    expected = "every row is a month, and needs one" if "plan" in kind else "leave a row out where there is none"
    assert expected in caught.value.problems[0].help


def test_shares_among_the_inputs_are_sent_to_the_drivers() -> None:
    shares = 'routing = { shares = { small = "55% to 75%", large = "25% to 45%" } }'
    text = (
        TEXT
        + f"[strategies.other]\ninputs = {{ {shares} }}\n"
        + "[strategies.other.costs.x]\ncategory = 'Compute'\nmonthly = 1\n"
    )
    with pytest.raises(ConfigError, match="`routing` has shares, and shares are drivers") as caught:
        loads(text)
    assert "write it under [drivers]" in caught.value.problems[0].help
