"""Cumulative cost, budget and savings: their stories against the result, and their pictures.

The golden pictures are rewritten by `python tools/make_goldens.py`.
"""

import dataclasses
from fnmatch import fnmatch

import numpy as np
import pytest
from board_case import HOSTILE, hostile_board, small_board
from chart_case import (
    STORIES,
    TOLERANCE,
    check_words,
    fan,
    golden_words,
    kept,
    make_golden,
    off_golden,
    saved,
    words_of,
    written,
)
from matplotlib import rc_context

import tcorisk.reports.charts.style as style
from tcorisk import load, simulate
from tcorisk.reports import charts
from tcorisk.reports.stories import Band, BudgetKept, CumulativeCost, Savings, looks

OF = {"cumulative_cost": CumulativeCost, "budget": BudgetKept, "savings": Savings}


def make_goldens():
    for name, story in STORIES.items():
        make_golden(name, charts.draw(name, story()))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    def run(*lines, horizons="[6, 12]"):
        path = tmp_path_factory.mktemp("scenario") / "case.toml"
        path.write_text(f'schema = 1\ntitle = "Case"\ncurrency = "USD"\nhorizons = {horizons}\n' + "\n".join(lines))
        return simulate(load(path), 8_192)

    def strategy(name, monthly, more=""):
        return f'[strategies.{name}]\n{more}\n[strategies.{name}.costs.x]\ncategory = "Compute"\nmonthly = {monthly}'

    def long_one(k):
        more = f'label = "{"Long " * 9}{k}"\nbudget_per_month = {1_200 + 30 * k}'
        return strategy(f"s{k}", f'"{900 + 40 * k} to {1_500 + 50 * k}"', more)

    return {
        "one": run(strategy("a", '"900 to 1_500"')),
        "fixed": run(strategy("a", 1_000, "budget_per_month = 900"), strategy("b", 1_200, "budget_per_month = 1_300")),
        "equal": run(strategy("a", 1_000), strategy("b", 1_000)),
        "nothing": run(strategy("a", 0), strategy("b", 0)),
        "negative": run(strategy("a", '"uniform(-300, 100)"'), strategy("b", '"uniform(-200, 80)"')),
        "ties": run(
            strategy("a", '"900 to 1_500"'),
            '[strategies.b]\nlike = "a"\n[strategies.b.costs.y]\ncategory = "Compute"\n'
            'one_time = "bernoulli(0.3) * -500 + 400 * bernoulli(0.2)"',
            horizons="[12]",
        ),
        "month": run(strategy("a", '"900 to 1_500"'), strategy("b", '"800 to 1_900"'), horizons="[1]"),
        "long": run(strategy("a", '"900 to 1_500"'), strategy("b", '"800 to 1_900"'), horizons="[120]"),
        "many": run(*map(long_one, range(9))),
        "cheaper": run(
            strategy("a", '"900 to 1_500"'),
            strategy("b", '"300 to 500"') + '\n[strategies.b.costs.y]\ncategory = "Engineering"\none_time = 3_000',
        ),
    }  # fmt: skip


CASES = ("one", "fixed", "equal", "nothing", "negative", "ties", "month", "long", "many", "cheaper")


def stories(result):
    several = len(result.document["strategies"]) > 1
    return {name: of.of(result) for name, of in OF.items() if several or name != "savings"}


# -- pictures -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", STORIES)
def test_golden(name):
    figure = charts.draw(name, STORIES[name]())
    assert written(figure) == golden_words(name)
    assert off_golden(name, figure) < TOLERANCE


@pytest.mark.parametrize("name", STORIES)
def test_golden_forgives_another_way_to_draw(name, monkeypatch):
    other = style.settings() | {"text.hinting": "none", "text.antialiased": False, "path.simplify": True}
    monkeypatch.setattr(style, "settings", lambda: other)
    assert off_golden(name, charts.draw(name, STORIES[name]())) < TOLERANCE


def _moved(band, by):
    return Band(*(tuple(by * x for x in part) for part in (band.p10, band.p50, band.p90)))


@pytest.mark.parametrize(
    ("name", "story"),
    [
        ("cumulative_cost", fan(bands=fan().bands | {"mixed": _moved(fan().bands["mixed"], 1.1)})),
        ("cumulative_cost", fan(break_even=13)),
        ("cumulative_cost", fan(looks=looks(["own", "api", "mixed"]))),
        ("budget", kept(budgets={"own": 210e3})),
        ("budget", kept(amounts=kept().amounts | {"api": tuple(1.1 * x for x in kept().amounts["api"])})),
        ("savings", saved(shares=tuple(np.roll(saved().shares, 2).tolist()))),
        ("savings", saved(p50=60e3)),
    ],
)
def test_golden_notices_another_number(name, story):
    assert off_golden(name, charts.draw(name, story)) > TOLERANCE


@pytest.mark.parametrize("name", STORIES)
def test_golden_notices_another_word(name):
    assert written(charts.draw(name, STORIES[name](headline="Another conclusion"))) != golden_words(name)


