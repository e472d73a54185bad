"""The page on extending is true to the letter: a copy of the package, changed as a section says, runs its code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from guide_pages import DOCS, Block, blocks_of, page_text, table_rows

PAGE = "extending.md"
HOUSE = DOCS.parent
FLOORS = ("cli", "configs", "distributions", "reports", "simulator")


def sections_of(page: str) -> dict[str, list[Block]]:
    """Return the blocks below each heading of the second level."""
    heads = [(number, line[3:]) for number, line in enumerate(page_text(page).splitlines(), 1) if line[:3] == "## "]
    return {
        head: [block for block in blocks_of(page) if number < block.line < end]
        for (number, head), end in zip(heads, [*(number for number, _ in heads[1:]), 10**9], strict=True)
    }


SECTIONS = sections_of(PAGE)


def patched(text: str, diff: list[str]) -> str:
    """Apply a diff without line numbers: each line that is kept or removed is the next one of its kind in the text.

    Added lines go before the next of these lines, or at the end of a hunk after the last one.
    """
    source, out = iter(text.splitlines()), []
    waiting: list[str] = []
    for line in diff:
        if line[:1] == "+":
            waiting.append(line[1:])
            continue
        if line == "@@":
            out, waiting = [*out, *waiting], []
            continue
        for found in source:
            if found == line[1:]:
                break
            out.append(found)
        else:
            raise AssertionError(f"not in the file, or not in this order: {line}")
        out += [*waiting, *([found] if line[:1] == " " else [])]
        waiting = []
    return "\n".join([*out, *waiting, *source]) + "\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, `tcorisk`, in a folder of its own."""
    house = tmp_path / "tcorisk"
    for floor in FLOORS:
        shutil.copytree(HOUSE / floor, house / floor, ignore=shutil.ignore_patterns("__pycache__"))
    for face in HOUSE.glob("__init__.py*"):
        shutil.copy(face, house)
    (house / "tests" / "distributions").mkdir(parents=True)
    shutil.copy(HOUSE / "tests" / "distributions" / "conftest.py", house / "tests" / "distributions")
    return house


def follow(blocks: list[Block], house: Path) -> str:
    """Do what a section says, in its order; return what its code prints to the error stream."""
    code = "import os, tcorisk\nassert tcorisk.__path__ == [os.environ['HOUSE']]\n"
    for block in blocks:
        if block.note.startswith("file: "):
            name = block.note.removeprefix("file: ")
            (house / name if "/" in name else house.parent / name).write_text(block.text, "utf-8")
        elif block.language == "diff":
            head, *lines = block.text.splitlines()
            path = house / head.removeprefix("--- ")
            path.write_text(patched(path.read_text("utf-8"), lines), "utf-8")
        elif block.language == "python":
            code += block.text
    script = house.parent / "page.py"
    script.write_text(code, "utf-8")
    # without JIT: numba would compile the copy's kernels again
    environment = os.environ | {"PYTHONPATH": str(house.parent), "NUMBA_DISABLE_JIT": "1", "HOUSE": str(house)}
    return subprocess.run(
        [sys.executable, "-B", "-W", "error", script], env=environment, capture_output=True, text=True, check=False
    ).stderr


def changed(blocks: list[Block]) -> set[str]:
    """Return the files that the diffs of a section change."""
    return {block.text.splitlines()[0].removeprefix("--- ") for block in blocks if block.language == "diff"}


@pytest.mark.parametrize("section", [section for section, blocks in SECTIONS.items() if blocks])
def test_section_does_what_it_says(section: str, package: Path) -> None:
    assert any(block.language == "python" and not block.note for block in SECTIONS[section])
    assert follow(SECTIONS[section], package) == ""


def test_the_table_counts_the_files_of_every_section() -> None:
    rows = table_rows(page_text(PAGE).partition("\n## ")[0])[1:]
    counts = {row[0][1:].partition("]")[0]: [int(cell.partition(",")[0]) for cell in row[1:]] for row in rows}
    written = {
        head[:1].lower() + head[1:]: [sum(block.note.startswith("file: ") for block in blocks), len(changed(blocks))]
        for head, blocks in SECTIONS.items()
        if blocks
    }
    assert counts == written


@pytest.mark.parametrize(
    ("section", "without", "message"),
    [
        ("A process", "configs/tables/drivers.py", "unknown process"),
        ("A key of a table", "configs/tables/inherit.py", 'owner == "platform team"'),
        ("A key of a table", "reports/explain/address_facts.py", "Owner     platform team"),
        ("A chart in all outputs", "reports/page/risk_section.py", "report.html"),
        ("A chart in all outputs", "reports/deck/presentation.py", "no slide for a WorstFutures"),
        ("A chart in all outputs", "reports/workbook/sheet_charts.py", "charts(name)"),
        ("A subcommand", "cli/main.py", "no such command"),
    ],
)
def test_a_change_that_is_left_out_is_noticed(section: str, without: str, message: str, package: Path) -> None:
    blocks = SECTIONS[section]
    assert without in changed(blocks)
    assert message in follow([block for block in blocks if not block.text.startswith(f"--- {without}\n")], package)
