"""The deck: its numbers are those of the stories, its words are words, and it is the same bytes each time."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Inches

from tcorisk import load, simulate
from tcorisk.reports.board import gather
from tcorisk.reports.board.left_out import left_out
from tcorisk.reports.deck import render_deck
from tcorisk.reports.deck.assumption_slide import that_matter
from tcorisk.reports.deck.fitting import fitted, lines_of, one_line, points_wide
from tcorisk.reports.deck.key_figures import key_figures
from tcorisk.reports.deck.native_tables import Cell, needs, widths_for
from tcorisk.reports.deck.panels import pages
from tcorisk.reports.deck.scale import amount_format, plain_amount, scale_of, share_format
from tcorisk.reports.deck.slide_text import Box
from tcorisk.reports.deck.verdict_slide import answer
from tcorisk.reports.deck.volume_slide import _apart
from tcorisk.reports.deck.waterfall_slide import stacked
from tcorisk.reports.stories import bad_case
from tcorisk.reports.words.view import View

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def small():
    from board_case import small_board

    return small_board()


@pytest.fixture(scope="module")
def hostile():
    from board_case import hostile_board

    return hostile_board()


@pytest.fixture(scope="module")
def deck(small):
    return render_deck(small)


@pytest.fixture(scope="module")
def hostile_deck(hostile):
    return render_deck(hostile)


@pytest.fixture(scope="module")
def slides(deck):
    return list(Presentation(BytesIO(deck)).slides)


def charts(deck):
    """Return every chart by the name of its shape."""
    found = {}
    for slide in Presentation(BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape.name not in found
                found[shape.name] = shape.chart
    assert found
    return found


def series_of(chart):
    return {series.name: list(series.values) for plot in chart.plots for series in plot.series}


def across(series):
    """Return the values along the lower axis of a series of points."""
    return [float(point.text) for point in series._element.xpath("./c:xVal//c:pt/c:v")]


def words(slide):
    """Return every word that stands on a slide."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return found


# ---------------------------------------------------------------------------------------------- numbers


def test_cost_range_has_the_percentiles_of_its_story(deck, small):
    story, found = small.stories["cumulative_cost"], charts(deck)
    for name, band in story.bands.items():
        series = series_of(found[f"Cost range {name}"])
        assert series["P10"] == pytest.approx([0.0, *band.p10], rel=1e-12)
        assert series["P50"] == pytest.approx([0.0, *band.p50], rel=1e-12)
        assert series["P90"] == pytest.approx([0.0, *band.p90], rel=1e-12)
        base, width = series["base of the band (not shown)"], series["band, P10 to P90"]
        assert [a + b for a, b in zip(base, width, strict=True)] == pytest.approx(series["P90"], rel=1e-12)
    other = series_of(found[f"Cost range {story.focus}"])[f"{story.labels[story.baseline]}, P50"]
    assert other[1:] == pytest.approx(story.bands[story.baseline].p50, rel=1e-12)


def test_panels_share_one_scale(deck, small):
    found = charts(deck)
    names = small.stories["cumulative_cost"].bands
    ends = {
        (found[f"Cost range {n}"].value_axis.minimum_scale, found[f"Cost range {n}"].value_axis.maximum_scale)
        for n in names
    }
    assert len(ends) == 1
    ((low, high),) = ends
    assert low <= 0.0 and high >= max(max(band.p90) for band in small.stories["cumulative_cost"].bands.values())


def test_budget_has_curve_and_promise_of_its_story(deck, small):
    story, plot = small.stories["budget"], charts(deck)["Budget"].plots[0]
    series = list(plot.series)
    for found, name in zip(series, story.labels, strict=False):
        assert found.name == story.labels[name]
        assert across(found) == pytest.approx(story.amounts[name], rel=1e-12)
        assert list(found.values) == pytest.approx(story.exceedance[name], rel=1e-12, abs=1e-15)
    promises = series[len(story.labels) :]
    assert [across(found) for found in promises] == [[amount, amount] for amount in story.promised.values()]
    assert story.promised and all(list(found.values) == [0.0, 1.0] for found in promises)
    assert all(words in found.name for found, words in zip(promises, story.kept_words.values(), strict=True))


