"""The deck as a file: the same bytes each time, and a company's template that is used with care."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from deck_case import words
from pptx import Presentation
from pptx.util import Inches

from tcorisk.reports.deck import render_deck

HERE = Path(__file__).parent


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
    assert len(made.slides) >= len(Presentation(BytesIO(deck)).slides)
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
        (lambda path: path.write_text("no archive"), "is not a PPTX"),
        (lambda path: path.write_bytes(b""), "is not a PPTX"),
        (lambda path: path.mkdir(), "is not a file"),
        (lambda path: None, "is not a file"),
        (lambda path: ZipFile(path, "w").close(), "is not a PPTX"),
        (lambda path: _zip(path, {"[Content_Types].xml": "<Types/>"}), "contains no presentation"),
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
