"""Tables of a board: they say what the result says, to the last bit, in plain words."""

import math
import unicodedata
from datetime import date

import pytest
from board_case import HOSTILE, MADE, hostile_board, small_board

from tcorisk import load, simulate
from tcorisk.configs import loads
from tcorisk.reports.board import gather
from tcorisk.reports.tables.tables import KINDS, TABLES, Column, Table, tables
from tcorisk.reports.words.layout import clean
from tcorisk.simulator.decision import comparison_of
from tcorisk.simulator.statistics import PERCENTILES

#: Only of policies.
POLICIES = {"moves", "options", "moves_by_month"}

ONE = """
schema = 1
title = "One alone"
currency = "EUR"
horizons = [3]
[strategies.only]
label = "Only"
[strategies.only.costs.fees]
category = "Compute"
monthly = "100 to 200"
"""


@pytest.fixture(scope="module")
def board():
    return small_board()


@pytest.fixture(scope="module")
def found(board):
    return tables(board)


@pytest.fixture(scope="module")
def others():
    """A scenario in which nothing is random, and one with nothing to compare."""
    fixed = gather(simulate(load("support_chatbot"), 8_192), made=MADE)
    alone = gather(simulate(loads(ONE), 8_192), made=MADE)
    return {"fixed": fixed, "alone": alone}


def _by(table, *keys):
    return {tuple(record[key] for key in keys): record for record in table.records()}


def test_names_and_their_order(found):
    assert list(found) == [name for name in TABLES if name in found]
    assert set(TABLES) - set(found) <= {"warnings", "requirements", *POLICIES}
    assert all(table.name == name for name, table in found.items())


def test_every_value_has_the_type_of_its_column_and_every_column_says_what_it_means(found, others):
    everything = [*found.values(), *(t for b in others.values() for t in tables(b).values())]
    for table in everything:
        assert table.rows
        assert len({column.key for column in table.columns}) == len(table.columns)
        for at, column in enumerate(table.columns):
            assert column.meaning.endswith(".")
            assert column.heading
            values = [row[at] for row in table.rows if row[at] is not None]
            assert all(type(value) is KINDS[column.kind] for value in values), column.key
            assert all(math.isfinite(value) for value in values if isinstance(value, float))
            if column.kind == "share" and column.key.startswith("p_"):
                assert all(0.0 <= value <= 1.0 for value in values)


def test_summary_is_the_document(board, found):
    records = _by(found["summary"], "strategy", "horizon")
    assert len(records) == 6
    for (name, horizon), record in records.items():
        numbers = board.document["strategies"][name]["horizons"][str(horizon)]
        for key in ("mean", "sd", "p10", "p50", "p80", "p90", "cvar95", "point_estimate", "p_cheapest"):
            assert record[key] == numbers[key]
        assert {key: record[f"cash_{key}"] for key in numbers["cash"]} == numbers["cash"]
        assert {key: record[f"unit_cost_{key}"] for key in numbers["unit_cost"]} == numbers["unit_cost"]
        assert [record[f"{key}_se"] for key in ("mean", "p50", "p90")] == [
            numbers["se"][key] for key in ("mean", "p50", "p90")
        ]
        assert record["cash_p50_per_month"] == numbers["cash"]["p50"] / horizon
        budget = numbers["budget"] or {"amount": None, "p_within": None}
        assert (record["budget"], record["p_within"]) == (budget["amount"], budget["p_within"])
        outputs = (numbers["outputs"] or {"utilisation": {"p50": None}})["utilisation"]
        assert record["outputs_utilisation_p50"] == outputs["p50"]
        assert (record["p_beats"] is None) == (name == "api")
    assert records["own", 12]["budget_per_month"] == 7_000.0
    assert records["cheap", 12]["budget"] == 240_000.0


def test_summary_is_what_a_notebook_shows(board, found):
    frame = board.result.summary()
    both = set(frame.columns) & {column.key for column in found["summary"].columns}
    assert len(both) > 10
    for key in both:
        ours = [math.nan if value is None else value for value in found["summary"].column(key)]
        assert ours == pytest.approx(frame[key].tolist(), rel=0, abs=0, nan_ok=True)