def test_savings_have_every_share_once(deck, small):
    story, found = small.stories["savings"], series_of(charts(deck)["Savings"])
    totals = [sum(shares) for shares in zip(*found.values(), strict=True)]
    assert totals == pytest.approx([share for _, _, share in story.columns], rel=1e-12)
    assert sum(totals) == pytest.approx(1.0)
    label = story.labels[story.strategy]
    sides = {"more": lambda low, high: low + high < 0.0, "less": lambda low, high: low + high > 0.0}
    there = {
        side for side, within in sides.items() if any(share for low, high, share in story.columns if within(low, high))
    }
    assert set(found) == {f"{label} costs {side}" for side in there}
    assert sum(found.get(f"{label} costs less", [])) == pytest.approx(story.p_beats)
    for name, shares in found.items():
        side = [share for share, low in zip(shares, story.edges, strict=False) if (low < 0.0) == name.endswith("more")]
        assert sum(side) == pytest.approx(sum(shares))


_TIES = """
schema = 1
title = "Ties"
currency = "USD"
horizons = [12]
[strategies.api.costs.tokens]
category = "Compute"
monthly = "300 to 900"
[strategies.twin]
like = "api"
[strategies.twin.costs.credit]
category = "Compute"
one_time = "bernoulli(0.3) * -500 + 400 * bernoulli(0.2)"
"""


def test_ties_are_neither_cheaper_nor_dearer(tmp_path):
    board = _board(_TIES, tmp_path)
    (compared,) = board.document["comparisons"]
    found = {name: sum(shares) for name, shares in series_of(charts(render_deck(board))["Savings"]).items()}
    p, ties = compared["p_beats"], compared["p_ties"]
    assert ties > 0.5
    expected = {"twin costs more": 1.0 - p - ties, "both cost the same": ties, "twin costs less": p}
    assert found == pytest.approx(expected)


def test_categories_have_both_percentiles(deck, small):
    story, found = small.stories["categories"], charts(deck)
    for name in story.labels:
        chart = found[f"Categories {name}"]
        series = series_of(chart)
        assert series["P50"] == pytest.approx(story.p50[name][:8], rel=1e-12)
        assert series["P90"] == pytest.approx(story.p90[name][:8], rel=1e-12)
        assert [str(c) for c in chart.plots[0].categories] == list(story.categories[:8])


def test_waterfall_ends_where_its_story_does(deck, small):
    story, chart = small.stories["first_estimate"], charts(deck)["From the first estimate"]
    series = series_of(chart)
    base = series.pop("base (not shown)")
    series.pop("room for labels (not shown)")
    parts = [sum(values) for values in zip(*series.values(), strict=True)]
    assert len(parts) == 1 + len(story.steps) + 3
    reached = story.start
    assert parts[0] == pytest.approx(story.start)
    for at, step in enumerate(story.steps, 1):
        ends = sorted((reached, reached + step.adds))
        assert [base[at], base[at] + parts[at]] == pytest.approx(ends), step.label
        reached += step.adds
    assert parts[-3:] == pytest.approx([story.mean, story.p50, story.p90])
    assert reached == pytest.approx(story.mean)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (2.0, 5.0, (2.0, 3.0, 0.0)),
        (5.0, 2.0, (2.0, 3.0, 0.0)),
        (-5.0, -2.0, (-2.0, 0.0, -3.0)),
        (-1.0, 4.0, (0.0, 4.0, -1.0)),
        (4.0, -1.0, (0.0, 4.0, -1.0)),
        (0.0, 0.0, (0.0, 0.0, 0.0)),
    ],
)
def test_bars_stack_up_to_their_ends(start, end, expected):
    assert stacked(start, end) == expected


def test_tornado_has_the_ends_of_each_bar_around_the_mean(deck, small):
    story, chart = small.stories["drivers"], charts(deck)["Drivers"]
    low, high = chart.plots[0].series
    assert list(low.values) == pytest.approx([bar.low for bar in story.bars], rel=1e-12)
    assert list(high.values) == pytest.approx([bar.high for bar in story.bars], rel=1e-12)
    assert chart.value_axis.crosses_at == pytest.approx(story.centre)
    assert chart.value_axis.minimum_scale < story.centre < chart.value_axis.maximum_scale


def _flip(story, name):
    return f"{story.labels[name]}, coin flip at {float(f'{story.even[name]:.3g}'):,.10g}" if name in story.even else ""


def test_volume_has_chance_band_and_crossing(deck, small):
    story, chart = small.stories["volume"], charts(deck)["Volume"]
    found = {series.name: series for series in chart.plots[0].series}
    for name, chance in story.chance.items():
        label = story.labels[name]
        curve = next(series for said, series in found.items() if said in (label, _flip(story, name)))
        assert across(curve) == pytest.approx(story.values)
        assert list(curve.values) == pytest.approx(chance)
        assert list(found[f"{label}, simulation error, low"].values) == pytest.approx(story.low[name])
        assert list(found[f"{label}, simulation error, high"].values) == pytest.approx(story.high[name])
    assert story.even
    for name, value in story.even.items():
        dot = found[f"{story.labels[name]}, coin flip"]
        assert (across(dot), list(dot.values)) == ([pytest.approx(value)], [0.5])
    assert bool(chart.category_axis._element.xpath("./c:scaling/c:logBase")) == story.logarithmic


