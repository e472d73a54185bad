"""What each policy does: when it moves, how likely that is, and what the option is worth."""

from __future__ import annotations

from ..words.numbers import months
from ..words.policy_words import policies_of, policy_sentences, survey
from ..words.view import TextLine, View
from .text_page import paragraph

__all__ = ["policy_section"]


def policy_section(view: View) -> list[TextLine]:
    """Return the moves of each policy and the value of its option; nothing where there is no policy."""
    lines: list[TextLine] = []
    for name in policies_of(view.document, view.last):
        begins, *rest = policy_sentences(view, name)
        lines += paragraph(begins, view.width, "text", "  ", "    ")
        for words in rest:
            lines += paragraph(words, view.width, "text", "    ", "      ")
    if not lines:
        return []
    rates = "" if view.all_certain else survey(view.document)
    note = paragraph(f"{rates}.", view.width, indent="  ") if rates else []
    return [TextLine(f"MOVES, {months(view.last)}", "heading"), *lines, *note]