def test_comparisons_are_the_document(board, found):
    records = _by(found["comparisons"], "strategy", "horizon")
    assert len(records) == len(board.document["comparisons"]) == 4
    for item in board.document["comparisons"]:
        record = records[item["strategy"], item["horizon"]]
        for key in ("p_beats", "p_beats_se", "p_ties", "p_beats_by_10", "p_beats_by_20"):
            assert record[key] == item[key]
        assert [record[f"savings_{key}"] for key in ("mean", "p10", "p50", "p90")] == [
            item["savings"][key] for key in ("mean", "p10", "p50", "p90")
        ]
        assert record["savings_p50_se"] == item["savings"]["se"]["p50"]
        assert [record[f"break_even_{key}"] for key in ("p10", "p50", "p90")] == [
            item["break_even"][key] for key in ("p10", "p50", "p90")
        ]
        assert record["p_never"] == item["break_even"]["p_never"]
        assert record["top_input_rank_correlation"] == item["drivers"][0]["rank_correlation"]


def test_months_are_the_document(board, found):
    records = _by(found["months"], "strategy", "month")
    assert len(records) == 3 * 12
    for (name, month), record in records.items():
        series = board.document["strategies"][name]["months"]
        for what in ("cash", "cumulative_tco"):
            for key in ("mean", "p10", "p50", "p90"):
                assert record[f"{what}_{key}"] == series[what][key][month - 1]