def test_map_has_a_cell_for_each_chance(deck, small):
    story = small.stories["heat_map"]
    table = next(s.table for slide in Presentation(BytesIO(deck)).slides for s in slide.shapes if s.name == "Map")
    rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
    assert len(rows) == len(story.rows) + 1 and all(len(row) == len(story.columns) + 1 for row in rows)
    for row, chances in zip(rows[1:], reversed(story.chance), strict=True):
        for text, chance in zip(row[1:], chances, strict=True):
            number = float(text.strip("<>% "))
            assert abs(number - 100.0 * chance) <= 1.0


def test_a_double_click_shows_the_same_numbers(deck):
    for name, chart in charts(deck).items():
        sheet = load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        held = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)}
        shown = {float(v.text) for v in chart._chartSpace.xpath(".//c:ser//c:numRef//c:pt/c:v")}
        assert sorted({f"{value:.12g}" for value in held}) == sorted({f"{value:.12g}" for value in shown}), name
        assert held


# ------------------------------------------------------------------------------------------------ words


def test_one_message_a_slide_in_the_order_of_the_stories(slides, small):
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    headlines = [story.headline for story in small.stories.values()]
    assert titles[2 : 2 + len(headlines)] == headlines
    assert len(titles) == len(headlines) + 5
    assert titles[0] == "Support assistant"


def test_every_slide_has_notes_footer_and_number(slides, small):
    for at, slide in enumerate(slides):
        notes = slide.notes_slide.notes_text_frame.text
        assert notes.count(".") >= 3 and "How sure is that?" in notes
        text = " ".join(words(slide))
        assert at == 0 or f"seed {small.result.settings.seed}" in text
        numbers = slide.shapes._spTree.xpath(".//a:fld[@type='slidenum']")
        assert len(numbers) == (at > 0)


def test_notes_say_how_to_read_each_picture(slides, small):
    assert len(slides) >= 2 + len(small.stories)
    for slide, story in zip(slides[2:], small.stories.values(), strict=False):
        notes = slide.notes_slide.notes_text_frame.text
        assert story.note in notes and story.headline in notes


def test_every_picture_has_words_for_those_who_cannot_see_it(slides):
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 20


def test_no_letters_are_smaller_than_14_points(deck):
    with ZipFile(BytesIO(deck)) as archive:
        for name in archive.namelist():
            if name.startswith(("ppt/slides/slide", "ppt/charts/chart")) and name.endswith(".xml"):
                text = archive.read(name).decode()
                sizes = [int(piece.split('"')[0]) for piece in text.split(' sz="')[1:] if piece.split('"')[0].isdigit()]
                assert all(size >= 1_400 for size in sizes), name


@pytest.mark.parametrize("which", ["deck", "hostile_deck"])
def test_titles_fit_into_two_lines(which, request):
    for slide in Presentation(BytesIO(request.getfixturevalue(which))).slides:
        title = slide.shapes.title
        size = title.text_frame.paragraphs[0].runs[0].font.size.pt
        lines = lines_of(title.text_frame.text, size, 0.99 * title.width / 12_700)
        assert lines <= (2 if slide.shapes.title.placeholder_format.type == PP_PLACEHOLDER.TITLE else 3)
        assert lines * size * 1.2 <= title.height / 12_700


@pytest.mark.parametrize("which", ["deck", "hostile_deck"])
def test_nothing_lies_beside_its_slide_or_over_the_footer(which, request):
    presentation = Presentation(BytesIO(request.getfixturevalue(which)))
    for slide in list(presentation.slides)[1:]:
        footer = min(s.top for s in slide.shapes if s.top > 0.9 * presentation.slide_height)
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= presentation.slide_width
            assert shape.top >= footer or shape.top + shape.height <= footer, shape.name


def test_hostile_words_are_words(hostile_deck, hostile):
    text = "\n".join(word for slide in Presentation(BytesIO(hostile_deck)).slides for word in words(slide))
    for word in (
        "$1.2M vs $3.4M",
        "</style></svg>&amp;\"'`",
        "\u05e9\u05dc\u05d5\u05dd",
        "\U0001f680 launch",
        "x" * 30,
    ):
        assert word in text
    assert "x" * 200 not in text
    found = charts(hostile_deck)
    names = [str(c) for name in hostile.scenario.strategies for c in found[f"Categories {name}"].plots[0].categories]
    assert any(name.startswith("=HYPERLINK") for name in names)


