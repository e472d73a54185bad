"""The page on extending is true to the letter: a copy of the package, changed as a section says, runs its code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from guide_pages import DOCS, Block, blocks_of, page_text, table_rows

import tcorisk.simulator.engine

PAGE = "extending.md"
HOUSE = DOCS.parent
FLOORS = ("cli", "configs", "distributions", "reports", "simulator")
#: Runs the `page.py` of one folder after another, each with the `tcorisk` beside it; answers with its error stream.
#: Libraries are imported once, the package by each page. Of the package, the engine alone is not the copy's: no section
#: changes it, and its machine code is there already.
PAGES = """
import contextlib, importlib.util, io, json, runpy, sys, traceback

class Engine:
    def find_spec(name, path=None, target=None):
        if name == "tcorisk.simulator.engine":
            return importlib.util.spec_from_file_location(name, sys.argv[1])

sys.meta_path.insert(0, Engine)
libraries = sys.path[:]
for line in sys.stdin:
    folder = json.loads(line)
    sys.path[:] = [folder, *libraries]
    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
        try:
            runpy.run_path(folder + "/page.py", run_name="__main__")
        except BaseException:
            traceback.print_exc()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "tcorisk" or (getattr(module, "__file__", None) or "").startswith(folder):
            del sys.modules[name]
    print(json.dumps(said.getvalue()), flush=True)
"""

Read = Callable[[Path], str]


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


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Return a function that runs the `page.py` of a folder and returns what it writes to the error stream."""
    # not in a folder of this repository: `-c` puts the working folder on the path
    command = [sys.executable, "-B", "-P", "-W", "error", "-c", PAGES, tcorisk.simulator.engine.__file__]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout and process.stderr

        def run(folder: Path) -> str:
            print(json.dumps(str(folder)), file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())  # type: ignore[no-any-return]

        yield run
        assert process.communicate()[1] == ""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, `tcorisk`, in a folder of its own."""
    house = tmp_path / "tcorisk"
    for floor in FLOORS:
        shutil.copytree(HOUSE / floor, house / floor, ignore=shutil.ignore_patterns("engine"))
    for face in HOUSE.glob("__init__.py*"):
        shutil.copy(face, house)
    (house / "tests" / "distributions").mkdir(parents=True)
    shutil.copy(HOUSE / "tests" / "distributions" / "conftest.py", house / "tests" / "distributions")
    return house


def follow(blocks: list[Block], house: Path, read: Read) -> str:
    """Do what a section says, in its order; return what its code prints to the error stream."""
    code = f"import tcorisk\nassert tcorisk.__path__ == [{str(house)!r}]\n"
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
    (house.parent / "page.py").write_text(code, "utf-8")
    return read(house.parent)


def changed(blocks: list[Block]) -> set[str]:
    """Return the files that the diffs of a section change."""
    return {block.text.splitlines()[0].removeprefix("--- ") for block in blocks if block.language == "diff"}


@pytest.mark.parametrize("section", [section for section, blocks in SECTIONS.items() if blocks])
def test_section_does_what_it_says(section: str, package: Path, read: Read) -> None:
    assert any(block.language == "python" and not block.note for block in SECTIONS[section])
    assert follow(SECTIONS[section], package, read) == ""


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
def test_a_change_that_is_left_out_is_noticed(
    section: str, without: str, message: str, package: Path, read: Read
) -> None:
    blocks = SECTIONS[section]
    assert without in changed(blocks)
    kept = [block for block in blocks if not block.text.startswith(f"--- {without}\n")]
    assert message in follow(kept, package, read)
