"""What was asked of the strategies, and what their answers do."""

from __future__ import annotations

from itertools import groupby

from ...configs.model.strategies import BARRED
from ...configs.text.spelling import listed
from ..words.requirement_words import requirement_rows
from ..words.view import TextLine, View
from .text_page import paragraph

__all__ = ["requirement_section"]


def requirement_section(view: View) -> list[TextLine]:
    """Return each question with the answers below it; strategies that answer alike are named together."""
    lines: list[TextLine] = []
    for (_, question, limit), rows in groupby(requirement_rows(view.document), key=lambda row: row[:3]):
        lines += paragraph(question if limit == "yes" else f"{question} ({limit})", view.width, "text", "  ", "    ")
        answers: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            answers.setdefault((row.answer, row.effect), []).append(view.labels[row.strategy].removesuffix(BARRED))
        for (answer, effect), labels in answers.items():
            text = f"{answer}{effect and f' ({effect})'}: {listed(labels)}"
            lines += paragraph(text, view.width, "text", "    ", "      ")
    return [TextLine("REQUIREMENTS", "heading"), *lines] if lines else []