def test_no_formula_and_no_link_in_any_embedded_workbook(hostile_deck):
    seen = 0
    for chart in charts(hostile_deck).values():
        blob = chart.part.chart_workbook.xlsx_part.blob
        with ZipFile(BytesIO(blob)) as archive:
            assert not any("externalLink" in name for name in archive.namelist())
            assert b"<f>" not in b"".join(archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n)
        for row in load_workbook(BytesIO(blob)).active.iter_rows():
            for cell in row:
                assert cell.data_type in "sn" and cell.hyperlink is None
                seen += str(cell.value).startswith("=")
    assert seen  # the category that wants to be a formula is there, as words


@pytest.mark.parametrize("which", ["deck", "hostile_deck"])
def test_nothing_leads_out_of_the_file(which, request):
    with ZipFile(BytesIO(request.getfixturevalue(which))) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            assert b'TargetMode="External"' not in data, name
            assert b"hlinkClick" not in data and b"hlinkHover" not in data, name
            assert "vbaProject" not in name


# ------------------------------------------------------------------------------------------------ bytes


def test_same_board_same_bytes(deck, small):
    assert render_deck(small) == deck


def test_same_bytes_in_another_process(deck):
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from board_case import small_board\n"
        "from tcorisk.reports.deck import render_deck\n"
        "print(hashlib.sha256(render_deck(small_board())).hexdigest())\n"
    )
    from hashlib import sha256

    done = subprocess.run([sys.executable, "-c", code, str(HERE)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == sha256(deck).hexdigest()


def test_dates_are_those_of_the_report(deck, small):
    about = Presentation(BytesIO(deck)).core_properties
    assert about.created.date() == about.modified.date() == small.made
    assert (about.author, about.title) == ("tcorisk", "Support assistant")
    with ZipFile(BytesIO(deck)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ---------------------------------------------------------------------------------------------- templates


@pytest.fixture
def company(tmp_path):
    """Return a function that saves a 4:3 presentation with two slides, changed by a function."""

    def save(change=lambda presentation: None, name="company.pptx"):
        presentation = Presentation()
        for at in (0, 1):
            presentation.slides.add_slide(presentation.slide_layouts[at]).shapes.title.text = "to be removed"
        change(presentation)
        path = tmp_path / name
        presentation.save(path)
        return path

    return save


def test_template_gives_size_and_layouts_and_keeps_no_slide(small, deck, company):
    def recolour(presentation):
        presentation.slide_layouts[5].name = "Company: title alone"

    made = Presentation(BytesIO(render_deck(small, company(recolour))))
    assert (made.slide_width, made.slide_height) == (Inches(10), Inches(7.5))
    more = sum("The answer in words" in words(slide) for slide in made.slides)  # the table needs a slide of its own
    assert len(made.slides) == len(Presentation(BytesIO(deck)).slides) + more
    assert {slide.slide_layout.name for slide in list(made.slides)[1:]} == {"Company: title alone"}
    assert made.slides[0].slide_layout.name == "Title Slide"
    assert not any("to be removed" in text for slide in made.slides for text in words(slide))
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= made.slide_width
            assert not shape.is_placeholder or shape.text_frame.text  # no empty frame is left


def test_template_without_title_layouts_gets_titles_of_ours(small, company):
    def keep_blank(presentation):
        for slide in list(presentation.slides._sldIdLst):
            presentation.part.drop_rel(slide.rId)
            presentation.slides._sldIdLst.remove(slide)
        for layout in list(presentation.slide_layouts):
            if layout.name != "Blank":
                presentation.slide_layouts.remove(layout)

    made = Presentation(BytesIO(render_deck(small, company(keep_blank))))
    assert all(slide.shapes.title is None for slide in made.slides)
    headlines = [story.headline for story in small.stories.values()]
    said = [[headline for headline in headlines if headline in words(slide)] for slide in made.slides]
    assert [headline for found in said for headline in found] == headlines


def test_links_in_a_template_are_taken_away(small, company):
    def link(presentation):
        layout = presentation.slide_layouts[5]
        run = layout.placeholders[0].text_frame.paragraphs[0].runs[0]
        run.hyperlink.address = "http://example.com"
        # a master can lead to one of the slides that go
        slide = presentation.slides[0]
        presentation.slide_master.part.relate_to(
            slide.part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"
        )

    data = render_deck(small, company(link))
    with ZipFile(BytesIO(data)) as archive:
        every = b"".join(archive.read(name) for name in archive.namelist())
        assert b"example.com" not in every and b"hlinkClick" not in every and b"to be removed" not in every


def test_a_potx_will_do(small, company):
    path = company(name="company.potx")
    template = "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
    _rewrite(path, "[Content_Types].xml", lambda data: data.replace(_MAIN.encode(), template.encode()))
    assert len(Presentation(BytesIO(render_deck(small, path))).slides) > 5


_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def _rewrite(path, member, change):
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts[member])
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_picture_from_elsewhere_is_refused(small, company):
    def fetch(presentation):
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
        presentation.slide_master.part.relate_to("http://example.com/logo.png", kind, is_external=True)

    with pytest.raises(ValueError, match=r"template 'company.pptx' .* content outside the file \(image\)"):
        render_deck(small, company(fetch))


def test_an_object_of_another_program_is_refused(small, company):
    def embed(presentation):
        from pptx.opc.package import Part
        from pptx.opc.packuri import PackURI

        part = presentation.slide_master.part
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject"
        name, content = (
            PackURI("/ppt/embeddings/oleObject1.bin"),
            "application/vnd.openxmlformats-officedocument.oleObject",
        )
        part.relate_to(Part(name, content, part.package, b"MZ"), kind)

    with pytest.raises(ValueError, match="object of another program"):
        render_deck(small, company(embed))


def test_macros_are_refused(small, company):
    path = company()
    macros = b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    _rewrite(path, "[Content_Types].xml", lambda data: data.replace(_MAIN.encode(), macros))
    with pytest.raises(ValueError, match="carries macros"):
        render_deck(small, path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("no archive"), "is no PPTX"),
        (lambda path: path.write_bytes(b""), "is no PPTX"),
        (lambda path: path.mkdir(), "is no file"),
        (lambda path: None, "is no file"),
        (lambda path: ZipFile(path, "w").close(), "is no PPTX"),
        (lambda path: _zip(path, {"[Content_Types].xml": "<Types/>"}), "no presentation in it"),
        (lambda path: _zip(path, {"[Content_Types].xml": f"<Types>{_MAIN}</Types>"}), "cannot be used as a PPTX"),
    ],
)
def test_what_is_no_presentation_is_refused(tmp_path, small, make, message):
    path = tmp_path / "other.pptx"
    make(path)
    with pytest.raises(ValueError, match=message):
        render_deck(small, path)


