"""Requirements: what is refused, where, and what the help says; what `check`, `explain` and the reports show."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from mistaken import check_only_mistake

from tcorisk import simulate
from tcorisk.configs import ConfigError, loads
from tcorisk.configs.changes import find_changes
from tcorisk.reports.board import gather
from tcorisk.reports.explain.explain import render_addresses, render_explanation
from tcorisk.reports.explain.reading import render_reading
from tcorisk.reports.page import render_page
from tcorisk.reports.tables.tables import tables
from tcorisk.reports.terminal.default_table import render_table
from tcorisk.reports.workbook import render_workbook

TEXT = """schema = 1
title = "Gates"
currency = "USD"
horizons = [12]
[requirements.residency]
question = "Does the data stay in the EU?"
[requirements.level]
question = "How much can be adapted"
levels = ["prompting", "full_control"]
at_least = "full_control"
[requirements.latency]
question = "Milliseconds to the first token, P95"
at_most = 300
[requirements.team]
question = "Is there an engineer?"
missing = { months = "3 to 6", one_time = 54_000 }
[strategies.own]
launch = { months = 2, revenue_per_month = 0 }
meets = { residency = true, level = "full_control", latency = 200, team = false }
[strategies.own.costs.gpus]
category = "Compute"
monthly = "20_000 to 30_000"
[strategies.api]
meets = { residency = false, level = "full_control", latency = 450, team = true }
[strategies.api.costs.bill]
category = "Compute"
monthly = "8_000 to 14_000"
"""

OWN = 'meets = { residency = true, level = "full_control", latency = 200, team = false }'
API = 'meets = { residency = false, level = "full_control", latency = 450, team = true }'


@pytest.mark.parametrize(
    ("old", "marked", "address", "message", "help"),
    [
        (
            API,
            API.replace("latency", "<<latancy>>"),
            "strategies.api.meets.latancy",
            "`latancy` is not one of the requirements",
            "did you mean `latency`",
        ),
        (
            API,
            API.replace("residency = false", "residency = <<3>>"),
            "strategies.api.meets.residency",
            "`residency` needs `true` or `false`, got 3",
            r"Does the data stay in the EU\?",
        ),
        (
            API,
            API.replace("latency = 450", "latency = <<true>>"),
            "strategies.api.meets.latency",
            "`latency` needs a number, got true",
            "Milliseconds to the first token",
        ),
        (
            API,
            API.replace('"full_control"', '<<"full">>'),
            "strategies.api.meets.level",
            '`level` needs one of its levels, `prompting`, `full_control`, got "full"',
            "How much can be adapted",
        ),
        (
            'at_least = "full_control"',
            'at_least = <<"full controll">>',
            "requirements.level.at_least",
            '`at_least` needs to be one of the levels, got "full controll"',
            "did you mean `full_control`",
        ),
        (
            "at_most = 300",
            'at_most = <<"300 ms">>',
            "requirements.latency.at_most",
            '`at_most` needs a number, got "300 ms"',
            "a number, or list the answers",
        ),
        (
            'missing = { months = "3 to 6", one_time = 54_000 }',
            "<<missing>> = {}",
            "requirements.team.missing",
            "`missing` needs `months`, `one_time` or both",
            "then a strategy that fails is barred",
        ),
        (
            'missing = { months = "3 to 6", one_time = 54_000 }',
            'missing = { months = "3 to 6 + <<gap>>" }',
            "requirements.team.missing.months",
            "unknown name `gap`",
            "",
        ),
    ],
)
def test_what_is_wrong_with_a_question_or_an_answer(
    old: str, marked: str, address: str, message: str, help: str
) -> None:
    text = TEXT.replace(old, marked.replace("<<", "").replace(">>", "").replace("3 to 6 + gap", "3 + gap"))
    check_only_mistake(text, marked.replace("3 to 6 + <<gap", "3 + <<gap"), address, message, help)


@pytest.mark.parametrize(
    ("old", "new", "address", "message", "help"),
    [
        (API, "", "strategies.api", "does not answer requirements.residency, requirements.level,", "write meets = {"),
        (
            "launch = { months = 2, revenue_per_month = 0 }\n",
            "",
            "strategies.own",
            "requirements.team delays the launch, and strategies.own has none",
            "launch = { months = 0, revenue_per_month = 20_000 }",
        ),
        (
            OWN,
            OWN.replace("residency = true", "residency = false"),
            "strategies.own",
            "every strategy is barred: nothing is left to choose",
            "leave at least one",
        ),
    ],
)
def test_what_a_strategy_lacks(old: str, new: str, address: str, message: str, help: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(TEXT.replace(old, new))
    (problem,) = caught.value.problems
    assert problem.address == address
    assert message in problem.message
    assert help in problem.help


def test_silence_is_answered_as_the_help_says() -> None:
    text = TEXT.replace(API, API.replace("residency = false, ", ""))
    with pytest.raises(ConfigError) as caught:
        loads(text)
    assert caught.value.problems[0].help == "write meets = { residency = true }: Does the data stay in the EU?"
    loads(TEXT.replace(API, API.replace("residency = false", "residency = true")))


def test_a_barred_baseline_is_refused_with_its_reason() -> None:
    with pytest.raises(ConfigError) as caught:
        loads(TEXT.replace("horizons = [12]", 'horizons = [12]\nbaseline = "api"'))
    message = caught.value.problems[0].message
    assert message.startswith(
        "the baseline, strategies.api, is barred and cannot be kept: Does the data stay in the EU? No;"
    )


def test_every_output_shows_question_answer_and_effect() -> None:
    scenario = loads(TEXT)
    result = simulate(scenario, 8_192)
    reading = " ".join(render_reading(scenario).split())
    assert (
        "Requirement latency: Milliseconds to the first token, P95 (needed: at most 300): own 200 and api 450"
        in reading
    )
    assert "api is barred" in reading
    text = render_table(result.document)
    shown = text[text.index("REQUIREMENTS") :].split("\n\n")[0]
    assert "  Milliseconds to the first token, P95 (at most 300)\n    200: own\n    450 (barred): api\n" in shown
    assert "    no (launched 3 to 6 months later and pays 54,000 USD): own" in shown
    explained = render_explanation(scenario, "requirements.level")
    assert "Needed    at least full control" in explained
    assert "Answers   own full control and api full control" in explained
    assert "delay" in render_explanation(scenario, "requirements.team.missing.months").lower()
    board = gather(result, made=date(2026, 11, 30))
    rows = tables(board)["requirements"].records()
    assert [row["effect"] for row in rows if row["strategy"] == "api"] == ["barred", None, "barred", None]
    assert "The requirements bar api" in render_page(board)
    book = openpyxl.load_workbook(BytesIO(render_workbook(board)))
    assert "Requirements" in book.sheetnames


def test_two_files_may_differ_in_a_question_and_in_an_answer() -> None:
    other = TEXT.replace("latency = 450", "latency = 250").replace("at_most = 300", "at_most = 260")
    found = {change.address for change in find_changes(loads(TEXT), loads(other))}
    assert found == {"requirements.latency.at_most", "strategies.api.meets.latency"}


def test_a_delay_that_costs_nothing_is_warned_of() -> None:
    (warning,) = loads(TEXT).warnings
    assert warning.address == "strategies.own.launch"
    assert warning.message.startswith(
        "the delay by requirements.team costs nothing: no revenue is lost until the launch"
    )
    for old, new in (
        ("revenue_per_month = 0", "revenue_per_month = 9"),
        ('"20_000 to 30_000"', '"20_000 to 30_000"\nafter = "launch"'),
    ):
        assert loads(TEXT.replace(old, new)).warnings == ()


@pytest.mark.parametrize("answer", ["nan", "inf", "[1]", "2026-10-01"])
def test_an_answer_that_is_no_number_is_one_mistake(answer: str) -> None:
    marked = API.replace("latency = 450", f"latency = <<{answer}>>")
    text = TEXT.replace(API, marked.replace("<<", "").replace(">>", ""))
    check_only_mistake(text, marked, "strategies.api.meets.latency", f"`latency` needs a number, got {answer}", "Milli")


def test_questions_in_the_same_words_stay_apart() -> None:
    text = TEXT.replace("Does the data stay in the EU?", "Is there an engineer?")
    shown = render_table(simulate(loads(text), 8_192).document)
    assert shown.count("  Is there an engineer?\n") == 2


@pytest.mark.parametrize(
    ("old", "new"), [("team = false", "team = true"), ("[requirements.team]", "[requirements.team]\nneed = false")]
)
def test_what_nobody_pays_is_read_and_explained_too(old: str, new: str) -> None:
    scenario = loads(TEXT.replace(old, new))
    assert "Strategy own: 1 cost line" in render_reading(scenario)
    assert "mean 4.338" in render_explanation(scenario, "requirements.team.missing.months")
    assert "requirements.team.missing.months" in render_addresses(scenario)
    assert ("Is there an engineer?" in render_table(simulate(scenario, 8_192).document)) == ("need" not in new)


COPY = """
[strategies.copy]
like = "own"
[strategies.staffed]
like = "copy"
meets = { team = true }
"""


def test_a_silence_is_reported_where_it_begins() -> None:
    """What a copy inherits is not its mistake; a question of its own would be."""
    with pytest.raises(ConfigError) as caught:
        loads(TEXT.replace("latency = 200, team = false", "latency = 200") + COPY)
    assert [problem.message for problem in caught.value.problems] == [
        "strategies.own does not answer requirements.team"
    ]
    apart = COPY.replace('like = "own"', 'like = "own"\nwithout = ["launch"]')
    with pytest.raises(ConfigError, match=r"strategies\.copy has none"):
        loads(TEXT + apart)


def test_explain_names_who_pays_for_what_is_missing() -> None:
    scenario = loads(TEXT + COPY)
    paid = {"months": "launch.months", "one_time": "costs.missing_team"}
    for key, place in paid.items():
        used = render_explanation(scenario, f"requirements.team.missing.{key}").partition("Used in:\n")[2].split()
        assert used == [f"strategies.{name}.{place}" for name in ("own", "copy")]
    unasked = loads(TEXT.replace("[requirements.team]", "[requirements.team]\nneed = false") + COPY)
    assert "Used in" not in render_explanation(unasked, "requirements.team.missing.months")


JOINT = """
[drivers]
wage = "10_000 to 20_000"
[strategies.own.costs.people]
category = "Engineering"
monthly = "wage"
[[correlations]]
between = ["requirements.team.missing.months", "drivers.wage"]
rank = 0.8
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ("team = false", "team = true"), ("[requirements.team]", "[requirements.team]\nneed = false")],
)
def test_the_draw_of_a_delay_may_be_correlated_whoever_waits(old: str, new: str) -> None:
    result = simulate(loads(TEXT.replace(old, new) + JOINT), 8_192)
    columns = result.samples()[["drivers.wage", *(["requirements.team.missing.months"] if not old else [])]]
    assert columns.median()["drivers.wage"] == pytest.approx(14_142, rel=0.01)
    if not old:
        assert columns.corr("spearman").iloc[0, 1] == pytest.approx(0.8, abs=0.02)


def test_a_draw_that_is_no_part_of_a_question_is_still_refused() -> None:
    with pytest.raises(ConfigError, match=r"no draw has the address"):
        loads(TEXT + '[[correlations]]\nbetween = ["requirements.team.missing.weeks", "x"]\nrank = 0.8\n')
