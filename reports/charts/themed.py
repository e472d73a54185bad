"""A chart as part of a page: its colours follow the page's, light or dark, and its words are text."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from matplotlib import rc_context
from matplotlib.figure import Figure

from ..stories import Story
from ..stories.story import PALETTE
from .style import LIGHT, settings

__all__ = ["themed_svg"]

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
#: What a page has to define: `--ink`, `--muted`, `--grid`, `--paper`, and `--c1` to `--c6` for the strategies.
_VARIABLES: Final = {
    **{getattr(LIGHT, name): f"var(--{name})" for name in ("ink", "muted", "grid", "paper")},
    **{colour.lower(): f"var(--c{at})" for at, colour in enumerate(PALETTE, start=1)},
}
_REFERENCE = re.compile(r"^url\(#(.+)\)$")
#: matplotlib's own style sheet, which would reach all of a page.
_STROKES = "stroke-linejoin: round; stroke-linecap: butt"


def themed_svg(figure: Figure, prefix: str, story: Story) -> str:
    """Return a figure as an SVG element to be set into an HTML page.

    Parameters
    ----------
    figure : Figure
        Drawn in the theme `LIGHT`.
    prefix : str
        Begins every id: a page may hold several charts.
    story : Story
        Its headline and note become title and description, for those who do not see the picture.

    Returns
    -------
    str
        As wide as its place; colours are the page's variables, words are `<text>` in the page's font.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", prefix):
        raise ValueError(f"prefix needs to be a letter and then letters, digits, - or _, got {prefix!r}")
    file = BytesIO()
    with rc_context(settings() | {"svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None}, facecolor=figure.get_facecolor())
    root = ElementTree.fromstring(file.getvalue())
    _drop(root)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _retell(element, prefix)
    box = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib |= {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": box,
        "role": "img",
        "aria-labelledby": f"{prefix}-title",
        "aria-describedby": f"{prefix}-desc",
        "style": _STROKES,
    }
    for at, (tag, words) in enumerate((("title", story.headline), ("desc", story.note))):
        element = ElementTree.Element(tag, {"id": f"{prefix}-{tag}"})
        element.text = words
        root.insert(at, element)
    return ElementTree.tostring(root, encoding="unicode")


def _drop(root: ElementTree.Element) -> None:
    """Take out what a page has no use for: metadata, and the style sheet."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{_SVG}metadata", f"{_SVG}style"):
                parent.remove(child)


def _retell(element: ElementTree.Element, prefix: str) -> None:
    """Give an element its own ids, the page's colours, and the page's font."""
    for key, value in list(element.attrib.items()):
        if key == "id":
            element.set("id", f"{prefix}-{value}")
        elif key == f"{_XLINK}href":
            del element.attrib[key]
            element.set("href", f"#{prefix}-{value.removeprefix('#')}" if value.startswith("#") else value)
        elif key == "style":
            element.set("style", _restyled(value, prefix))
        elif found := _REFERENCE.match(value):
            element.set(key, f"url(#{prefix}-{found[1]})")


def _restyled(style: str, prefix: str) -> str:
    parts = []
    for part in style.split(";"):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name and name != "font-family":
            value = _REFERENCE.sub(rf"url(#{prefix}-\1)", _VARIABLES.get(value.lower(), value))
            parts.append(f"{name}: {value}")
    return "; ".join(parts)
