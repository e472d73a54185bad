"""Every figure of the domain in the guide has a source or is called a judgement; every price has its month."""

from __future__ import annotations

from pathlib import Path

import pytest
from guide_pages import DOCS
from sourced import COMPUTED, MADE_UP, SOURCES, faults_of_prose, faults_of_snippets, is_made_up

ROOT = DOCS.parent
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md"]
EXAMPLES = sorted((DOCS / "examples").glob("*.toml"))


def text(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_figure_has_a_source(path: Path) -> None:
    page = text(path)
    assert faults_of_prose(page) == []
    assert is_made_up(page) or faults_of_snippets(page) == []
    assert [name for name in COMPUTED.findall(page) if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_says_that_its_numbers_are_made_up(path: Path) -> None:
    assert MADE_UP in "".join(text(path).splitlines(keepends=True)[:3])


def test_a_page_of_made_up_numbers_is_no_source() -> None:
    assert [name for name in SOURCES if is_made_up(text(DOCS / name))] == []
    assert is_made_up(text(DOCS / "lines.md"))
    assert not is_made_up(f"```toml\nx = 5.5\n```\nThe numbers on this page {MADE_UP}.")


@pytest.mark.parametrize(
    "passage",
    [
        "An engineer costs 18,500 a month.",
        "About 43 % of teams switched.",
        "Bills rose by 30 % in March 2026.",
        "Hiring takes 5 to 9 months.",
        "An outage lasts 1.2 hours ([results](results.md)).",
        "| what | amount | source |\n| --- | --- | --- |\n| rent | 5 USD | |",
        "Rents differ:\n\n- an H100 costs 2.35 USD an hour.",
        "A licence is 4,500 USD a year (NVIDIA, licensing guide, 2026).",
    ],
)
def test_one_figure_without_a_source_is_noticed(passage: str) -> None:
    page = text(DOCS / "idioms_own.md")
    assert faults_of_prose(page) == []
    [fault] = faults_of_prose(f"{page}\n## More\n\n{passage}\n")
    assert fault.startswith("no month") == ("4,500" in passage)


@pytest.mark.parametrize(
    "passage",
    [
        "An engineer costs 18,500 a month (handbook \u00a733.6).",
        "About 43 % of teams switched (Datadog, a vendor, April 2026).",
        "Hiring takes 5 to 9 months: judgement.",
        "An outage lasts 1.2 hours ([model](model.md)).",
        "| what | amount | source |\n| --- | --- | --- |\n| fault | 5 USD | Jansen |",
        "`simulate --config trading` prints 3.7 %.",
        "<!-- computed by tests/scenarios/sourced.py -->\nThat is 97.6 %.",
        "A P90 lies in the 90 % interval of 8,192 futures, over 24 months.",
    ],
)
def test_a_source_is_understood(passage: str) -> None:
    assert faults_of_prose(f"## More\n\n{passage}\n") == []


def test_one_number_of_a_snippet_without_a_source_is_noticed() -> None:
    page = '```toml\nlabel = "9 servers"\nx = 5.5 {}\ny = "9 * 5.5"\n```\n'
    assert faults_of_snippets(page.format("# judgement: as for the neighbours")) == []
    assert faults_of_snippets(page.format("")) == ["x = 5.5 ", 'y = "9 * 5.5"']
    assert faults_of_snippets(page.format("# USD an hour: NVIDIA, 2026")) == [
        "no month: x = 5.5 # USD an hour: NVIDIA, 2026"
    ]
    assert faults_of_snippets(page.format("# USD an hour: NVIDIA, May 2026")) == []