def _zip(path, members):
    with ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def test_what_is_too_large_is_refused(small, company, monkeypatch):
    path = company()
    monkeypatch.setattr("tcorisk.reports.deck.template._UNPACKED", 10_000)
    with pytest.raises(ValueError, match="unpacks to more than"):
        render_deck(small, path)
    monkeypatch.setattr("tcorisk.reports.deck.template._LARGEST", 1_000)
    with pytest.raises(ValueError, match="is larger than"):
        render_deck(small, path)


# --------------------------------------------------------------------------------------------- estimates


def test_words_are_fitted_by_size_first_and_then_cut():
    text = "seven plain words that take some room"
    assert fitted(text, 1_000.0, 40.0, (28.0, 14.0)) == (text, 28.0)
    assert fitted(text, 300.0, 40.0, (28.0, 14.0), 1) == (text, 14.0)
    cut, size = fitted(text, 100.0, 40.0, (28.0, 14.0), 1)
    assert size == 14.0 and cut.endswith("...") and lines_of(cut, size, 100.0) == 1


def test_a_word_longer_than_a_line_takes_several():
    assert lines_of("x" * 100, 14.0, points_wide("x" * 30, 14.0)) == 4
    assert one_line("x" * 100, 14.0, 200.0).endswith("...")


def test_widths_are_above_those_of_a_real_font():
    # Arial, of which the letters here have 0.556 (n), 0.222 (i), 0.833 (m), 0.667 (A), 0.556 (5) of their size
    for character, width in {"n": 0.556, "i": 0.222, "m": 0.833, "A": 0.667, "5": 0.556, " ": 0.278}.items():
        assert points_wide(character, 100.0) > 100.0 * width


@pytest.mark.parametrize(("low", "high"), [(0.0, 411_000.0), (-35.0, 12.0), (5.0, 5.0), (0.0, 0.0), (1e-6, 3e-6)])
def test_scales_hold_their_range_in_round_steps(low, high):
    scale = scale_of(low, high)
    assert scale.low <= low and scale.high >= high and scale.low <= 0.0 <= scale.high
    assert 2 <= round((scale.high - scale.low) / scale.step) <= 12


