"""Decks as they are read: their order, titles that fit, contrast, reading order, words for those who do not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from choice_writer import choice_text
from deck_case import words
from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font, LoadFlags
from pptx import Presentation
from pptx.oxml.ns import qn

from tcorisk import simulate
from tcorisk.configs import loads
from tcorisk.reports.board import Board
from tcorisk.reports.deck import render_deck
from tcorisk.reports.stories.story import PALETTE

SEEDS = range(30)
WIDTH = 12.133 * 72.0  # points of a title's place
WHITE = "FFFFFF"
INK, MUTED = "1B1F24", "57606A"

#: Letters of Carlito Bold, which is as wide as Calibri Bold, by their width in 2048ths of their size.
_WIDTHS = {
    463: " ",
    478: "'",
    503: "il",
    523: "j",
    528: ",",
    546: "I",
    547: ".",
    565: ":;",
    615: "`",
    627: "-",
    638: "()",
    648: "f",
    665: "[]",
    667: "!",
    678: "J",
    704: "{}",
    710: "t",
    728: "r",
    814: "z",
    817: "s",
    857: "c",
    866: "L",
    880: "/\\",
    898: '"',
    940: "F",
    941: "x",
    949: "?",
    968: "S",
    969: "v",
    970: "y",
    971: "g",
    973: "|",
    979: "Z",
    983: "k",
    999: "E",
    1011: "a",
    1014: "T",
    1020: "#*+<=>^_~\N{MINUS SIGN}",
    1031: "e",
    1038: "$0123456789",
    1064: "Y",
    1084: "C",
    1090: "P",
    1099: "bdhnpqu",
    1101: "o",
    1120: "K",
    1128: "X",
    1148: "B",
    1153: "R",
    1211: "V",
    1241: "A",
    1291: "D",
    1292: "H",
    1305: "G",
    1337: "U",
    1349: "N",
    1385: "O",
    1405: "Q",
    1443: "&",
    1493: "%",
    1526: "w",
    1666: "m",
    1790: "M",
    1840: "@",
    1856: "W",
}

#: Labels that need quotes, or more room than a title has.
LONG = (
    "Stay with the vendor under a framework agreement, renewed every year",
    "Own servers in two regions, then the API",
    "Route most requests to a small model",
    "Llama 3.3 70B Instruct, quantised, on 4x A100 80GB with vLLM",
    "Incomprehensibilitiesandcounterrevolutionaries",
)


@cache
def long_slides(seed: int) -> tuple[Any, ...]:
    """Return the slides of a generated scenario whose labels are long."""
    text, at = choice_text(seed), iter(range(len(LONG)))
    text = re.sub(r'label = "[^"]*"', lambda _: f'label = "{LONG[(next(at) + seed) % len(LONG)]}"', text)
    board = Board(simulate(loads(text), 8_192), None, None, None, None, date(2026, 11, 21))
    return tuple(Presentation(BytesIO(render_deck(board))).slides)


def title_of(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text)


def lines(text: str, size: float) -> int:
    """Return how many lines a title takes in the letters of the font."""
    ems = {letter: width / 2048.0 for width, letters in _WIDTHS.items() for letter in letters}
    count, used = 1, 0.0
    for word in text.split():
        long = size * sum(ems[letter] for letter in word)
        if used and used + size * ems[" "] + long > WIDTH:
            count, used = count + 1, 0.0
        used += long + (size * ems[" "] if used else 0.0)
        while used > WIDTH:
            count, used = count + 1, used - WIDTH
    return count


@pytest.mark.skipif(not any(f.name == "Carlito" for f in fontManager.ttflist), reason="the font is not installed")
def test_the_widths_are_those_of_the_font() -> None:
    path = next(f.fname for f in fontManager.ttflist if f.name == "Carlito" and f.weight > 500 and f.style == "normal")
    font = FT2Font(path)
    font.set_size(font.units_per_EM, 72)
    for width, letters in _WIDTHS.items():
        for letter in letters:
            assert font.load_char(ord(letter), flags=LoadFlags.NO_SCALE).linearHoriAdvance / 65536 == width


def test_a_title_that_is_too_long_is_found() -> None:
    assert lines("Stay with the API, the cheaper of two in " * 4, 28.0) > 2
    assert lines("API costs 345,000 USD", 28.0) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_no_title_is_clipped_or_small(seed: int) -> None:
    for slide in long_slides(seed)[1:]:
        runs = slide.shapes.title.text_frame.paragraphs[0].runs
        assert [piece.font.size.pt for piece in runs] == [28.0]
        assert lines(title_of(slide), 28.0) <= 2, title_of(slide)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_slides_have_the_same_title(seed: int) -> None:
    titles = [title_of(slide) for slide in long_slides(seed)]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_label_is_cut_after_a_word(seed: int) -> None:
    said = [word for slide in long_slides(seed) for word in words(slide)]
    for last in re.findall(r"([\w.]+)\.\.\.", "\n".join(said)):
        whole = any(re.search(rf"(?:^|\W){re.escape(last)}(?:\W|$)", label) for label in LONG)
        assert whole or LONG[-1].startswith(last), last  # one word may be longer than its place
    for word in said:
        assert word.count('"') % 2 == 0, word


def test_the_story_goes_from_the_decision_to_the_method(slides: list[Any], small: Board) -> None:
    assert list(small.stories) == [
        "options", "budget", "cumulative_cost", "savings", "frontier", "categories", "first_estimate", "drivers",
        "volume", "heat_map",
    ]  # fmt: skip
    titles = [title_of(slide) for slide in slides]
    at = [titles.index(story.headline) for story in small.stories.values()]
    assert at == sorted(at) and at[0] == 2
    for heading in ("How sure", "What it needs", "When to look again"):
        assert any(word.startswith(heading) for word in words(slides[1]))
    assert "simulated outcomes (futures)" in " ".join(words(slides[1]))
    assert "futures: nine times in ten another run gives a P50 within" in titles[-1]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255.0 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str = WHITE) -> float:
    """Return the contrast of two colours: WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def solid(element: Any, path: str) -> str | None:
    """Return the colour at a path; None where it is not given."""
    found = element.xpath(f"{path}/a:solidFill/a:srgbClr/@val")
    return str(found[0]) if found else None