@pytest.mark.parametrize("name", OF)
@pytest.mark.parametrize("case", CASES)
def test_words_are_inside_apart_and_large(results, case, name):
    story = stories(results[case]).get(name)
    if story is not None:
        check_words(charts.draw(name, story), story)


@pytest.mark.parametrize("name", OF)
@pytest.mark.parametrize("board", [small_board, hostile_board])
def test_words_of_a_board(board, name):
    story = OF[name].of(board().result)
    check_words(charts.draw(name, story), story)


def test_hostile_words_are_written_as_they_are():
    shown = " ".join(words_of(charts.draw("cumulative_cost", CumulativeCost.of(hostile_board().result))))
    assert HOSTILE[9] in shown  # closes elements, begins entities
    assert HOSTILE[5] in shown  # right to left
    assert "[rocket] launch" in shown  # a symbol that the font does not have
    money = dataclasses.replace(fan(), headline=HOSTILE[0], subtitle=HOSTILE[1], footer=HOSTILE[7])
    money = dataclasses.replace(money, labels={"api": HOSTILE[2], "own": HOSTILE[3], "mixed": HOSTILE[4]})
    figure = charts.draw("cumulative_cost", money)
    check_words(figure, money)
    for words in (HOSTILE[0], HOSTILE[1], HOSTILE[3], HOSTILE[7]):
        assert words in words_of(figure)


def test_break_even_is_marked_where_it_is():
    def marks(story):
        axes = charts.draw("cumulative_cost", story).axes[0]
        return [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]

    assert marks(fan()) == [11]
    assert marks(fan(break_even=None)) == []
    assert marks(fan(break_even=1)) == []  # cheaper from the first month on: nothing is overtaken
    assert "Break-even: month 11 (P50)" in words_of(charts.draw("cumulative_cost", fan()))


def test_of_many_strategies_only_the_compared_have_bands(results):
    bands = lambda story: len(charts.draw("cumulative_cost", story).axes[0].collections)  # noqa: E731
    assert bands(fan()) == 3
    assert bands(CumulativeCost.of(results["many"])) == 2
    assert bands(CumulativeCost.of(results["fixed"])) == 0


def test_a_budget_is_an_upright_line_at_its_amount():
    figure = charts.draw("budget", kept())
    (budget,) = [line for line in figure.axes[0].lines if ": budget " in line.get_label()]
    assert list(budget.get_xdata()) == [168e3, 168e3]
    assert "Budget 168,000, kept in 2 of 8,192 futures" in words_of(figure)


def test_bars_stand_on_their_side_of_zero():
    bars = charts.draw("savings", saved()).axes[0].patches
    colours = {bar.get_x() >= 0.0: bar.get_facecolor() for bar in bars}
    assert len({bar.get_facecolor() for bar in bars}) == 2
    assert all(bar.get_facecolor() == colours[bar.get_x() >= 0.0] for bar in bars)
    assert sum(bar.get_height() for bar in bars) == pytest.approx(1.0)


def test_ties_have_a_share_and_a_bar_of_their_own(results):
    story = Savings.of(results["ties"])
    (compared,) = results["ties"].document["comparisons"]
    assert (compared["p_beats"], compared["p_ties"]) == pytest.approx((0.3, 0.56), abs=0.02)
    shares = list(zip(story.edges, story.shares, strict=False))
    sides = {below: sum(share for low, share in shares if (low < 0.0) == below) for below in (False, True)}
    assert sides[0] == pytest.approx(compared["p_beats"])
    assert sides[1] == pytest.approx(1.0 - compared["p_beats"] - compared["p_ties"])
    assert sum(share for _, _, share in story.columns) == pytest.approx(1.0)
    assert list(story.columns) == sorted(story.columns)
    assert story.headline == f"b is cheaper than a in {story.beats_words} futures; median saving 0 USD"
    figure = charts.draw("savings", story)
    bars = {bar.get_facecolor(): 0.0 for bar in figure.axes[0].patches}
    for bar in figure.axes[0].patches:
        bars[bar.get_facecolor()] += bar.get_height()
    assert sorted(bars.values()) == pytest.approx(sorted([*sides.values(), compared["p_ties"]]))
    written = words_of(figure)
    assert f"both cost the same: {story.ties_words}" in written
    assert {f"a is cheaper: {story.loses_words}", f"b is cheaper: {story.beats_words}"} <= set(written)


@pytest.mark.parametrize("name", OF)
def test_function_of_a_result_draws_its_story(name):
    result = small_board().result
    figure = getattr(charts, name)(result)
    assert charts.render(figure, "svg") == charts.render(charts.draw(name, OF[name].of(result)), "svg")


def test_settings_of_the_caller_change_nothing():
    plain = charts.render(charts.draw("budget", kept()), "png", 36)
    with rc_context({"lines.linewidth": 9, "font.size": 30, "axes.facecolor": "red", "savefig.bbox": "tight"}):
        assert charts.render(charts.draw("budget", kept()), "png", 36) == plain


