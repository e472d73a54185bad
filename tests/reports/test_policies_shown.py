"""What outputs say of policies: moves, their probabilities by month, the value of the option, names of stages."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import cache
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from tcorisk import simulate, trace
from tcorisk.configs import loads
from tcorisk.reports.board import Board
from tcorisk.reports.charts.dispatch import draw
from tcorisk.reports.formats import render_files
from tcorisk.reports.stories import Moves
from tcorisk.reports.tables.tables import tables
from tcorisk.reports.terminal.default_table import render_table
from tcorisk.reports.terminal.trajectory import render_trajectory
from tcorisk.reports.words.contingency_words import contingency_rows, contingency_words
from tcorisk.reports.words.names import input_name, line_name, stage_names
from tcorisk.reports.words.policy_words import SURVEY, option_words, policy_sentences, survey
from tcorisk.reports.words.view import View
from tcorisk.simulator.decision.conditions import judge, parse_condition

#: Three futures in ten move at the end of month 3, one in ten comes back at the end of month 8.
TEXT = """
schema = 1
title = "Moves"
currency = "USD"
horizons = [6, 12]
[drivers]
luck = "uniform(0, 1)"
[strategies.api]
label = "API"
[strategies.api.costs.tokens]
category = "Compute"
monthly = 1_000
[strategies.own]
label = "Own servers"
launch = { months = 1, revenue_per_month = 50 }
[strategies.own.costs.gpus]
category = "Compute"
monthly = 400
[strategies.own.costs.setup]
category = "Engineering"
one_time = 10_000
[strategies.later]
label = "Later"
starts = "api"
[[strategies.later.switch]]
to = "own"
when = "luck < 0.3 and month >= 3"
overlap = 1
one_time = 5_000
[[strategies.later.switch]]
from = "own"
to = "api"
when = "luck < 0.1 and month >= 8"
"""
#: The extra cost of a future that moves, and of one that also comes back.
EXTRA, BACK = 5_000 + 10_000 + 9 * 400 - 7 * 1_000, 5_000 + 10_000 + 5 * 400 - 3 * 1_000


@cache
def board_of(text: str = TEXT) -> Board:
    result = simulate(loads(text), 8_192)
    return Board(result, None, None, None, None, date(2026, 12, 1))


def policy_of(board: Board, horizon: str = "12") -> dict:
    return board.document["strategies"]["later"]["horizons"][horizon]["policy"]


def test_the_document_has_what_was_put_in():
    policy = policy_of(board_of())
    there, back = policy["moves"]
    assert policy["stages"] == {"api": "api", "own": "own", "api_2": "api"}
    assert (there["p"], back["p"]) == (pytest.approx(0.3, abs=1e-3), pytest.approx(0.1, abs=1e-3))
    assert there["p_by_month"] == [0.0] * 3 + [there["p"]] * 9
    assert there["month"] == {"p10": 4, "p50": None, "p90": None}
    assert there["month_if_made"] == {"p10": 4, "p50": 4, "p90": 4}
    assert back["month_if_made"]["p50"] == 9
    assert (there["months_both"], there["cost"]) == (pytest.approx(2.0), pytest.approx(7_000.0))
    expected = -((there["p"] - back["p"]) * EXTRA + back["p"] * BACK)
    assert policy["option"]["mean"] == pytest.approx(expected, rel=1e-9)
    assert policy_of(board_of(), "6")["moves"][1]["month_if_made"] == {"p10": None, "p50": None, "p90": None}


def test_sentences_of_two_moves_and_of_a_rule_that_costs():
    view = View(board_of().document, 100)
    begins, there, back, option = policy_sentences(view, "later")
    assert begins == "Later starts with API."
    assert there == (
        "API to Own servers: in 30 +-1 of 100 futures within 12 months; in half of those by month 4. The move "
        "costs 7,000 USD on average, what the old strategy still costs included; both are paid for 2 months."
    )
    assert back == "Own servers to API again: in 10 +-1 of 100 futures within 12 months; in half of those by month 9."
    assert option.startswith("Moving by this rule costs 3,7")
    assert option.endswith("USD more on average than staying with API: never moving is better.")


def test_sentences_of_one_move_that_pays():
    text = TEXT.replace("one_time = 10_000", "one_time = 100").replace("one_time = 5_000\n", "")
    text = text.replace("monthly = 400", 'monthly = "100 if luck < 0.3 else 3_000"')
    text = text[: text.rindex("[[strategies.later.switch]]")]
    sentences = policy_sentences(View(board_of(text).document, 100), "later")
    assert len(sentences) == 3
    saves = 0.3 * (7 * 1_000 - 100 - 9 * 100)
    assert policy_of(board_of(text))["option"]["mean"] == pytest.approx(saves, rel=2e-3)
    assert sentences[-1].startswith("Being able to move is worth 1,8")
    assert sentences[-1].endswith("USD on average against staying with API.")
    assert "; the option is worth 1,8" in board_of(text).stories["moves"].headline


def test_a_policy_that_never_moves_says_so():
    board = board_of(TEXT.replace("luck < 0.3", "luck < 0").replace("monthly = 1_000", 'monthly = "900 to 1_100"'))
    view = View(board.document, 100)
    _, there, back, option = policy_sentences(view, "later")
    assert there == "API to Own servers: in fewer than 1 in 2,730 futures within 12 months."
    assert back == "Own servers to API again: in fewer than 1 in 2,730 futures within 12 months."
    assert option == "It costs what API costs: it has not moved in any of the futures simulated."
    assert (
        board.stories["moves"].headline
        == "Later moves to Own servers in fewer than 1 in 2,730 futures within 12 months"
    )
    assert set(board.stories["moves"].ends.values()) == {"<1 %"}


def test_where_nothing_is_random_the_month_is_said():
    view = View(board_of(TEXT.replace('"uniform(0, 1)"', "0.2")).document, 100)
    _, there, back, option = policy_sentences(view, "later")
    assert there.startswith("API to Own servers: in month 4. The move costs 7,000 USD, what")
    assert back == "Own servers to API again: never within 12 months."
    assert option == f"Moving by this rule costs {EXTRA:,} USD more than staying with API: never moving is better."
    assert "Survey" not in render_table(view.document)


@pytest.mark.parametrize(
    ("mean", "around", "against", "words"),
    [
        (140.0, [-60.0, 340.0], "api", "cannot tell whether being able to move pays: 100 +-200 USD on average"),
        (400.0, None, "api", "Being able to move is worth 400 USD on average against staying with API."),
        (400.0, [390.0, 410.0], "own", "400 +-10 USD on average against Own servers from the start."),
        (-400.0, [-410.0, -390.0], "own", "Own servers from the start: Own servers at once is better."),
    ],
)
def test_the_value_of_an_option_in_words(mean, around, against, words):
    document = deepcopy(board_of().document)
    found = {"mean": mean, "interval90": around, "against": against}
    document["strategies"]["later"]["horizons"]["12"]["policy"]["option"].update(found)
    assert words in option_words(View(document, 100), "later")


def test_every_output_says_the_same():
    board = board_of()
    story, policy = board.stories["moves"], policy_of(board)
    assert isinstance(story, Moves)
    assert [part.y[1:] for part in story.series] == [tuple(move["p_by_month"]) for move in policy["moves"]]
    assert [part.name for part in story.series] == ["to Own servers", "to API again"]
    assert SURVEY in story.subtitle
    files = render_files(board, ["html", "pptx", "xlsx", "svg", "csv"])
    assert {"charts/moves.svg", "data/moves.csv", "data/options.csv", "data/moves_by_month.csv"} <= set(files)
    page = unescape(files["report.html"].decode())
    sentences = policy_sentences(View(board.document, 100), "later")
    for words in (story.headline, SURVEY, *sentences, "30 +-1 in 100"):
        assert words in page
    (slide,) = [s for s in Presentation(BytesIO(files["deck.pptx"])).slides if "Moves" in {x.name for x in s.shapes}]
    (chart,) = [shape.chart for shape in slide.shapes if shape.name == "Moves"]
    assert [(one.name, tuple(one.values)) for one in chart.plots[0].series] == [(p.name, p.y) for p in story.series]
    assert slide.shapes.title.text == story.headline
    assert all(words in slide.notes_slide.notes_text_frame.text for words in sentences)
    book = load_workbook(BytesIO(files["workbook.xlsx"]))
    rows = [row for row in book["Moves by month"].iter_rows(values_only=True) if row[1] == "later"]
    assert [row[-1] for row in rows] == [p for move in policy["moves"] for p in move["p_by_month"]]
    (option,) = [r for r in book["Options"].iter_rows(values_only=True) if r[1] == "later" and r[2] == 12]
    assert option[-3:] == pytest.approx((policy["option"]["mean"], *policy["option"]["interval90"]), rel=1e-12)
    drawn = draw("moves", story).axes[0].lines
    assert [tuple(line.get_ydata()) for line in drawn] == [part.y for part in story.series]
    printed = " ".join(render_table(board.document).split())
    assert all(words in printed for words in (*sentences, SURVEY))


def test_without_a_policy_there_is_nothing_of_it():
    board = board_of(TEXT[: TEXT.index("[strategies.later]")])
    assert "moves" not in board.stories and not {"moves", "options", "moves_by_month"} & set(tables(board))
    assert "Survey" not in render_table(board.document)
    with pytest.raises(ValueError, match="no strategy is a policy"):
        Moves.of(board.result)


def test_names_of_stages_lines_and_inputs():
    stages = stage_names({"api": "api", "own": "own", "api_2": "api", "api_3": "api"}, {"api": "API (barred)"})
    assert stages == {"api": "API", "own": "own", "api_2": "API again (move 2)", "api_3": "API again (move 3)"}
    assert stage_names({"api": "api", "own": "own", "api_2": "api"}, {})["api_2"] == "api again"
    assert line_name("api_2.tokens", stages) == "API again (move 2): tokens"
    assert line_name("own.move", stages) == "move to own"
    assert line_name("api.launch", stages) == "API: lost revenue"
    assert line_name("own.home.gpu_rent", stages) == "own: home: GPU rent"
    assert line_name("home.move", stages) == "home: move"
    assert input_name("strategies.move.switch.0.overlap") == "months both are paid of move 1"
    assert input_name("strategies.move.switch.1.one_time#2") == "cost of move 2 (draw 2)"
    called = {record["line"] for record in tables(board_of())["lines"].records() if record["strategy"] == "later"}
    assert called >= {"API: tokens", "Own servers: GPUs", "API again: tokens", "move to Own servers"}


def test_contingency_has_the_words_of_stages():
    board = board_of()
    view = View(board.document, 100)
    found = {r["line"] for r in tables(board)["contingency"].records() if r["strategy"] == "later"}
    rows = {row.line for row in contingency_rows(view, "later", 12)}
    assert {"API: tokens", "Own servers: GPUs", "move to Own servers"} <= found & rows
    assert "API again: tokens" in found
    assert not any(line.startswith(("api", "own")) for line in found | rows)


def test_contingency_adds_up_the_stages_of_a_strategy():
    document = deepcopy(board_of().document)
    confidence = document["strategies"]["later"]["horizons"]["12"]["confidence"]
    amounts = {"api.tokens": -925.0, "api_2.tokens": 1_022.0, "own.gpus": 208.0, "own.launch": 0.0}
    confidence["lines"] = {line: {"p80": amount, "se": {"p80": 0.0}} for line, amount in amounts.items()}
    confidence["contingency"]["p80"] = 305.0
    assert contingency_words(View(document, 100), "later").endswith(
        "The largest part of it, 208, is for Own servers: GPUs."
    )
    confidence["lines"]["own.launch"]["p80"] = -1.0
    assert contingency_words(View(document, 100), "later").endswith(
        "The largest increase, 208, is in Own servers: GPUs."
    )


def test_moves_to_one_strategy_have_their_conditions():
    board = board_of(
        TEXT + '[[strategies.later.switch]]\nfrom = "own"\nto = "api"\nwhen = "luck > 0.2 and month >= 5"\n'
    )
    _, _, back, other, _ = policy_sentences(View(board.document, 100), "later")
    assert back.startswith("Own servers to API again (move 2), when luck < 0.1 and month >= 8: in 10 +-1")
    assert other.startswith("Own servers to API again (move 3), when luck > 0.2 and month >= 5: in 10 +-1")
    titles = set(tables(board)["moves_by_month"].column("move"))
    assert titles == {"API to Own servers", *(s.partition(":")[0].replace('"', "") for s in (back, other))}
    drawn = [part.name for part in board.stories["moves"].series]
    assert drawn == ["to Own servers", "to API, if luck < 0.1 and month >= 8", "to API, if luck > 0.2 and month >= 5"]


@pytest.mark.parametrize(
    ("one", "other", "printed"),
    [("api", "self_hosted", True), ("hybrid", "multi_vendor", True), ("api", "multi_vendor", False),
     ("self_hosted", "hybrid", False), (None, "self_hosted", True)],
)  # fmt: skip
def test_base_rates_stand_where_a_move_is_like_those_of_the_survey(one, other, printed):
    document = deepcopy(board_of().document)
    for name, kind in (("api", one), ("own", other)):
        document["strategies"][name]["kind"] = kind
    assert (survey(document) == SURVEY) is printed
    assert ("Survey" in render_table(document)) is printed


def test_a_trajectory_counts_the_launch_from_the_move():
    document = trace(loads(TEXT.replace('"uniform(0, 1)"', "0.05")), 0).document
    (launch,) = [e for e in document["events"] if e["kind"] == "launch" and e["strategy"] == "later"]
    assert (launch["value"], launch["after_move"]) == (4.0, 1.0)
    text = render_trajectory(document)
    assert "launch of Own servers, 1.0 months after the move" in text
    assert "launch, 1.0 months after the start" in text  # of own itself
    assert "move to API again" in text and "move to Own servers: 5,000, paid once" in text


def test_conditions_on_a_policy():
    document = board_of().document
    found = judge(document, parse_condition("later.12.policy.moves.0.p > 25%"))
    assert found.holds and found.found == policy_of(board_of())["moves"][0]["p"]
    found = judge(document, parse_condition("later.12.policy.option.mean > 0"))
    assert not found.holds and found.interval == tuple(policy_of(board_of())["option"]["interval90"])
    with pytest.raises(ValueError, match="has no `2`"):
        judge(document, parse_condition("later.12.policy.moves.2.p > 25%"))
