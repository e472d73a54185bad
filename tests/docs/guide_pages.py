"""The pages of the guide, taken apart: fenced blocks with the note above them, links, headings, tables.

A note is an HTML comment on the line above a block, so that a reader of the page does not see it:

    <!-- file: NAME -->      the block is saved as NAME, for the commands and the Python of the same page
    <!-- warns: WORDS -->    the scenario is accepted with a warning that holds these words
    <!-- output -->          lines of what the command above prints; [...] is any number of lines
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(
    r"^(?:<!-- (?P<note>[^>]*) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block and its place."""

    page: str
    line: int
    language: str
    note: str
    text: str

    @property
    def place(self) -> str:
        return f"docs/{self.page}:{self.line}"


def pages() -> list[str]:
    return sorted(path.name for path in DOCS.glob("*.md"))


def page_text(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def blocks_of(page: str) -> list[Block]:
    """Return the fenced blocks of a page, in order; a fence that is not understood is an error."""
    text = page_text(page)
    found = [
        Block(
            page,
            text.count("\n", 0, match.start("language")) + 1,
            match["language"],
            match["note"] or "",
            match["text"],
        )
        for match in _BLOCK.finditer(text)
    ]
    fences = len(re.findall(r"^\s*```", text, re.MULTILINE))
    assert fences == 2 * len(found), f"docs/{page}: {fences} fences, {len(found)} blocks understood"
    return found


def without_blocks(page: str) -> str:
    return _BLOCK.sub("", page_text(page))


def inline_codes(page: str) -> list[str]:
    """Return the text between backticks, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", without_blocks(page))


def links(page: str) -> list[str]:
    return re.findall(r"\[[^\]`]+\]\(([^)\s]+)\)", without_blocks(page))


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def sections(page: str) -> dict[str, str]:
    """Return the text below each heading of the second level."""
    parts = re.split(r"^## (.+)$", page_text(page), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table_rows(text: str) -> list[list[str]]:
    """Return the rows of the tables in a text, cells stripped, without rules."""
    rows = [line for line in text.splitlines() if line.startswith("|") and not re.fullmatch(r"[|\- ]+", line)]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
