"""What was asked of the strategies, and what their answers do."""

from __future__ import annotations

from itertools import groupby

from ...configs.model.scenario import BARRED
from ...configs.text.spelling import listed
from ..words.gates import gate_rows
from ..words.view import TextLine, View
from .text_page import paragraph

__all__ = ["gate_section"]


def gate_section(view: View) -> list[TextLine]:
    """Return each question with the answers below it; strategies that answer alike are named together."""
    lines: list[TextLine] = []
    for (question, needed), rows in groupby(gate_rows(view.document), key=lambda row: (row.question, row.needed)):
        lines += paragraph(question if needed == "yes" else f"{question} ({needed})", view.width, "text", "  ", "    ")
        answers: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            answers.setdefault((row.answer, row.effect), []).append(view.labels[row.strategy].removesuffix(BARRED))
        for (answer, effect), labels in answers.items():
            text = f"{answer}{effect and f' ({effect})'}: {listed(labels)}"
            lines += paragraph(text, view.width, "text", "    ", "      ")
    return [TextLine("REQUIREMENTS", "heading"), *lines] if lines else []
