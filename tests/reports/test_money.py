"""One saving, one rounding, cash apart from present value: the same figures in all outputs."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from board_case import small_board
from judged import judged
from small_document import many_document, small_document
from test_one_choice import WRITTEN, board, texts

from tcorisk import load, simulate
from tcorisk.reports import render_table
from tcorisk.reports.stories import CumulativeCost, Savings
from tcorisk.reports.tables.cash_table import cash_finding, mean_cash, periods_of
from tcorisk.reports.tables.tables import tables
from tcorisk.reports.words.cost_cells import cash_cell, total_cell
from tcorisk.reports.words.numbers import Money, odds_cell
from tcorisk.reports.words.verdict_money import median_saving
from tcorisk.reports.words.view import View

_MEDIAN = re.compile(r"median (?:saving|extra cost)(?: \(P50 of the difference\))?(?: is)? ([\d,.]+\d)")
_OTHER = re.compile(r"\bsaves \d|\bsaving of \d|(?<!median )saving is \d")


def _savings(view: View, key: str = "p50") -> set[str]:
    """Return each comparison's saving over the horizon of the decision, as it is written without its sign."""
    found = [item for item in view.document["comparisons"] if item["horizon"] == view.last]
    if view.all_certain:
        return {view.money.exact(abs(item["savings"][key])) for item in found}
    return {
        view.money(abs(item["savings"][key]), view.half_interval(item["savings"], key), error_shown=False)
        for item in found
    }


@pytest.mark.parametrize("seed", WRITTEN)
def test_every_saving_is_the_p50_of_the_difference(seed: int) -> None:
    view = View(board(seed).document, 100)
    for output in ("table", "page", "deck", "workbook"):
        text = " ".join(texts(seed)[output].split())
        assert set(_MEDIAN.findall(text)) <= _savings(view), output
        if not view.all_certain:
            assert not _OTHER.search(text), output


def test_the_titles_of_the_pictures_have_the_verdicts_saving() -> None:
    made = [board(seed) for seed in WRITTEN]
    found = 0
    for each in made:
        view = View(each.document, 100)
        if each.pair is None or view.all_certain:
            continue
        words = median_saving(view, view.compared(each.pair, view.last))
        story = Savings.of(each.result)
        found += story.headline.endswith(words)
        overtakes = CumulativeCost.of(each.result).headline
        assert "median" not in overtakes or words in overtakes
    assert found >= 4


def test_a_mean_saving_would_be_found_out() -> None:
    view = View(small_board().document, 100)
    (found,) = (item for item in view.comparisons(view.last) if item["strategy"] == "own")
    assert not _savings(view, "mean") & _savings(view)
    wrong = {**found, "savings": {**found["savings"], "p50": found["savings"]["mean"]}}
    assert not set(_MEDIAN.findall(median_saving(view, wrong))) <= _savings(view)


def test_an_amount_has_the_same_digits_with_its_error_and_without() -> None:
    rng, write = np.random.default_rng(3), Money("USD")
    for amount, share in zip(10.0 ** rng.uniform(0.0, 9.0, 200), 10.0 ** rng.uniform(-5.0, 0.0, 200), strict=True):
        shown, hidden = (write(amount, share * amount, error_shown=each) for each in (True, False))
        assert shown.partition(" +-")[0] == hidden
    assert write(31_450.0, 20_000.0, error_shown=False) == "30,000" != write(31_450.0)


@pytest.mark.parametrize("seed", WRITTEN)
def test_table_page_and_deck_round_alike(seed: int) -> None:
    view = View(board(seed).document, 100)
    if view.all_certain:
        return
    name = view.verdict["recommended"]
    for cell in (total_cell, cash_cell):
        words = cell(view, name, view.last, "p90", error_shown=False)
        for output in ("table", "page"):
            assert re.search(rf"(?<![\d,.]){re.escape(words)}(?![\d,])", texts(seed)[output]), (output, cell.__name__)


