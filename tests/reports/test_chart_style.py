"""What every chart has: words that fit, amounts that are short, bytes that stay, and a form for pages."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from board_case import HOSTILE
from chart_case import STORIES, fan
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from tcorisk.reports import charts
from tcorisk.reports.charts.curve_labels import places_beside
from tcorisk.reports.charts.glyphs import cut, drawable, width_of, wrapped, write
from tcorisk.reports.charts.marks import spread, whole_months
from tcorisk.reports.charts.style import DARK, LIGHT, settings
from tcorisk.reports.stories.story import PALETTE
from tcorisk.reports.words.month_names import MonthNames
from tcorisk.reports.words.numbers import short_amount

SVG = "{http://www.w3.org/2000/svg}"


# -- words ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Plain, ü, ≥ 5 % · $x^2$ \\alpha", "Plain, ü, ≥ 5 % · $x^2$ \\alpha"),
        ("\U0001f680 launch", "[rocket] launch"),
        ("\U0001f44d\U0001f3fd ok", "[thumbs up sign] ok"),
        ("日本", "□□"),
        ("a\x00\x1b[31m\u202eb\n c", "a[31mb c"),
        ("\u05e9\u05dc \u05e2\u05dd: 12", "\u200e\u05e9\u05dc \u05e2\u05dd\u200e: 12"),
        ("", ""),
    ],
)
def test_drawable(text, drawn):
    assert drawable(text) == drawn
    assert drawable(drawn) == drawable(drawn).replace("\u200e\u200e", "\u200e")  # nothing is marked twice


def test_font_has_every_glyph_that_is_drawn():
    figure = Figure()
    for words in (*HOSTILE, "日本語 \U0001f468\u200d\U0001f469\u200d\U0001f467 \ufe0f \u0301e \ue000 \U000e0041"):
        write(figure, 0, 0, words, 16.0, "black")
    charts.render(figure, "png", 20)  # a missing glyph warns, and warnings are errors


def test_numbers_beside_words_from_right_to_left_stay_in_place():
    words = drawable(f"{HOSTILE[5]}: 12,000 to 40,000 USD")
    assert words.startswith("\u200e") and "\u200e: 12,000" in words


@pytest.mark.parametrize("words", [*HOSTILE, "W" * 300, "Wide words " * 40, "i", "日本語" * 90])
@pytest.mark.parametrize(("width", "lines"), [(80.0, 1), (230.0, 2), (870.0, 2)])
def test_wrapped_words_fit(words, width, lines):
    found = wrapped(words, width, 16.0, lines, bold=True)
    assert 1 <= len(found) <= lines
    assert all(width_of(line, 16.0, bold=True) <= width for line in found)
    assert width_of(cut(words, width, 14.0), 14.0) <= width
    if not found[-1].endswith("..."):
        assert " ".join(found) == drawable(words)


def test_number_and_its_sign_stay_together():
    line = "a share of 12 %"
    assert wrapped(line, width_of("a share of 12", 16.0) + 1.0, 16.0, 2) == ["a share of", "12 %"]


# -- marks ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0.0, "0"), (1e-320, "0"), (7.0, "7"), (0.25, "0.25"), (999.0, "999"), (1_000.0, "1k"), (500_000.0, "500k"),
        (999_999.6, "1M"), (1_200_000.0, "1.2M"), (-1_500.0, "\N{MINUS SIGN}1.5k"),
        (3e9, "3B"), (2.5e12, "2.5T"), (-0.0, "0"),
    ],
)  # fmt: skip
def test_short_amount(amount, words):
    assert short_amount(amount, 3) == words


@given(
    st.lists(st.tuples(st.floats(-100.0, 700.0), st.floats(1.0, 30.0)), min_size=1, max_size=15),
)
def test_spread_labels_keep_their_distance(labels):
    wanted, sizes = [w for w, _ in labels], [s for _, s in labels]
    places = spread(wanted, sizes, 0.0, 500.0)
    order = sorted(range(len(places)), key=lambda at: places[at])
    for a, b in pairwise(order):
        assert places[b] - places[a] >= (sizes[a] + sizes[b]) / 2.0 - 1e-6
        assert wanted[a] <= wanted[b] or wanted[a] == pytest.approx(wanted[b])
    assert all(
        size / 2.0 - 1e-6 <= place <= 500.0 - size / 2.0 + 1e-6 for place, size in zip(places, sizes, strict=True)
    )


def test_spread_moves_no_label_that_has_room():
    assert spread([100.0, 300.0, 200.0], [20.0, 20.0, 20.0], 0.0, 500.0) == [100.0, 300.0, 200.0]
    assert spread([100.0, 110.0], [20.0, 20.0], 0.0, 500.0) == [95.0, 115.0]


@pytest.mark.parametrize("last", [1, 2, 6, 12, 13, 24, 36, 60, 120])
@pytest.mark.parametrize("start", [None, date(2026, 4, 1)])
def test_whole_months(last, start):
    axes = Figure().add_subplot()
    axis: Axis = axes.xaxis
    axes.set_xlim(1, last + 0.5)
    names = MonthNames(start)
    whole_months(axis, last, names)
    months = axis.get_ticklocs()
    assert 1 <= len(months) <= (12 if start is None else 6)
    assert [axis.get_major_formatter()(month, 0) for month in months] == [names.short(round(m)) for m in months]
    assert all(month == int(month) for month in months)
    assert max(months) > 0.8 * last


def test_labels_stand_beside_their_curves():
    y = np.linspace(300.0, 0.0, 50)
    curves = [(np.linspace(start, start + 60.0, 50), y) for start in (200.0, 500.0)]
    boxes = places_beside(curves, [(150.0, 40.0)] * 2, (0.0, 0.0, 800.0, 300.0))
    assert boxes is not None
    for x, _ in curves:  # no point of a curve is in a box
        assert not any(np.any((x > b[0]) & (x < b[2]) & (y > b[1]) & (y < b[3])) for b in boxes)
    assert boxes[0][2] < 260.0 or boxes[0][0] < 400.0
    assert places_beside(curves, [(900.0, 40.0)] * 2, (0.0, 0.0, 800.0, 300.0)) is None


# -- bytes ----------------------------------------------------------------------------------------------------------
def digests():
    found = []
    for name, story in STORIES.items():
        figure = charts.draw(name, story())
        files = [charts.render(figure, kind) for kind in ("svg", "png", "pdf")]
        files.append(charts.themed_svg(figure, "c", story()).encode())
        found += [hashlib.sha256(file).hexdigest() for file in files]
    return found


def test_same_bytes_in_another_process():
    code = "import sys; sys.path.insert(0, sys.argv[1]); import test_chart_style; print(*test_chart_style.digests())"
    environment = os.environ | {"PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "7"}
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    other = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert len(other) == 12
    assert other == digests()


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_same_bytes_again(kind):
    figure = charts.draw("cumulative_cost", fan())
    first = charts.render(figure, kind)
    assert charts.render(figure, kind) == first
    assert charts.render(charts.draw("cumulative_cost", fan()), kind) == first
    assert not re.search(rb"CreationDate|dc:date|tEXtdate|20\d\d-\d\d-\d\dT", first)


def test_formats_are_what_they_say():
    figure = charts.draw("savings", STORIES["savings"]())
    assert charts.render(figure, "png")[:8] == b"\x89PNG\r\n\x1a\n"
    assert charts.render(figure, "png")[16:24] == (1920).to_bytes(4) + (1080).to_bytes(4)
    assert charts.render(figure, "pdf").startswith(b"%PDF")
    assert ElementTree.fromstring(charts.render(figure, "svg")).tag == f"{SVG}svg"
    assert figure._repr_png_() == charts.render(figure, "png")  # a notebook shows it
    with pytest.raises(ValueError, match="format needs to be one of svg, pdf, png, got 'gif'"):
        charts.render(figure, "gif")


def test_settings_of_the_caller_are_given_back():
    before = dict(matplotlib.rcParams)
    charts.render(charts.draw("budget", STORIES["budget"]()), "svg")
    assert dict(matplotlib.rcParams) == before
    assert settings()["font.family"] == ["DejaVu Sans"]


# -- the folder -----------------------------------------------------------------------------------------------------
def test_nothing_is_imported_before_it_is_asked_for():
    code = (
        "import sys, tcorisk.reports, tcorisk.reports.stories, tcorisk.reports.board, tcorisk.reports.charts\n"
        "assert not [m for m in sys.modules if m.startswith('matplotlib')]\n"
        "from tcorisk.reports.charts import draw, budget\n"
        "import tcorisk.reports.charts.histogram\n"
        "from tcorisk.reports.charts import savings\n"
        "assert callable(budget) and callable(savings)\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_every_name_of_the_folder_is_there():
    for name in charts.__all__:
        assert callable(getattr(charts, name)) or name in ("CHARTS", "DARK", "LIGHT", "PHONE"), name
    assert dir(charts) == sorted(charts.__all__)
    with pytest.raises(AttributeError, match="attribute pie"):
        charts.pie  # noqa: B018
    with pytest.raises(ValueError, match=r"chart needs to be one of options, budget, cumulative_cost, .*, got 'pie'"):
        charts.draw("pie", fan())


# -- pages ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", STORIES)
def test_page_form(name):
    story = STORIES[name](note='<b>"note" & more</b>')
    text = charts.themed_svg(charts.draw(name, story), "first", story)
    root = ElementTree.fromstring(text)
    assert text.startswith("<svg ") and root.get("role") == "img" and "width" not in root.attrib
    assert [root[0].text, root[1].text] == [story.headline, story.note]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids) and all(i.startswith("first-") for i in ids)
    assert {root.get("aria-labelledby"), root.get("aria-describedby")} <= set(ids)
    references = re.findall(r"url\(#(.+?)\)", text) + [e.get("href")[1:] for e in root.iter() if e.get("href")]
    assert references and set(references) <= set(ids)
    assert not {element.tag for element in root.iter()} & {
        f"{SVG}{t}" for t in ("style", "metadata", "script", "image")
    }
    styles = " ".join(element.get("style", "") for element in root.iter())
    for variable in ("--ink", "--muted", "--grid", "--paper", "--c1"):
        assert f"var({variable})" in styles
    left = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}", styles)}
    assert not left & {c.lower() for c in (*PALETTE, LIGHT.ink, LIGHT.muted, LIGHT.grid, LIGHT.paper)}
    assert "font-family" not in styles
    words = {element.text for element in root.iter(f"{SVG}text")}
    assert story.footer in words


def test_words_on_a_page_are_text_and_nothing_else():
    story = fan(
        headline="var(--ink) #1b1f24 </text><script>alert(1)</script>",
        labels={"api": "</style></svg>", "own": "&amp; <b>", "mixed": "fill: #0072B2; url(#x)"},
    )
    root = ElementTree.fromstring(charts.themed_svg(charts.draw("cumulative_cost", story), "c", story))
    words = {element.text for element in root.iter(f"{SVG}text")}
    assert {story.headline, *story.labels.values()} <= words
    assert not [e for e in root.iter() if e.tag in (f"{SVG}script", f"{SVG}b")]


def test_prefix_is_an_id():
    with pytest.raises(ValueError, match="prefix needs to be a letter"):
        charts.themed_svg(Figure(), '1"x', fan())


def _luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255.0 for at in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_stand_out_from_the_paper(theme):
    def contrast(a, b):  # WCAG 2.2, relative luminance
        low, high = sorted((_luminance(a), _luminance(b)))
        return (high + 0.05) / (low + 0.05)

    assert contrast(theme.ink, theme.paper) > 7.0
    assert contrast(theme.muted, theme.paper) > 5.0
