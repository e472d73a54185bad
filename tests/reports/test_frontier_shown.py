"""Cost against risk in every output: the points of the document, and a title that is true of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from chart_case import check_words, words_of
from openpyxl import load_workbook
from pptx import Presentation

from tcorisk import load, simulate
from tcorisk.configs import loads
from tcorisk.reports.board import Board
from tcorisk.reports.charts import draw, frontier
from tcorisk.reports.formats import render_files
from tcorisk.reports.stories import Frontier
from tcorisk.reports.tables.tables import tables

HEAD = 'schema = 1\ntitle = "Test"\ncurrency = "USD"\nhorizons = [12]\n'


def text_of(costs: dict[str, str], barred: str = "", drivers: str = "") -> str:
    parts = [HEAD, drivers]
    for name, cost in costs.items():
        parts += [f"[strategies.{name}]\nlabel = '{name.upper()}'", "barred = 'no'" if name == barred else ""]
        parts += [f"[strategies.{name}.costs.x]\ncategory = 'Compute'\nmonthly = '{cost}'"]
    return "\n".join(parts)


@cache
def board_of(text: str, trajectories: int = 4_096) -> Board:
    made = loads(text) if "\n" in text else load(text)
    return Board(simulate(made, trajectories), None, None, None, None, date(2026, 11, 1))


#: A is cheaper on average, B in a bad case; C is beaten by both, D is barred and cheaper than all.
FOUR = text_of({"a": "60 to 130", "b": "98 to 102", "c": "140 to 150", "d": "10 to 20"}, barred="d")


def figures(board: Board, name: str) -> tuple[float, float]:
    numbers = board.document["strategies"][name]["horizons"][str(board.document["verdict"]["horizon"])]
    return numbers["mean"], numbers["cvar95"]


def near(words: str, amount: float) -> bool:
    """Tell whether a written amount, and its error where there is one, means this one."""
    value, _, half = words.replace(",", "").partition(" +-")
    digits = len(value) - len(value.rstrip("0"))
    return abs(float(value) - amount) <= 0.51 * max(10.0**digits, float(half or 0.0))


def check_title(board: Board) -> str:
    """Check that what the title says holds of the document; return which kind of title it is."""
    title, costs = board.stories["frontier"].headline, {}
    for name, part in board.document["strategies"].items():
        costs[part["label"]] = figures(board, name)
    allowed = {label: pair for label, pair in costs.items() if not label.endswith("(barred)")}
    amount = r"([\d,.]+(?: \+-[\d,.]+)?)"
    trade = rf"On average (\w) costs {amount} USD less; in the worst 5 % of futures (\w) costs {amount} less"
    if found := re.fullmatch(trade, title):
        one, mean, other, worst = found.groups()
        assert costs[one][0] == min(pair[0] for pair in allowed.values())
        assert costs[other][1] == min(pair[1] for pair in allowed.values())
        assert near(mean, costs[other][0] - costs[one][0]) and near(worst, costs[one][1] - costs[other][1])
        return "trade"
    both = rf"(\w) is cheapest on average and in the worst 5 % of futures: {amount} and {amount} USD"
    least = rf"(\w) costs least of those allowed: {amount} USD on average, {amount} in the worst 5 % of futures"
    for kind, pattern, field in (("both", both, costs), ("least", least, allowed)):
        if found := re.fullmatch(pattern, title):
            one, mean, worst = found.groups()
            assert all(costs[one][0] <= pair[0] and costs[one][1] <= pair[1] for pair in field.values())
            assert near(mean, costs[one][0]) and near(worst, costs[one][1])
            return kind
    savings = board.document["verdict"]["frontier_savings"]
    for key, where in (("mean", "on average"), ("worst_5", "in the worst 5 %")):
        part = savings[key]
        one, other = (board.document["strategies"][part[which]]["label"] for which in ("strategy", "against"))
        if part["interval90"][0] > 0.0:
            (mean,) = re.findall(rf"{where} {one} costs {amount} USD less than {other}", title, re.IGNORECASE)
            assert near(mean, part["saves"])
        else:
            alike = f"{one} and {other} are too close"
            assert re.search(f"{where} {alike}|{alike}.*{where}", title, re.IGNORECASE)
    return "unclear"


def test_titles_are_true():
    rng, kinds = np.random.default_rng(11), []
    for _ in range(16):
        costs, close = {}, rng.random() < 0.3
        for name in "abc"[: rng.integers(2, 4)]:
            middle, half = 100.0 + rng.uniform(-1, 1) * (0.2 if close else 20), 40.0 if close else rng.uniform(1, 60)
            costs[name] = f"{middle - half:.2f} to {middle + half:.2f}"
        barred = "c" if "c" in costs and rng.random() < 0.4 else ""
        kinds.append(check_title(board_of(text_of(costs, barred), 1_024)))
    assert set(kinds) == {"trade", "both", "least", "unclear"}
    board = board_of(FOUR)
    assert check_title(board) == "trade"
    false = replace(
        board.stories["frontier"],
        headline="On average B costs 9,000 USD less; in the worst 5 % of futures A costs 9,000 less",
    )
    wrong = Board(board.result, None, None, None, None, board.made)
    wrong.__dict__["stories"] = {"frontier": false}
    with pytest.raises(AssertionError):
        check_title(wrong)


def test_equal_costs_are_called_the_same():
    same = text_of({"a": "rate", "b": "rate"}, drivers="[drivers]\nrate = '50 to 150'")
    assert (
        board_of(same).stories["frontier"].headline
        == "A and B cost the same on average and in the worst 5 % of futures"
    )


def test_every_output_shows_the_document():
    board = board_of(FOUR)
    story = board.stories["frontier"]
    assert isinstance(story, Frontier)
    points = {name: figures(board, name) for name in "abcd"}
    assert story.costs == points and list(story.efficient) == board.document["verdict"]["frontier"] == ["a", "b"]
    *dots, line = story.series
    assert [(part.strategy, part.x[0], part.y[0]) for part in dots] == [(n, *pair) for n, pair in points.items()]
    assert list(zip(line.x, line.y, strict=True)) == [points["a"], points["b"]]
    roles = {part.strategy: part.role for part in dots}
    assert roles["d"] == "barred" and roles[board.document["verdict"]["recommended"]] == "recommended"

    files = render_files(board, ["html", "pptx", "xlsx", "svg", "csv"])
    assert {"charts/frontier.svg", "data/frontier.csv"} <= set(files)
    assert 'id="chart-frontier' in (page := files["report.html"].decode()) and story.headline in page
    (slide,) = [s for s in Presentation(BytesIO(files["deck.pptx"])).slides if "Frontier" in {x.name for x in s.shapes}]
    (chart,) = [shape.chart for shape in slide.shapes if shape.name == "Frontier"]
    assert slide.shapes.title.text == story.headline
    drawn = {one.name: tuple(one.values) for one in chart.plots[0].series}
    assert drawn == {part.name: part.y for part in story.series}
    assert next(iter(drawn)) == story.series[-1].name  # LibreOffice draws no dots after a first series of dots
    assert not chart.has_legend
    book = load_workbook(BytesIO(files["workbook.xlsx"]))
    rows = {row[1]: row[2:5] for row in book["Cost against risk"].iter_rows(values_only=True) if row[1] in points}
    for name, pair in points.items():
        on = "barred" if name == "d" else "yes" if name in "ab" else "no"
        assert rows[name] == (*(pytest.approx(x, rel=1e-12) for x in pair), on)
    assert list(rows) == sorted(points, key=lambda name: points[name])

    drawn = {artist.get_label(): artist for artist in draw("frontier", story).axes[0].lines}
    for part in story.series:
        assert (tuple(drawn[part.name].get_xdata()), tuple(drawn[part.name].get_ydata())) == (part.x, part.y)
    filled = {name: drawn[story.labels[name]].get_markerfacecolor() for name in points}
    assert filled == {name: "#ffffff" if name == "d" else story.looks[name].colour for name in points}


def test_left_out_where_there_is_no_choice_or_no_risk():
    texts = {
        text_of({"a": "50 to 150"}): "two strategies that may be chosen",
        text_of({"a": "50 to 150", "b": "60 to 70"}, barred="b"): "two strategies that may be chosen",
        text_of({"a": "50", "b": "60"}): "nothing is random",
    }
    for text, reason in texts.items():
        board = board_of(text)
        assert "frontier" not in board.stories and "frontier" not in tables(board)
        with pytest.raises(ValueError, match=reason):
            Frontier.of(board.result)


@pytest.mark.parametrize("name", ["saas_growth", "legal_startup", "two_year_exercise", FOUR])
def test_names_stand_apart_beside_their_points(name):
    board = board_of(name)
    figure = frontier(board.result)
    check_words(figure, board.stories["frontier"])
    assert "recommended" in words_of(figure)
    deck = Presentation(BytesIO(render_files(board, ["pptx"])["deck.pptx"]))
    (chart,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.name == "Frontier"]
    assert not chart.has_legend


def test_names_without_room_are_in_a_key():
    names = [f"s{k}" for k in range(30)]
    story = board_of(FOUR).stories["frontier"]
    crowd = replace(
        story,
        labels={name: f"A strategy of a long name, {name}" for name in names},
        looks=dict.fromkeys(names, story.looks["a"]),
        costs={name: (100.0 + k / 1e3, 100.0 - k / 1e3) for k, name in enumerate(names)},
        efficient=tuple(names),
        recommended="s0",
        barred=frozenset(),
    )
    figure = draw("frontier", crowd)
    assert "recommended" not in words_of(figure) and len(figure.axes[0].lines) == 32