@pytest.mark.parametrize("name", ["trading", "custom_model", "legal_startup"])
def test_the_cash_of_lines_adds_up_and_is_that_of_the_sampled_futures(name: str) -> None:
    result = simulate(load(name), 8_192)  # as many as are sampled
    for strategy, part in result.document["strategies"].items():
        for horizon, numbers in part["horizons"].items():
            paid = result.sample.line_cash[strategy, int(horizon)]
            assert sum(line["cash_mean"] for line in numbers["lines"].values()) == pytest.approx(
                numbers["cash"]["mean"], rel=1e-12
            )
            for line, values in paid.items():
                assert numbers["lines"][line]["cash_mean"] == pytest.approx(values.mean(), rel=1e-9, abs=1e-9)
            assert all(numbers["lines"][line]["cash_mean"] == 0.0 for line in numbers["lines"].keys() - paid.keys())
    discounted = bool(result.scenario.discount_rate)
    assert discounted == any(
        line["cash_mean"] > line["mean"] * (1.0 + 1e-9) for line in numbers["lines"].values() if line["mean"] > 0.0
    )


@pytest.mark.parametrize("start", [None, date(2026, 5, 1)])
def test_quarters_add_up_to_years_and_years_to_the_cash(start: date | None) -> None:
    scenario = load("two_year_exercise")
    scenario = scenario.with_values({} if start is None else {"start": start})
    view = View(simulate(scenario, 1_024).document, 100)
    every = periods_of(view)
    by_kind = {kind: [p for p in every if p.kind == kind] for kind in ("quarter", "year", "total")}
    for kind in ("quarter", "year"):
        assert [month for period in by_kind[kind] for month in period.months] == list(range(1, 25))
    names = [period.name for period in by_kind["quarter"]]
    if start is None:
        assert names[0] == "months 1 to 3" and [p.name for p in by_kind["year"]] == ["year 1", "year 2"]
    else:
        assert names[0] == "Q2 2026 (2 months)" and names[1] == "Q3 2026" and names[-1] == "Q2 2028 (1 month)"
        assert [p.name for p in by_kind["year"]] == ["2026 (8 months)", "2027", "2028 (4 months)"]
    for name in view.strategies:
        whole = view.numbers(name, view.last)["cash"]["mean"]
        for kind in by_kind:
            assert sum(mean_cash(view, name, period) for period in by_kind[kind]) == pytest.approx(whole, rel=1e-9)
        assert mean_cash(view, name, by_kind["quarter"][1]) < whole
    name = view.verdict["recommended"]
    whole_quarters = [period for period in by_kind["quarter"] if len(period.months) == 3]
    most = max(whole_quarters, key=lambda period: mean_cash(view, name, period))
    assert ("in every quarter" in cash_finding(view)) != (most.name in cash_finding(view))


def test_the_table_of_quarters_has_every_month_once() -> None:
    made = small_board()
    found = tables(made)["cash_by_period"]
    assert {row["kind"] for row in found.records()} == {"quarter", "year", "total"}
    assert [sum(row["months"] for row in found.records() if row["kind"] == kind) for kind in ("quarter", "total")] == [
        12 * len(made.document["strategies"])
    ] * 2


@pytest.mark.parametrize("futures", [16_384, 1_048_576])
def test_a_column_of_probabilities_has_one_style(futures: int) -> None:
    hits = {0, 1, 2, 5, 40, 300, futures // 3, futures - 300, futures - 2, futures}
    style = re.compile(r"[~<>]?(\d+(?:\.\d\d?)?)(?: \+-\d+)? in 100")
    for hit in hits:
        found = style.fullmatch(odds_cell(hit / futures, futures))
        assert found, hit
        assert float(found[1]) == pytest.approx(100.0 * hit / futures, abs=0.51)
        if 300 <= hit <= futures - 300:
            assert float(found[1]) == pytest.approx(100.0 * hit / futures, rel=0.1, abs=0.06)


def test_cash_and_cost_are_equal_only_where_every_figure_is() -> None:
    document = judged(small_document())
    for part in document["strategies"]["own"]["horizons"].values():
        part["residual"] = None
        part["cash"] = {key: part[key] for key in part["cash"]}
    for part in document["strategies"]["api"]["horizons"].values():
        part["cash"] = {key: part[key] for key in part["cash"]}
    words = "Cash and total cost are equal here"
    assert words in " ".join(render_table(document).split())
    document["strategies"]["own"]["horizons"]["24"]["cash"]["p90"] *= 1.01  # the means still agree
    assert words not in " ".join(render_table(document).split())


def test_the_first_columns_are_the_recommended_strategy_and_its_runner_up() -> None:
    document = judged(many_document(6))
    leading = View(document, 100).leading
    page = render_table(document).splitlines()
    head = page[page.index(next(line for line in page if line.startswith("USD "))) - 1]
    labels = View(document, 100).labels
    assert all(labels[name][:12] in head for name in leading)
