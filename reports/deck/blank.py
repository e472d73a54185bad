"""The deck's own look where no template is given: white, 16:9, a title at the left, the palette as theme colours."""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from ..stories.story import PALETTE
from .elements import child
from .template import without_slides

__all__ = ["INK", "MUTED", "RULE", "open_blank"]

#: Of words, of words that matter less, of lines between them: the page and the charts have the same.
INK, MUTED, RULE = "1B1F24", "57606A", "D8DEE4"

_WIDTH, _HEIGHT = 13.333, 7.5
_LEFT, _ROOM = 0.6, 12.133
#: Inches from the left and the top, width, height.
_PLACES = {
    "title": (_LEFT, 0.35, _ROOM, 1.05),
    "body": (_LEFT, 1.6, _ROOM, 5.0),
    "ftr": (_LEFT, 6.95, 10.6, 0.36),
    "sldNum": (11.733, 6.95, 1.0, 0.36),
    "dt": (9.0, 6.95, 2.0, 0.36),
    "ctrTitle": (_LEFT, 1.7, _ROOM, 1.6),
    "subTitle": (_LEFT, 3.5, _ROOM, 2.4),
}
_KEPT = ("Title Slide", "Title Only")


def open_blank() -> Any:
    """Return an empty presentation of 13.333 x 7.5 inches with a title layout and one for a title alone."""
    presentation: Any = Presentation()
    without_slides(presentation)
    presentation.slide_width, presentation.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    presentation.element.sldSz.attrib.pop("type", None)
    master = presentation.slide_master
    for layout in list(master.slide_layouts):
        if layout.name not in _KEPT:
            master.slide_layouts.remove(layout)
    for holder in (master, *master.slide_layouts):
        for shape in list(holder.placeholders):
            _place(shape, holder is master)
    _style_titles(master)
    _colour(master)
    return presentation


def _place(shape: Any, on_master: bool) -> None:
    """Move a placeholder to its place on a wide slide; on layouts those that say what the master says say nothing."""
    kind = shape.element.xpath(".//p:nvPr/p:ph")[0].get("type") or "body"
    if kind == "dt" and not on_master:
        shape.element.getparent().remove(shape.element)
        return
    left, top, width, height = (Inches(value) for value in _PLACES[kind])
    shape.left, shape.top, shape.width, shape.height = left, top, width, height
    body = shape.element.txBody.find(qn("a:bodyPr"))
    body.set("lIns", "0")
    body.set("rIns", "0")
    if kind in ("title", "ctrTitle"):
        body.set("anchor", "b")  # a title of one line is beside its subtitle too
    elif kind == "subTitle":
        body.set("anchor", "t")
    style = shape.element.txBody.find(qn("a:lstStyle"))
    first = None if style is None else style.find(qn("a:lvl1pPr"))
    if first is not None and kind in ("ftr", "subTitle", "ctrTitle"):
        first.set("algn", "l")
    if first is not None and kind in ("ftr", "sldNum"):
        first.find(qn("a:defRPr")).set("sz", "1400")
    for tinted in shape.element.xpath(".//a:lstStyle//a:defRPr/a:solidFill/a:schemeClr[a:tint]"):
        for tint in list(tinted):  # too light to be read
            tinted.remove(tint)
        tinted.set("val", "tx2")


def _style_titles(master: Any) -> None:
    first = master.element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    first.set("algn", "l")
    letters = first.find(qn("a:defRPr"))
    letters.set("sz", str(Pt(28).centipoints))
    letters.set("b", "1")


def _colour(master: Any) -> None:
    """Give the theme the charts' palette, so that what somebody adds by hand fits in."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root: Any = parse_xml(theme.blob)
    colours = root.find(f".//{qn('a:clrScheme')}")
    colours.set("name", "tcorisk")
    wanted = {"dk1": INK, "dk2": MUTED, "lt2": RULE}
    wanted |= {f"accent{at}": colour.lstrip("#") for at, colour in enumerate(PALETTE, 1)}
    for key, colour in wanted.items():
        slot = colours.find(qn(f"a:{key}"))
        for old in list(slot):
            slot.remove(old)
        child(slot, "a:srgbClr", val=colour)
    theme._blob = serialize_part_xml(root)