# -- stories --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", CASES)
def test_headlines_fit(results, case):
    for story in stories(results[case]).values():
        assert 0 < len(story.headline) <= 110
        assert not story.headline.endswith(".") or case == "many"  # labels that are alike and too long
        assert "USD" in story.subtitle


@pytest.mark.parametrize(
    ("case", "name", "headline"),
    [
        ("fixed", "cumulative_cost", "b costs more than a: 14,400 against 12,000 USD over 12 months"),
        ("fixed", "budget", "a exceeds its budget of 900 USD a month: it needs 1,000"),
        ("fixed", "savings", "b costs 2,400 USD more than a over 12 months"),
        ("equal", "cumulative_cost", "b and a cost the same over 12 months: 12,000 USD"),
        ("equal", "savings", "b and a cost the same over 12 months"),
        ("equal", "budget", "a needs 12,000 USD of cash over 12 months"),
        ("one", "cumulative_cost", "a costs 13,900 USD over 12 months at P50, 17,000 at P90"),
        ("one", "budget", "Budget 15,900 USD (P80) for a over 12 months, 1,3?0 a month"),
        ("cheaper", "cumulative_cost", "b overtakes a in month 4 (P50); median saving 6,??0 *USD over 12 months"),
        ("cheaper", "savings", "b is cheaper than a in about 1,399 of 1,400 futures; median saving 6,??0 *USD"),
        ("month", "cumulative_cost", "b costs more than a: 1,??0 *against 1,??0 USD at P50 over 1 month"),
    ],
)  # fmt: skip
def test_headline(results, case, name, headline):
    assert fnmatch(stories(results[case])[name].headline, headline)


def test_fan_is_the_document():
    result = small_board().result
    story = CumulativeCost.of(result)
    for name, strategy in result.document["strategies"].items():
        months = strategy["months"]["cumulative_tco"]
        assert story.bands[name] == Band(*(tuple(months[key]) for key in ("p10", "p50", "p90")))
    assert story.focus == small_board().focus
    assert CumulativeCost.of(result, "own").focus == "own"
    with pytest.raises(ValueError, match="strategy needs to be one of own, cheap, got 'api'"):
        CumulativeCost.of(result, "api")


@pytest.mark.parametrize("horizon", [6, 12])
def test_budget_is_the_document(horizon):
    result = small_board().result
    story = BudgetKept.of(result, horizon)
    for name, strategy in result.document["strategies"].items():
        numbers = strategy["horizons"][str(horizon)]
        amounts, chances = np.array(story.amounts[name]), np.array(story.exceedance[name])
        assert len(amounts) == len(chances) <= 101
        assert chances[0] == 1.0 and chances[-1] == 0.0
        assert np.all(np.diff(amounts) >= 0.0) and np.all(np.diff(chances) < 0.0)
        for key, chance in (("p50", 0.5), ("p80", 0.2), ("p90", 0.1)):
            assert getattr(story, key)[name] == numbers["cash"][key]
            assert np.interp(chance, chances[::-1], amounts[::-1]) == pytest.approx(numbers["cash"][key])
        if numbers["budget"] is not None:
            assert story.budgets[name] == numbers["budget"]["amount"]
            assert story.kept[name] == numbers["budget"]["p_within"]
            within = 1.0 - np.interp(story.budgets[name], amounts, chances)
            assert within == pytest.approx(story.kept[name], abs=0.005)
    assert set(story.budgets) == {"own", "cheap"}
    with pytest.raises(ValueError, match="horizon needs to be one of 6, 12, got 7"):
        BudgetKept.of(result, 7)


@pytest.mark.parametrize("case", ["month", "long", "many", "cheaper", "negative", "fixed", "ties"])
def test_histogram_is_all_futures(results, case):
    result = results[case]
    story = Savings.of(result)
    edges, shares = np.array(story.edges), np.array(story.shares)
    assert len(shares) == len(edges) - 1 <= 65
    assert np.allclose(np.diff(edges), edges[1] - edges[0])
    assert shares.sum() + story.p_ties == pytest.approx(1.0) and np.all(shares >= 0.0)
    assert shares[edges[:-1] >= 0.0].sum() == pytest.approx(story.p_beats)
    if 0.0 < story.p_beats < 1.0:
        assert 0.0 in story.edges
    if case not in ("fixed", "ties"):
        assert len(shares) >= 30
        sample = result.sample
        horizon = story.horizon
        saved = sample.tco[story.baseline, horizon] - sample.tco[story.strategy, horizon]  # all 8,192 futures
        counted, _ = np.histogram(np.clip(saved, edges[0], edges[-1]), edges)
        assert counted / len(saved) == pytest.approx(shares, abs=0.004)


def test_nothing_to_compare(results):
    with pytest.raises(ValueError, match="second strategy"):
        Savings.of(results["one"])
    with pytest.raises(ValueError, match="horizon needs to be one of 6, 12, got 7"):
        Savings.of(results["fixed"], horizon=7)
