"""Opens a company's own presentation: its masters, layouts and size stay, its example slides and every way out go."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.package import Package

__all__ = ["open_template", "without_slides"]

#: Bytes: of the file, and of what is packed in it.
_LARGEST, _UNPACKED, _MEMBERS = 100_000_000, 250_000_000, 20_000
_MACRO = ("vbaproject", "macroenabled", "activex")
_OBJECTS = ("oleObject", "package")  # what a double click would run
_LINK_TAGS = (qn("a:hlinkClick"), qn("a:hlinkHover"), qn("a:hlinkMouseOver"))


def open_template(path: Path) -> Any:
    """Return a company's presentation without its slides.

    Parameters
    ----------
    path : Path
        A `.pptx`, or a `.potx`.

    Returns
    -------
    pptx.presentation.Presentation

    Raises
    ------
    ValueError
        If it is no such file, carries macros, or fetches content from outside itself.
    """
    data = _read(path)
    try:
        package = Package.open(BytesIO(data))
        main = package.main_document_part
        if main._content_type == CONTENT_TYPE.PML_TEMPLATE_MAIN:  # the property would keep what it was asked first
            main._content_type = CONTENT_TYPE.PML_PRESENTATION_MAIN
        if main.content_type != CONTENT_TYPE.PML_PRESENTATION_MAIN:
            raise ValueError("its main part is not a presentation")
        presentation: Any = main.presentation
        without_slides(presentation)
        if not any(len(master.slide_layouts) for master in presentation.slide_masters):
            raise ValueError("it has no slide layout")
        _seal(package)
    except Exception as error:
        # a broken file fails in as many ways as it has parts: all of them mean the same to who gave it
        raise ValueError(f"template {path.name!r} cannot be used as a PPTX: {error}") from error
    return presentation


def _read(path: Path) -> bytes:
    """Return the file's bytes, once it looks like a PPTX of a sane size."""
    if not path.is_file():
        raise ValueError(f"template needs to be a PPTX file, got {path.name!r}, which is not a file")
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"template {path.name!r} is larger than {_LARGEST // 10**6} MB")
    data = path.read_bytes()
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MEMBERS or sum(member.file_size for member in members) > _UNPACKED:
                raise ValueError(f"template {path.name!r} unpacks to more than {_UNPACKED // 10**6} MB")
            kinds = archive.read("[Content_Types].xml").lower()
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise ValueError(
            f"template {path.name!r} is not a PPTX: it is not an Office file, or it has a password"
        ) from error
    names = " ".join(member.filename.lower() for member in members)
    if any(word in names or word.encode() in kinds for word in _MACRO):
        raise ValueError(f"template {path.name!r} carries macros or controls: save it as a plain .pptx")
    if b"presentationml" not in kinds:
        raise ValueError(f"template {path.name!r} is not a PPTX: it contains no presentation")
    return data


def without_slides(presentation: Any) -> None:
    """Remove all slides, what lists them, and what shows or prints them."""
    part, element = presentation.part, presentation.element
    for slide in list(element.get_or_add_sldIdLst()):
        part.drop_rel(slide.rId)
        slide.getparent().remove(slide)
    for listed in (*element.findall(qn("p:custShowLst")), *element.findall(qn("p:extLst"))):
        element.remove(listed)  # custom shows, sections: they name slides that are gone
    _drop(part, ("printerSettings",))
    _drop(part.package, ("thumbnail", "extended-properties"))  # its titles are those of the slides that are gone


def _drop(holder: Any, kinds: tuple[str, ...]) -> None:
    for key, relation in list(holder._rels.items()):
        if relation.reltype.rpartition("/")[2] in kinds:
            holder._rels.pop(key)


def _seal(package: Any) -> None:
    """Take links away, and refuse what fetches a picture, a sheet or a film from elsewhere."""
    for holder in (package, *list(package.iter_parts())):
        for key, relation in list(holder._rels.items()):
            if relation.reltype.rpartition("/")[2] in _OBJECTS:
                raise ValueError("an object of another program is embedded in a master or layout: take it out")
            to_slide = relation.reltype == RELATIONSHIP_TYPE.SLIDE and holder is not package.main_document_part
            if not (relation.is_external or to_slide):
                continue
            if to_slide or (relation.reltype == RELATIONSHIP_TYPE.HYPERLINK and hasattr(holder, "_element")):
                for link in list(_links(holder._element, key)):
                    link.getparent().remove(link)
                holder._rels.pop(key)
            else:
                kind = relation.reltype.rpartition("/")[2]
                raise ValueError(f"it refers to content outside the file ({kind}); embed that, or break the link")


def _links(element: Any, key: str) -> Iterator[Any]:
    for link in element.iter(*_LINK_TAGS):
        if link.get(qn("r:id")) == key:
            yield link
