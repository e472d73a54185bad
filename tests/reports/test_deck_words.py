"""The deck's words: one message a slide, notes, letters that can be read, and nothing that is more than words."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from deck_case import charts, words
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from tcorisk.reports.words.headlines import OWN_BOLD, lines_of


def test_one_message_a_slide_in_the_order_of_the_stories(slides, small):
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    headlines = [story.headline for story in small.stories.values()]
    assert [title for title in titles[2:-5] if title in headlines] == headlines
    assert small.stress_story.headline in titles
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
    titled = {slide.shapes.title.text_frame.text: slide for slide in slides}
    for story in small.stories.values():
        notes = titled[story.headline].notes_slide.notes_text_frame.text
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
        lines = lines_of(title.text_frame.text, size, title.width / 12_700 / OWN_BOLD)
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