def test_lines_and_categories_are_the_document_and_add_up(board, found):
    for name, strategy in board.document["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            mine = [r for r in found["lines"].records() if (r["strategy"], r["horizon"]) == (name, int(horizon))]
            assert [r["mean"] for r in mine] == [of_one["mean"] for of_one in numbers["lines"].values()]
            assert math.fsum(r["share"] for r in mine) == pytest.approx(1.0, rel=1e-12)
            sums = {}
            for record in mine:
                sums[record["category"]] = sums.get(record["category"], 0.0) + record["mean"]
            theirs = [r for r in found["categories"].records() if (r["strategy"], r["horizon"]) == (name, int(horizon))]
            assert {r["category"]: {k: r[k] for k in ("mean", "p10", "p50", "p90")} for r in theirs} == numbers[
                "categories"
            ]
            assert sums == pytest.approx({r["category"]: r["mean"] for r in theirs}, rel=1e-9)


def test_an_address_of_a_line_leads_somewhere(board, found):
    from tcorisk.reports.explain.explain import find_place

    for table in ("lines", "sensitivity", "assumptions"):
        for address in found[table].column("address"):
            find_place(board.scenario, address)  # raises where there is nothing


def test_percentiles_are_the_document_where_it_has_them(board, found):
    records = _by(found["percentiles"], "strategy", "horizon", "percentile")
    assert len(records) == 6 * 99
    for name, strategy in board.document["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            for p in PERCENTILES:
                record = records[name, int(horizon), p]
                assert (record["tco"], record["tco_se"]) == (numbers[f"p{p}"], numbers["se"][f"p{p}"])
            for p in (10, 50, 80, 90):
                assert records[name, int(horizon), p]["cash"] == numbers["cash"][f"p{p}"]
            curve = [records[name, int(horizon), p]["tco"] for p in range(1, 100)]
            assert curve == sorted(curve)


def test_sensitivity_is_its_document(board, found):
    records = found["sensitivity"].records()
    assert len(records) > 3
    # means at both ends are those of the run's document, shares and values of information those of the analysis
    verdict, pair = board.document["verdict"], board.pair
    item = comparison_of(board.document, pair, verdict["horizon"])
    ends = ("address", "low", "high", "effect", "effect_se", "rank_correlation")
    for each, record in zip(item["drivers"], records, strict=False):
        assert {key: record[key] for key in ends} == {key: each[key] for key in ends}
    analysed = {each["address"]: each for each in board.sensitivity.document["inputs"]}
    assert analysed.keys() <= {record["address"] for record in records}
    for record in records:
        each = analysed.get(record["address"], {})
        assert record["evppi"] == each.get("evppi")
        for key in ("first_order", "total"):
            share, error = each.get(key), each.get(f"{key}_se")
            part = any(address.startswith(f"{record['address']}.") for address in analysed)  # a process's own noise
            lost = part or share is None or 1.753 * error > abs(share)
            assert record[key] == (None if lost else each[key])


def test_inputs_that_depend_on_each_other_stand_below():
    text = (
        ONE.replace("100 to 200", "to(100, 200) * to(1, 2)")
        + """
[strategies.other]
[strategies.other.costs.fees]
category = "Compute"
monthly = 180
[[correlations]]
between = ["strategies.only.costs.fees.monthly#1", "strategies.only.costs.fees.monthly#2"]
rank = 0.5
"""
    )
    board = gather(simulate(loads(text), 8_192), made=MADE)
    *inputs, group = tables(board)["sensitivity"].records()
    assert [record["total"] for record in inputs] == [None, None]
    assert (group["total"], group["low"]) == (board.sensitivity.groups[0].total.value, None)
    assert group["owner"] == "Only"


@pytest.mark.parametrize(("name", "sweep", "keys"), [("volume", "volume", 1), ("heat_map", "grid", 2)])
def test_sweeps_are_their_frames(board, found, name, sweep, keys):
    frame, table = getattr(board, sweep).frame, found[name]
    for at in range(keys):
        assert list(table.column(table.columns[at].key)) == frame.iloc[:, at].tolist()
    for key in ("strategy", "horizon", "mean", "p10", "p50", "p90"):
        assert list(table.column(key)) == frame[key].tolist()
    ours = [math.nan if value is None else value for value in table.column("p_beats")]
    assert ours == pytest.approx(frame["p_beats"].tolist(), rel=0, abs=0, nan_ok=True)


def test_trajectories_are_the_first_of_the_run(board, found):
    table, frame = found["trajectories"], board.result.samples()
    assert table.column("trajectory") == tuple(range(1_000))
    assert {column.key for column in table.columns} == {"trajectory", *frame.columns}
    for key in frame.columns:
        assert list(table.column(key)) == frame[key].iloc[:1_000].tolist()
    assert "simulate explain --config assistant.toml --trajectory NUMBER" in table.note


def test_assumptions_say_how_old_they_are(found):
    record = _by(found["assumptions"], "address")[("drivers.requests_per_day.initial",)]
    assert (record["dated"], record["age_days"], record["stale"]) == (date(2026, 1, 15), 310, "yes")
    assert _by(found["assumptions"], "address")[("drivers.engineer",)]["stale"] is None


def test_where_nothing_is_random_all_that_is_left_out_is_what_repeats_itself(others):
    found = tables(others["fixed"])
    varying = {
        "percentiles",
        "contingency",
        "sensitivity",
        "risks",
        "stress",
        "volume",
        "heat_map",
        "warnings",
        "trajectories",
    }
    assert set(TABLES) - set(found) == {*varying, "frontier", "requirements", *POLICIES}  # which the file does not have
    for record in found["summary"].records():
        assert record["p10"] == record["p90"] == record["mean"]


def test_one_strategy_is_not_compared(others):
    found = tables(others["alone"])
    assert "comparisons" not in found
    assert "costs" in found["sensitivity"].note  # what moves its cost, as there is no saving
    keys = {column.key for column in found["summary"].columns}
    assert keys & {"p_beats", "p_cheapest", "budget", "unit_cost_p50", "kind"} == set()
    assert len(found["percentiles"].rows) == 99
    assert len(found["trajectories"].rows) == 1_000


def test_hostile_words_come_out_as_plain_text():
    found = tables(hostile_board())
    words = [value for table in found.values() for row in table.rows for value in row if isinstance(value, str)]
    words += [text for t in found.values() for text in (t.title, t.note, *(c.heading for c in t.columns))]
    assert not any(unicodedata.category(c)[0] == "C" for text in words for c in text)
    labels = set(found["summary"].column("label"))
    assert labels == {clean(HOSTILE[4]), clean(HOSTILE[5]), clean(HOSTILE[9])}  # whole: nothing is cut
    assert HOSTILE[2] in found["categories"].column("category")
    assert HOSTILE[0] in found["provenance"].column("value")


def test_a_table_refuses_what_does_not_exist():
    with pytest.raises(ValueError, match="kind needs to be one of text, money"):
        Column("a", "A", "colour", "A.")
    table = Table("t", "T", "", (Column("a", "A", "count", "A."),), ((1,),))
    with pytest.raises(KeyError, match="no column 'b'; there are a"):
        table.column("b")
