"""The pages of idioms for buying tokens and running models name their sources, or say that a number is a judgement."""

from __future__ import annotations

import re

import pytest
from guide_pages import page_text, sections

PAGES = {"idioms_api.md": 8, "idioms_own.md": 8, "idioms_moving.md": 3}  # sections

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
#: In parentheses, so that a month at which something happened is no source.
_SOURCE = re.compile(r"\(([^()]*)\)")
_NAME = re.compile(rf"genai-prices|\b(?!(?:{_MONTH})\b)[A-Z]\w+")
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_UNNAMED = re.compile(r"\bS\)|\bsaid by\b|\(measured\)|\b(?:vendors|advisers)\b")


def is_named(source: str) -> bool:
    """Whether what stands in parentheses is a source by name and year."""
    return "arXiv" in source or bool(_NAME.search(source) and _YEAR.search(source))


def faults(text: str) -> list[str]:
    """Return what is wrong with the sources of a section."""
    inside = [source.replace("\n", " ") for source in _SOURCE.findall(text)]
    found = [source for source in inside if re.search(r"\b(vendor|adviser)\b", source) and not is_named(source)]
    found += _UNNAMED.findall(text)
    if not (any(map(is_named, inside)) or re.search("judgement|handbook", text)):
        found.append("no source")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_section_names_a_source_or_says_judgement(page: str) -> None:
    assert len(sections(page)) == PAGES[page]
    assert {name: wrong for name, text in sections(page).items() if (wrong := faults(text))} == {}


@pytest.mark.parametrize("page", PAGES)
def test_the_marks_are_explained_once_at_the_top(page: str) -> None:
    mark = "*Judgement* marks a number without a named source."
    assert " ".join(page_text(page).partition("\n## ")[0].split()).count(mark) == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("5 % of calls fail (S).", ["S)", "no source"]),
        ("FP8 is faster (said by vendors).", ["said by", "vendors", "no source"]),
        ("Licences cost 4,500 (an adviser, 2026). Use: judgement.", ["an adviser, 2026"]),
        ("It failed more often in February 2026 (March 2026: less).", ["no source"]),
        ("5 % of calls fail (Datadog, a vendor, April 2026).", []),
        ("Spot saves 43 % (SkyServe,\narXiv 2411.01438).", []),
        ("Spread: judgement.", []),
    ],
)
def test_a_source_without_a_name_is_noticed(text: str, wrong: list[str]) -> None:
    assert faults(text) == wrong