def test_amounts_are_written_as_a_spreadsheet_would():
    assert plain_amount(1_234_567.0, "#,##0") == "1,234,567"
    assert plain_amount(1_234_567.0, '#,##0,"k"') == "1,235k"
    assert plain_amount(12_345_678.0, amount_format(2e7, 5e5)) == "12.3M"
    assert plain_amount(0.25, "#,##0.00") == "0.25"


# ------------------------------------------------------------------------------------------- odd scenarios


def _board(text, tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return gather(simulate(load(path), 8_192), made=date(2026, 11, 21))


_ONE = """
schema = 1
title = "One way"
currency = "EUR"
horizons = [12]
[strategies.a]
label = "Rented. Paid by the hour"
[strategies.a.costs.x]
category = "Compute"
monthly = {}
[strategies.a.costs.back]
category = "Compute"
monthly = {}
"""


def test_one_strategy_has_no_comparison(tmp_path):
    deck = render_deck(_board(_ONE.format('"1_000 to 9_000"', '"0 - 100 to 0 - 50"'.replace("0 - ", "-")), tmp_path))
    found = charts(deck)
    assert list(found) == ["Cost range a", "Budget", "Categories a", "From the first estimate"]
    first = series_of(found["From the first estimate"])
    assert any(first["saves"])  # the credit
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(BytesIO(deck)).slides]
    assert titles[1].startswith("Rented. Paid by the hour: over 12 months half of all futures")


def test_one_month_is_no_months_and_a_small_promise_no_part_of_a_million(tmp_path):
    text = _ONE.format('"1e11 to 2e11"', "5").replace("[12]", "[1]")
    text = text.replace("label =", "budget_per_month = 7_000\nlabel =")
    chart = charts(render_deck(_board(text, tmp_path)))["Budget"]
    assert chart.category_axis.axis_title.text_frame.text == "cash over 1 month, EUR"
    assert "promised 7,000, kept in" in list(chart.plots[0].series)[-1].name


def test_what_costs_nothing_has_no_categories_to_show(tmp_path):
    deck = render_deck(_board(_ONE.format("0", "0"), tmp_path))
    assert list(charts(deck)) == ["Cost range a", "From the first estimate"]


def test_what_is_certain_has_no_curves_of_chance(tmp_path):
    deck = render_deck(_board(_ONE.format("1_000", "-1_500"), tmp_path))
    found = charts(deck)
    assert list(found) == ["Cost range a", "Categories a", "From the first estimate"]
    assert series_of(found["Cost range a"])["Rented. Paid by the hour"][-1] == pytest.approx(-6_000.0)
    waterfall = series_of(found["From the first estimate"])
    # from 1,000 down to -500: one part above nothing, one below
    assert (waterfall["saves"][1], waterfall["saves below 0"][1]) == (1_000.0, -500.0)
    assert waterfall["base (not shown)"][1] == 0.0
    for slide in Presentation(BytesIO(deck)).slides:
        assert "How sure is that?" in slide.notes_slide.notes_text_frame.text


def test_axes_stay_in_round_steps_of_shares():
    assert [share_format(step) for step in (0.25, 0.025, 0.01, 0.005)] == ["0%", "0.0%", "0%", "0.0%"]


def test_verdict_table_has_the_figures_of_the_document(deck, small):
    table = next(
        s.table for slide in Presentation(BytesIO(deck)).slides for s in slide.shapes if s.name == "Key figures"
    )
    head, *rows = ([cell.text_frame.text for cell in row.cells] for row in table.rows)
    costs = ["cash P50", "cash P90", "TCO P50", "TCO P90", "worst 5 %"]
    assert head == ["Strategy", *costs, "promised", "promise kept in", "cheapest in"]
    for row, strategy in zip(rows, small.document["strategies"].values(), strict=True):
        numbers = strategy["horizons"]["12"]
        amounts = [numbers["cash"]["p50"], numbers["cash"]["p90"], numbers["p50"], numbers["p90"], numbers["cvar95"]]
        assert row[0] == strategy["label"]
        assert [float(text.replace(",", "")) for text in row[1:6]] == pytest.approx(amounts, rel=5e-3)
        assert row[6] == ("-" if numbers["budget"] is None else f"{numbers['budget']['amount']:,.0f}")


def test_break_even_is_marked(tmp_path):
    text = """
schema = 1
title = "Rent or buy"
currency = "EUR"
horizons = [12]
[strategies.rent]
label = "Rent"
costs.x = { category = "Compute", monthly = "900 to 1_100" }
[strategies.buy]
label = "Buy"
costs.x = { category = "Compute", one_time = "4_000 to 4_400" }
"""
    board = _board(text, tmp_path)
    found = charts(render_deck(board))
    month = board.stories["cumulative_cost"].break_even
    assert month == 5
    marked = {
        name: [
            int(at.get("val")) for at in found[f"Cost range {name}"]._chartSpace.xpath(".//c:lineChart//c:dPt/c:idx")
        ]
        for name in ("rent", "buy")
    }
    assert marked == {"rent": [], "buy": [month]}