def text_pairs(slide: Any) -> Iterator[tuple[str, str]]:
    """Yield colour and paper of every run of a slide: what gives none has the theme's ink."""
    for shape in slide.shapes:
        holders = [(shape._element, WHITE)]
        if shape.has_table:
            cells = [cell._tc for row in shape.table.rows for cell in row.cells]
            holders = [(cell, solid(cell, "./a:tcPr") or WHITE) for cell in cells]
        for holder, paper in holders:
            for letters in holder.xpath(".//a:r/a:rPr"):
                yield solid(letters, ".") or INK, paper


def marks(slide: Any) -> Iterator[list[str]]:
    """Yield the colours that show each mark of a slide's charts: its edge and its fill."""
    for shape in slide.shapes:
        if shape.has_chart:
            for part in shape.chart._chartSpace.xpath(".//c:ser | .//c:ser/c:dPt | .//c:ser/c:marker"):
                if part.xpath("./c:spPr//a:alpha"):
                    continue  # a band, between two lines
                found = [solid(part, "./c:spPr"), solid(part, "./c:spPr/a:ln")]
                yield [colour for colour in found if colour]


@pytest.mark.parametrize("which", ["deck", "hostile_deck"])
def test_words_and_marks_have_enough_contrast(which: str, request: pytest.FixtureRequest) -> None:
    deck = Presentation(BytesIO(request.getfixturevalue(which)))
    pairs = [pair for slide in deck.slides for pair in text_pairs(slide)]
    assert len(pairs) > 100 and {ink for ink, _ in pairs} >= {INK, MUTED}
    for ink, paper in pairs:
        if ink.upper() not in {colour.lstrip("#") for colour in PALETTE}:  # the square beside a panel's name
            assert contrast(ink, paper) >= 4.5, (ink, paper)
    shown = [colours for slide in deck.slides for colours in marks(slide) if colours]
    assert len(shown) > 30
    for colours in shown:
        assert max(map(contrast, colours)) >= 3.0, colours


def test_what_placeholders_hold_is_dark_enough(deck: bytes) -> None:
    presentation = Presentation(BytesIO(deck))
    theme = {"tx1": INK, "tx2": MUTED, "bg1": WHITE}
    for holder in (presentation.slide_master, *presentation.slide_master.slide_layouts):
        for fill in holder._element.xpath(".//a:lstStyle//a:defRPr/a:solidFill/a:schemeClr"):
            assert not len(fill), "a tint"
            assert contrast(theme[fill.get("val")]) >= 4.5
    assert contrast("888888") < 4.5 and contrast("E69F00") < 3.0  # colours of earlier decks would be found


@pytest.mark.parametrize("colour", PALETTE)
def test_every_colour_of_a_strategy_is_seen_on_white(colour: str) -> None:
    assert contrast(colour.lstrip("#")) >= 3.0


@pytest.mark.parametrize("which", ["deck", "hostile_deck", "narrow_deck"])
def test_a_slide_is_read_from_its_title_to_its_footer(which: str, request: pytest.FixtureRequest) -> None:
    for slide in list(Presentation(BytesIO(request.getfixturevalue(which))).slides)[1:]:
        shapes = list(slide.shapes)
        assert shapes[0].shape_id == slide.shapes.title.shape_id
        assert [shape.name for shape in shapes[-2:]] == ["Footer", "Slide number"]
        assert shapes[1].name == "Subtitle"
        kinds = ["table" if s.has_table else "chart" if s.has_chart else "words" for s in shapes[2:-2]]
        assert "table" not in kinds or not {"chart"} & set(kinds[kinds.index("table") :])


def test_words_for_a_picture_tell_its_finding(slides: list[Any], small: Board) -> None:
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_chart:
                told = shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert any(story.headline in told for story in small.stories.values())
            assert shape._element.tag != qn("p:pic")
