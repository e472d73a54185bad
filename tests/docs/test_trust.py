"""Every claim of SECURITY.md and docs/trust.md names tests, and they exist."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path

import pytest
from guide_pages import table_rows

ROOT = Path(__file__).parents[2]
PAGES = ("SECURITY.md", "docs/trust.md")


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def missing(text: str) -> list[str]:
    """Return the tests that a text names and that do not exist."""
    found = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    return [
        f"{file}::{name}"
        for file, name in found
        if not (ROOT / file).exists()
        or name not in {n.name for n in ast.parse(text_of(file)).body if isinstance(n, ast.FunctionDef)}
    ]


def claims(page: str) -> list[list[str]]:
    """Return the rows of the tables that say what holds a claim, without their heads."""
    tables = [table_rows(table) for table in re.findall(r"(?:^\|.*\n)+", text_of(page), re.MULTILINE)]
    return [row for head, *rows in tables if head[-1] == "held by" for row in rows]


@pytest.mark.parametrize("page", PAGES)
def test_every_claim_names_a_test_that_exists(page: str) -> None:
    assert len(claims(page)) > 10
    assert not [row[0] for row in claims(page) if not re.search(r"`tests/[\w/]+\.py::test_\w+`", row[-1])]
    assert missing(text_of(page)) == []


def test_a_test_that_does_not_exist_is_noticed() -> None:
    assert missing("`tests/docs/test_trust.py::test_nothing` `tests/none.py::test_it`") == [
        "tests/docs/test_trust.py::test_nothing",
        "tests/none.py::test_it",
    ]
    assert missing("`tests/docs/test_trust.py::test_a_test_that_does_not_exist_is_noticed`") == []


def test_commands_of_the_page_are_there() -> None:
    commands = re.findall(r"`python (?:-m pytest )?((?:tests|tools)/[\w/]+\.py)", text_of("docs/trust.md"))
    assert len(commands) > 8
    assert all((ROOT / command).exists() for command in commands)


def test_one_command_runs_the_scripts_of_the_page() -> None:
    parts = runpy.run_path(str(ROOT / "tests/validation/__main__.py"))["PARTS"]
    scripts = set(re.findall(r"`python tests/validation/(\w+)\.py", text_of("docs/trust.md")))
    assert scripts <= set(parts)
    assert all((ROOT / "tests/validation" / f"{part}.py").exists() for part in parts)


def test_the_readme_names_both_pages() -> None:
    assert all(f"({page})" in text_of("README.md") for page in PAGES)