# ---------------------------------------------------------------------------------- nothing goes without a word


@pytest.fixture(scope="module")
def narrow_deck(small, tmp_path_factory):
    """Return the deck in a template of 9 x 6.75 inches."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(9), Inches(6.75)
    for holder in (presentation.slide_master, *presentation.slide_layouts):
        for shape in holder.placeholders:
            shape.left, shape.top, shape.width, shape.height = (
                int(0.9 * value) for value in (shape.left, shape.top, shape.width, shape.height)
            )
    path = tmp_path_factory.mktemp("narrow") / "narrow.pptx"
    presentation.save(path)
    return render_deck(small, path)


def test_a_narrow_slide_drops_no_strategy(narrow_deck, small):
    found = charts(narrow_deck)
    for kind in ("Cost range", "Categories"):
        shown = [found[f"{kind} {name}"] for name in small.scenario.strategies]
        assert len({(chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) for chart in shown}) == 1
    said = [word for slide in Presentation(BytesIO(narrow_deck)).slides for word in words(slide)]
    assert sum(word.endswith("slide 1 of 2, on one scale") for word in said) == 2
    assert sum(word.endswith("slide 2 of 2, on one scale") for word in said) == 2


def test_what_is_on_no_slide_is_named():
    labels = {f"s{at}": f"Way {at}" for at in range(9)}
    cost = {name: float(at) for at, name in enumerate(labels)}
    wide = pages(labels, "s0", "s8", cost, 900.0)
    assert [len(names) for names in wide.slides] == [3, 3, 3] and not wide.unseen
    assert wide.words(0, labels) == ["slide 1 of 3, on one scale"]
    narrow = pages(labels, "s0", "s8", cost, 500.0)
    assert narrow.names == ["s0", "s1", "s2", "s3", "s4", "s8"]
    assert narrow.words(2, labels)[1] == "not shown for lack of room: Way 5, Way 6 and Way 7"
    assert pages({"a": "A"}, None, None, {"a": 1.0}, 100.0).words(0, {"a": "A"}) == []


@pytest.mark.parametrize("width", [150, 250, 300, 350, 400, 500, 600, 700, 900])
def test_a_promise_stands_beside_how_often_it_is_kept(small, width):
    every = key_figures(small, View(small.document, 100), Box(0, 0, 2_000 * 12_700, 300 * 12_700))
    found = key_figures(small, View(small.document, 100), Box(0, 0, width * 12_700, 300 * 12_700))
    heads = [cell.text for row in found.rows for cell in row]
    assert ("promised" in heads) == ("promise kept in" in heads)
    gone = [cell.text for cell in every.rows[0][1:] if cell.text not in heads]
    assert all(head in "; ".join(found.unseen) for head in gone)
    assert bool(gone) == bool(found.unseen) and not every.unseen


def test_many_figures_of_few_strategies_stand_in_columns(small):
    view = View(small.document, 100)
    narrow, wide = (key_figures(small, view, Box(0, 0, width * 12_700, 400 * 12_700)) for width in (450, 2_000))
    assert not narrow.unseen and len(narrow.rows) == len(wide.rows[0])
    assert [[cell.text for cell in column][1:] for column in zip(*narrow.rows, strict=True)][1:] == [
        [cell.text for cell in row][1:] for row in wide.rows[1:]
    ]
    assert sum(needs(narrow.rows, narrow.size)) <= 450.0


def test_no_paragraph_of_the_verdict_is_cut(narrow_deck, small):
    said = "\n".join(word for slide in Presentation(BytesIO(narrow_deck)).slides for word in words(slide))
    paragraphs = answer(View(small.document, 100))[1:]
    assert paragraphs and all(paragraph in said for paragraph in paragraphs)


def test_strategies_without_room_in_the_table_are_named(small):
    found = key_figures(small, View(small.document, 100), Box(0, 0, 900 * 12_700, 90 * 12_700))
    shown = {row[0].text for row in found.rows[1:]}
    gone = [label for label in View(small.document, 100).labels.values() if label not in shown]
    assert gone and found.unseen == [f"not shown for lack of room: {gone[0]}"]


@pytest.mark.parametrize("which", ["deck", "narrow_deck"])
def test_what_is_not_counted_is_all_there(which, request, small):
    said = {
        line
        for slide in Presentation(BytesIO(request.getfixturevalue(which))).slides
        for word in words(slide)
        for line in word.split("\n")
    }
    assert set(left_out(small)) <= said
    assert bad_case(small.document) in said


def test_what_is_left_out_is_said_by_strategy(tmp_path):
    text = """
