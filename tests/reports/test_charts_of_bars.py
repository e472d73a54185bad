"""Charts of bars, of the volume and the map: they draw the story's numbers, and no words are cut, hidden or parsed.

The golden pictures are rewritten by `python tools/make_goldens.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bar_case import STORIES, cells, curves, parts, tornado, walk
from board_case import HOSTILE, hostile_board, small_board
from chart_case import TOLERANCE, check_words, golden_words, make_golden, off_golden, written
from matplotlib.colors import rgb_to_hsv, to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tcorisk import load, simulate, sweep
from tcorisk.reports import charts
from tcorisk.reports.stories import (
    Bar,
    CostByCategory,
    Drivers,
    FirstEstimate,
    HeatMap,
    MapCell,
    Step,
    Story,
    VolumeChoice,
    VolumeSpan,
    looks,
)
from tcorisk.reports.stories.story import PALETTE
from tcorisk.simulator.sensitivity import sensitivity

NAMES = ("categories", "first_estimate", "drivers", "volume", "heat_map")


def told(board: Any) -> dict[str, Story]:
    return {
        "categories": CostByCategory.of(board.result),
        "first_estimate": FirstEstimate.of(board.result),
        "drivers": Drivers.of(board.sensitivity),
        "volume": VolumeChoice.of(board.volume.frame, board.scenario, footer="16,384 futures"),
        "heat_map": HeatMap.of(board.grid.frame, board.scenario, footer="8,192 futures"),
    }


@pytest.fixture(scope="module")
def plain() -> dict[str, Story]:
    return told(small_board())


@pytest.fixture(scope="module")
def hostile() -> dict[str, Story]:
    return told(hostile_board())


def bars_of(figure: Figure) -> list[tuple[float, float, str]]:
    """Return where each bar begins and ends, and its colour, in the order drawn."""
    found = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]
    return [(float(bar.get_x()), float(bar.get_x() + bar.get_width()), to_hex(bar.get_facecolor())) for bar in found]


def make_goldens() -> None:
    for name, story in STORIES.items():
        make_golden(name, charts.draw(name, story()))


@pytest.mark.parametrize("name", STORIES)
def test_golden(name: str) -> None:
    story = STORIES[name]()
    check_words(charts.draw(name, story), story)
    figure = charts.draw(name, story)
    assert written(figure) == golden_words(name)
    assert off_golden(name, figure) < TOLERANCE


def _other(numbers: dict[str, tuple[float, ...]], by: float) -> dict[str, tuple[float, ...]]:
    return {name: tuple(by * x for x in part) for name, part in numbers.items()}


@pytest.mark.parametrize(
    ("name", "story"),
    [
        ("categories", parts(p50=_other(parts().p50, 0.8))),
        ("categories", parts(looks=looks(["own", "api", "mixed"]))),
        ("first_estimate", walk(start=9_000.0)),
        ("first_estimate", walk(steps=walk().steps[:-1])),
        ("drivers", tornado(centre=10_000.0)),
        ("drivers", tornado(bars=tornado().bars[::-1])),
        ("volume", curves(today=50_000.0)),
        ("volume", curves(saving=_other(curves().saving, 0.8))),
        ("heat_map", cells(answers=tuple(row[::-1] for row in cells().answers))),
        ("heat_map", cells(today=None)),
    ],
)
def test_golden_notices_another_number(name: str, story: Story) -> None:
    assert off_golden(name, charts.draw(name, story)) > TOLERANCE


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("of", ["plain", "hostile"])
def test_words_are_plain_whole_and_apart(name: str, of: str, request: pytest.FixtureRequest) -> None:
    story = request.getfixturevalue(of)[name]
    for theme in (charts.LIGHT, charts.DARK):
        check_words(charts.draw(name, story, theme), story)


@pytest.mark.parametrize(
    ("name", "format"), [*((name, "svg") for name in NAMES), ("heat_map", "png"), ("volume", "pdf")]
)
def test_the_same_story_gives_the_same_bytes(name: str, format: Any, hostile: dict[str, Story]) -> None:
    one, other = (charts.render(charts.draw(name, hostile[name]), format) for _ in range(2))
    assert one == other
    assert one != charts.render(charts.draw(name, replace(hostile[name], headline="another")), format)


def test_bars_of_categories_are_p50_over_p90(plain: dict[str, Story]) -> None:
    story = plain["categories"]
    assert isinstance(story, CostByCategory)
    drawn = bars_of(charts.draw("categories", story))
    expected = [
        (0.0, share[name][at], story.looks[name].colour.lower())
        for name in story.labels
        for share in (story.p50, story.p90)
        for at in range(len(story.categories))
    ]
    assert drawn == expected
    light = {bar.get_zorder() for bar in charts.draw("categories", story).axes[0].patches if bar.get_alpha() < 1.0}
    assert max(light) < 1.1  # P50 is drawn over P90


def test_the_waterfall_goes_from_the_budget_to_the_bill(plain: dict[str, Story]) -> None:
    story = plain["first_estimate"]
    assert isinstance(story, FirstEstimate)
    figure = charts.draw("first_estimate", story)
    start, *steps, mean, p50, p90 = bars_of(figure)
    assert story.has_budget
    assert start[:2] == (0.0, story.start)
    reached = story.start
    for (begin, end, _), step in zip(steps, story.steps, strict=True):
        assert begin == pytest.approx(reached)
        reached += step.adds
        assert end == pytest.approx(reached)
    assert reached == pytest.approx(mean[1])
    assert (mean[:2], p50[:2], p90[:2]) == ((0.0, story.mean), (0.0, story.p50), (0.0, story.p90))
    dashed = [line for line in figure.axes[0].lines if line.get_linestyle() == "--"]
    assert [set(line.get_xdata()) for line in dashed] == [{story.start}]
    assert not [line for line in charts.draw("first_estimate", replace(story, has_budget=False)).axes[0].lines
                if line.get_linestyle() == "--"]  # fmt: skip


def test_a_tornado_runs_from_low_to_high_around_the_mean(plain: dict[str, Story]) -> None:
    story = plain["drivers"]
    assert isinstance(story, Drivers)
    drawn = bars_of(charts.draw("drivers", story))
    assert len(drawn) == 2 * len(story.bars)
    lows, highs = drawn[: len(story.bars)], drawn[len(story.bars) :]
    for bar, pair in zip(story.bars, zip(lows, highs, strict=True), strict=True):
        ends = {colour: end for _, end, colour in pair}
        assert ends == pytest.approx({"#3a9ad2": bar.low, "#0072b2": bar.high})
        assert all(begin == story.centre for begin, _, _ in pair)


def test_curves_bands_and_thresholds_are_those_of_the_story() -> None:
    story = curves()
    axes = charts.draw("volume", story).axes[0]
    drawn = {tuple(line.get_ydata()) for line in axes.lines}
    assert set(story.saving.values()) <= drawn
    assert (story.margin, story.margin) in drawn
    for shape, places in (("D", story.even), ("o", story.met)):
        (line,) = (line for line in axes.lines if line.get_marker() == shape)
        assert list(line.get_xdata()) == sorted(places.values())
    for (name, low), band in zip(story.low.items(), axes.collections, strict=True):
        heights = band.get_paths()[0].vertices[:, 1]
        assert (heights.min(), heights.max()) == (min(low), max(story.high[name]))
    assert axes.get_xscale() == "log"


def test_a_strip_shows_the_choice_from_threshold_to_threshold() -> None:
    story = curves()
    figure = charts.draw("volume", story)
    box, first, last = figure.axes[0].get_position(), story.values[0], story.values[-1]
    strips = [patch for patch in figure.artists if isinstance(patch, Rectangle)]
    assert [to_hex(strip.get_facecolor()) for strip in strips] == [
        story.looks[span.strategy].colour.lower() for span in story.spans
    ]
    for strip, span in zip(strips, story.spans, strict=True):
        ends = [(end - box.x0) / box.width for end in (strip.get_x(), strip.get_x() + strip.get_width())]
        expected = [math.log(end / first) / math.log(last / first) for end in (span.start, span.end)]
        assert ends == pytest.approx(expected)


def test_cells_have_the_colour_and_the_words_of_their_answer() -> None:
    story = cells()
    figure = charts.draw("heat_map", story)
    drawn = [cell for cell in figure.axes[0].patches if cell.get_fill() and cell.get_width() == 1.0]
    places = {(float(i), float(j)): (j, i) for j, row in enumerate(story.answers) for i, _ in enumerate(row)}
    assert {(cell.get_x(), cell.get_y()): cell.get_facecolor() for cell in drawn} == {
        place: to_rgba(story.papers[j][i]) for place, (j, i) in places.items()
    }
    words = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    for (x, y), (j, i) in places.items():
        assert words[x + 0.5, y + 0.5] == story.cells[j][i]
    border = {
        (tuple(map(float, line.get_xdata())), tuple(map(float, line.get_ydata()))) for line in figure.axes[0].lines
    }
    chosen = {place: story.answers[j][i].chosen for place, (j, i) in places.items()}
    for (i, j), name in chosen.items():  # on an edge between two cells if, and only if, the choice differs
        right, above = chosen.get((i + 1, j)), chosen.get((i, j + 1))
        if right is not None:
            assert (((i + 1, i + 1), (j, j + 1)) in border) == (name != right)
        if above is not None:
            assert (((i, i + 1), (j + 1, j + 1)) in border) == (name != above)
    assert border


@pytest.mark.parametrize("colour", PALETTE)
def test_cells_are_light_enough_for_dark_words_and_pale_where_the_margin_is_missed(colour: str) -> None:
    looks_of = {**cells().looks, "mixed": replace(cells().looks["mixed"], colour=colour)}
    met, missed = MapCell("mixed", "mixed", 0.3), MapCell("api", "mixed", 0.1)
    story = cells(looks=looks_of, answers=((met, missed),) * 4, columns=(1.0, 2.0), today=None)

    def light(paper: str) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(paper)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    deep, pale = story.papers[0]
    assert 1.0 > light(pale) > light(deep) > 0.35  # a contrast of 7 to 1 and more
    hues = {rgb_to_hsv(to_rgb(each))[0] for each in (deep, pale, colour)}
    assert max(hues) - min(hues) < 0.02


LONG = {f"s{k}": HOSTILE[k % len(HOSTILE)] for k in range(12)}


def many_strategies(story: CostByCategory) -> CostByCategory:
    part = (9e5, 4e5, 1e5, 0.0, 2.0)
    return replace(
        story,
        labels=LONG,
        looks=looks(list(LONG)),
        categories=("x" * 300, "$1 and $2", "b", "c", "d"),
        p50=dict.fromkeys(LONG, part),
        p90=dict.fromkeys(LONG, tuple(1.4 * x for x in part)),
        mean=dict.fromkeys(LONG, part),
    )


def many_curves(story: VolumeChoice) -> VolumeChoice:
    saving = {name: tuple(1.0 - 0.01 * k for _ in story.values) for k, name in enumerate(LONG)}
    return replace(story, axis="$a$ " * 80, **_of_many(story, saving))


def _of_many(story: VolumeChoice, saving: dict[str, tuple[float, ...]]) -> dict[str, Any]:
    """Return what a story of many strategies has instead; the first one is the baseline."""
    first, *others = saving
    rest = {name: saving[name] for name in others}
    span = VolumeSpan(first, story.values[0], story.values[-1])
    more = {"labels": LONG, "looks": looks(list(LONG)), "baseline": first, "spans": (span,), "even": {}, "met": {}}
    return more | {"saving": rest, "low": rest, "high": rest}


def grid_of(story: HeatMap, count: int) -> HeatMap:
    values = tuple(123_456.0 * (k + 1) for k in range(count))
    return replace(
        story,
        columns=values,
        rows=values,
        answers=tuple(tuple(story.answers[0][0] for _ in values) for _ in values),
        today=(values[0], values[-1]),
        axes=("x" * 300, "$a$ " * 80),
    )


CASES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "many strategies": ("categories", many_strategies),
    "one strategy, one category": (
        "categories",
        lambda s: replace(s, labels={"own": "Own"}, categories=("Compute",), p50={"own": (5.0,)}, p90={"own": (9.0,)}),
    ),
    "credits": (
        "categories",
        lambda s: replace(
            s, categories=("A", "B"), p50=dict.fromkeys(s.labels, (5e3, -9e3)), p90=dict.fromkeys(s.labels, (8e3, -1e3))
        ),
    ),
    "no category": ("categories", lambda s: replace(s, categories=(), p50=dict.fromkeys(s.labels, ()))),
    "credits beyond the start": (
        "first_estimate",
        lambda s: replace(
            s, start=1_000.0, steps=(Step("x" * 300, -5_000.0), Step("b", 9e9)), mean=9e9 - 4e3, p50=8e9, p90=2e10
        ),
    ),
    "one line": (
        "first_estimate",
        lambda s: replace(s, has_budget=False, start=4_000.0, steps=(), mean=4_000.0, p50=4_000.0, p90=4_000.0),
    ),
    "no cost": (
        "first_estimate",
        lambda s: replace(s, has_budget=False, start=0.0, covered=(), steps=(), mean=0.0, p50=0.0, p90=0.0),
    ),
    "both ends on one side": (
        "drivers",
        lambda s: replace(
            s, centre=0.0, bars=(Bar("a", "x" * 300, 5e6, 9e6, 1e5), Bar("b", "$a$ and $b$", -3e6, -4e6, 1e5))
        ),
    ),
    "no width": ("drivers", lambda s: replace(s, centre=0.0, bars=(Bar("a", "a", 0.0, 0.0, 0.0),))),
    "a cost": ("drivers", lambda s: replace(s, of_savings=False)),
    "many curves": ("volume", many_curves),
    "two values": (
        "volume",
        lambda s: replace(
            s,
            values=(0.25, 0.5),
            logarithmic=False,
            today=None,
            even={},
            met={},
            spans=(VolumeSpan(s.baseline, 0.25, 0.5),),
            **{key: {n: getattr(s, key)[n][:2] for n in s.saving} for key in ("saving", "low", "high")},
        ),
    ),
    "seven decades": (
        "volume",
        lambda s: replace(
            s,
            values=tuple(10.0 ** (12.0 * k / len(s.values) - 3.0) for k in range(len(s.values))),
            even={},
            met={},
            today=1e-3,
            spans=(VolumeSpan(s.baseline, 1e-3, 1e9),),
        ),
    ),
    "a large map": ("heat_map", lambda s: grid_of(s, 40)),
    "a small map": ("heat_map", lambda s: grid_of(s, 2)),
}


@pytest.mark.parametrize("case", CASES)
def test_unusual_stories_are_drawn_all_the_same(case: str, plain: dict[str, Story]) -> None:
    name, change = CASES[case]
    story = change(plain[name])
    check_words(charts.draw(name, story), story)


def test_each_is_a_function_for_notebooks() -> None:
    scenario = load("two_year_exercise")
    volume, pair = "drivers.requests_per_day", "strategies.self_hosted.inputs.pair_hour"
    result = simulate(scenario, 8_192)
    pictures = [
        charts.categories(result, horizon=12),
        charts.first_estimate(result, "self_hosted", 12),
        charts.drivers(sensitivity(scenario, trajectories=8_192)),
        charts.volume(sweep(scenario, {volume: [20_000, 60_000]}, 8_192), scenario, theme=charts.DARK),
        charts.heat_map(sweep(scenario, {volume: [20_000, 60_000], pair: [4, 8]}, 8_192), scenario, footer="f"),
    ]
    for picture in pictures:
        assert isinstance(picture, Figure)
        assert charts.render(picture, "svg").startswith(b"<?xml")


def test_of_many_strategies_no_two_have_one_colour(plain: dict[str, Story]) -> None:
    story = plain["categories"]
    names = [f"s{k}" for k in range(9)]
    part = {name: (1e5 * (9 - k), 5e4) for k, name in enumerate(names)}  # the last ones are the cheapest
    labels = {name: f"Strategy {name}" for name in names}
    changes = {"labels": labels, "looks": looks(names), "categories": ("A", "B"), "first": ("s0", "s4")}
    many = replace(story, p50=part, p90=part, mean=part, **changes)
    figure = charts.draw("categories", many)
    check_words(figure, many)
    words = written(figure).split("\n")
    assert [word for word in words if word.startswith("Strategy")] == [
        f"Strategy {name}" for name in ("s0", "s4", "s5", "s6", "s7", "s8")
    ]
    assert "3 more expensive strategies not drawn" in words
    assert CostByCategory.of(small_board().result).first == (small_board().focus, "api")


def test_an_amount_at_the_edge_is_whole_where_labels_are_long(plain: dict[str, Story]) -> None:
    story = plain["volume"]
    assert isinstance(story, VolumeChoice)
    saving = {name: tuple(0.5 - 0.01 * k for _ in story.values) for k, name in enumerate(LONG)}
    labels = {name: f"{name} {'of many words ' * 20}" for name in LONG}
    met = dict.fromkeys(list(LONG)[1:], 0.3 * story.values[-1])
    many = replace(story, **(_of_many(story, saving) | {"labels": labels, "met": met}))
    figure = charts.draw("volume", many)
    check_words(figure, many)
    assert written(figure).split("\n").count(many.threshold_words("s1")) == len(met)


def test_where_nothing_is_random_bars_have_one_number() -> None:
    result = simulate(load("support_chatbot"), 8_192)
    bill = FirstEstimate.of(result, "self_hosted")
    for name, story in (("categories", CostByCategory.of(result)), ("first_estimate", bill)):
        picture = charts.draw(name, story)
        check_words(picture, story)
        assert not any(" to " in text.get_text() for text in picture.axes[0].texts)
    assert "31,750" in {text.get_text() for text in charts.draw("first_estimate", bill).axes[0].texts}
