"""Chooses among a template's layouts by what they hold, since every company names them in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

__all__ = ["TITLES", "chart_layout", "title_layout"]

TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_AROUND = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def title_layout(presentation: Any) -> Any:
    """Return the layout of a first slide: a centred title, else title and subtitle, else any title."""
    layouts = list(_layouts(presentation))
    for wanted in (PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.SUBTITLE):
        found = [layout for layout in layouts if wanted in _kinds(layout) and _has_title(layout)]
        if found:
            return min(found, key=lambda layout: len(_kinds(layout)))
    return chart_layout(presentation)


def chart_layout(presentation: Any) -> Any:
    """Return the layout of a slide with one thing: a title and as little else as there is, a blank one without."""

    def rank(layout: Any) -> tuple[bool, bool, int]:
        kinds = _kinds(layout)
        named = layout.element.get("type") == "titleOnly"
        is_cover = PP_PLACEHOLDER.CENTER_TITLE in kinds or PP_PLACEHOLDER.SUBTITLE in kinds
        return PP_PLACEHOLDER.TITLE not in kinds, is_cover, len(kinds) - named

    return min(_layouts(presentation), key=rank)  # of equal ones the first


def _layouts(presentation: Any) -> Iterator[Any]:
    for master in presentation.slide_masters:
        yield from master.slide_layouts


def _kinds(layout: Any) -> list[Any]:
    """Return the kinds of a layout's placeholders, without date, footer and number."""
    found = [shape.placeholder_format.type for shape in layout.placeholders]
    return [kind for kind in found if kind not in _AROUND]


def _has_title(layout: Any) -> bool:
    return any(kind in TITLES for kind in _kinds(layout))