schema = 1
title = "Rent or buy"
currency = "EUR"
horizons = [12]
categories = ["Travel"]
[strategies.rent]
label = "Rent"
launch = { months = 1, revenue_per_month = 100 }
costs.x = { category = "Compute", monthly = "900 to 1_100" }
costs.y = { category = "Travel", monthly = 10 }
[strategies.buy]
label = "Buy"
buffer = { share = 0.1 }
costs.x = { category = "Engineering", one_time = "4_000 to 4_400" }
"""
    found = left_out(_board(text, tmp_path))
    assert found[:5] == (
        "No strategy has a cost under Data & Eval, Compliance, Incidents and Migration.",
        "Rent has no cost under Engineering.",
        "Buy has no cost under Compute and Travel.",
        "Revenue that is lost until the work is live is not counted for Buy.",
        "Rent has no buffer for what nobody has listed.",
    )
    assert "Nothing is discounted: later months count as much as early ones." in found
    assert any(sentence.endswith("assumptions are taken as certain: plain numbers.") for sentence in found)
    discounted = left_out(_board(text.replace("horizons", "discount_rate = 0.05\nhorizons"), tmp_path))
    assert not any("discounted" in sentence for sentence in discounted)


def test_hostile_words_in_what_is_left_out_are_short_and_plain(hostile):
    assert left_out(hostile)
    for sentence in left_out(hostile):
        assert len(sentence) < 300 and sentence.isprintable() and sentence.endswith(".")


# --------------------------------------------------------------------------------------------------- looks


def test_the_map_has_the_colours_of_both_strategies(deck, small):
    story = small.stories["heat_map"]
    table = next(s.table for slide in Presentation(BytesIO(deck)).slides for s in slide.shapes if s.name == "Map")
    for row, chances in zip(list(table.rows)[1:], reversed(story.chance), strict=True):
        for cell, chance in zip(list(row.cells)[1:], chances, strict=True):
            assert str(cell.fill.fore_color.rgb) == story.colour_of(chance).lstrip("#").upper()


def test_panels_have_plots_of_one_width(deck, small):
    wide = set()
    for name in small.scenario.strategies:
        for slide in Presentation(BytesIO(deck)).slides:
            for shape in slide.shapes:
                if shape.name == f"Cost range {name}":
                    share = shape.chart._chartSpace.xpath("./c:chart/c:plotArea/c:layout/c:manualLayout/c:w/@val")
                    wide.add(round(float(share[0]) * shape.width / 12_700))
    assert len(wide) == 1


def test_the_text_below_the_table_names_its_subject(small):
    view = View(small.document, 100)
    _, *others = answer(view)
    assert others and "On average it " not in others[0]
    assert any(f"On average {mark}{label}{mark} " in others[0] for label in view.labels.values() for mark in ("", '"'))


def test_dots_that_are_close_have_their_amounts_in_the_legend(small):
    from dataclasses import replace

    story = small.stories["volume"]
    low, high = story.values[0], story.values[-1]
    one, other, *_ = story.chance
    assert _apart(replace(story, even={one: low, other: high}))
    assert not _apart(replace(story, even={one: low, other: low * 1.01}))
    assert _apart(replace(story, even={one: low})) and _apart(replace(story, even={}))


def test_assumptions_are_not_cut_where_there_is_room(deck, small):
    table = next(
        s.table for slide in Presentation(BytesIO(deck)).slides for s in slide.shapes if s.name == "Assumptions"
    )
    rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows][1:]
    assert len(rows) == len(that_matter(small))
    assert not any(text.endswith("...") for row in rows for text in row)


def test_columns_get_what_they_need_and_share_the_rest():
    rows = [[Cell("a"), Cell("b" * 200), Cell("c" * 300)]]
    first, second, third = widths_for(rows, Box(0, 0, 600 * 12_700, 1), 2)
    assert first == pytest.approx(needs(rows)[0])
    assert second == pytest.approx(third) and first + second + third == pytest.approx(600.0)
    loose = widths_for([[Cell("a"), Cell("b"), Cell("c")]], Box(0, 0, 600 * 12_700, 1), 1)
    assert sum(loose) == pytest.approx(600.0) and loose[0] < loose[1] > loose[2]
    one, two = (needs([[Cell("seven words and a few more words", lines=lines)]])[0] for lines in (1, 2))
    assert two < 0.7 * one
