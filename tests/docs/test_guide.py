"""The guide is true: every example of it is accepted and runs, every command works, every law and key is there."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from guide_host import host, put_in, run_example, shown, toml_text
from guide_pages import (
    DOCS,
    Block,
    anchors,
    blocks_of,
    inline_codes,
    links,
    page_text,
    pages,
    sections,
    table_rows,
)

from tcorisk import ConfigError, load, simulate
from tcorisk.cli import main
from tcorisk.configs.schema import reference
from tcorisk.configs.tables.drivers import _PROCESSES
from tcorisk.distributions import FORMS, LAWS

BLOCKS = [block for page in pages() for block in blocks_of(page)]
EXAMPLES = [block for block in BLOCKS if block.language == "toml"]
LAW_CODES = sorted(
    {code for page in pages() for code in inline_codes(page) if re.match(r"\{ dist = (?!.*\.\.\.)", code)}
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the data files that examples read."""
    (tmp_path / "tickets.csv").write_text("week,open\n1,310\n2,290\n3,405\n", "utf-8")
    prices = "[drivers]\nspare = 1\n[tariffs.tokens]\ntiers = [{ price = 0.01 }]\n"
    (tmp_path / "prices.toml").write_text(prices, "utf-8")
    (tmp_path / "vendors.toml").write_text("[strategies.other.costs.all]\ncategory = 'Compute'\nmonthly = 1\n", "utf-8")
    return tmp_path


def check_example(block: Block, folder: Path) -> None:
    """Run an example: a whole scenario, or a piece in the host's place."""
    warns = block.note.removeprefix("warns: ") if block.note.startswith("warns: ") else ""
    table = tomllib.loads(block.text)
    text = block.text if "schema" in table else toml_text(shown(table, put_in(table, host())))
    run_example(text, folder, warns)


def test_every_block_is_of_a_kind_that_is_checked() -> None:
    known = {"toml", "sh", "bash", "python", "diff", "text", "yaml"}  # yaml: `test_pipelines.py`
    assert not [block.place for block in BLOCKS if block.language not in known]
    assert not [block.place for block in BLOCKS if block.language == "text" and block.note != "output"]
    notes = re.compile(r"|file: [\w/]+\.(?:toml|py)|warns: .+|output")
    assert not [block.place for block in BLOCKS if not notes.fullmatch(block.note)]


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "bash"], ids=lambda block: block.place)
def test_recipe_for_other_machines_can_be_read(block: Block) -> None:
    """It needs what is not here, so it is not run: it is a script, and its commands have the options they are given."""
    subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)
    calls = re.findall(
        r"(?<![/\w])simulate ([a-z]*)([^;|>&]*?)(?:\"\]|\"$|$|[;|>&])", block.text.replace("\\\n", ""), re.M
    )
    assert calls or "simulate" not in block.text
    for name, rest in calls:
        command = main.get_command(click.Context(main), name) if name else main
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<=\s)--?[a-z]+", rest)) <= known, f"simulate {name}{rest}"


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.place)
def test_example_runs(block: Block, folder: Path) -> None:
    check_example(block, folder)


@pytest.mark.parametrize("code", LAW_CODES)
def test_law_in_the_text_runs(code: str, folder: Path) -> None:
    piece = {"drivers": tomllib.loads(f"example = {code}")}
    run_example(toml_text(shown(piece, put_in(piece, host()))), folder)


class Story:
    """The blocks of one page in order, as a reader goes through them, in a folder of their own."""

    def __init__(self) -> None:
        self.printed = ""
        self.figures = 0  # that were written beside a `print` and compared
        self.names: dict[str, Any] = {"__name__": "guide"}

    def read(self, block: Block) -> None:
        """Save, run, or compare a block."""
        if block.note.startswith("file: "):
            Path(block.note.removeprefix("file: ")).write_text(block.text, "utf-8")
        elif block.language == "python":
            self.execute(block)
        elif block.language == "sh":
            self.printed = ""
            for command in block.text.splitlines():
                self.run(command)
        elif block.note == "output":
            self.compare(block.text)

    def execute(self, block: Block) -> None:
        """Run Python; the comments beside its `print` calls, if it has any, say what they write."""
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile("\n" * block.line + block.text, block.page, "exec", dont_inherit=True), self.names)
        comments = re.findall(r"print\(.+\)\s+# (.+)$", block.text, re.MULTILINE)
        documented = [part for line in comments for part in line.split("; ")]
        assert not documented or documented == out.getvalue().splitlines()
        self.figures += len(documented)

    def run(self, command: str) -> None:
        """Run a command inside this process; a run of a million futures is made a small one."""
        program, *arguments = shlex.split(command)
        assert program == "simulate", command
        if (arguments[0] == "report" or arguments[0] not in main.commands) and "-n" not in arguments:
            arguments += ["-n", "2**13"]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, f"{command}\n{result.output}"
        self.printed += result.stdout

    def compare(self, excerpt: str) -> None:
        """Find each run of lines of an excerpt in what was printed, one after another."""
        rest = self.printed
        for lines in excerpt.split("[...]\n"):
            assert lines in rest, f"printed is:\n{self.printed}"
            rest = rest.partition(lines)[2]


@pytest.mark.parametrize("page", [page for page in pages() if page != "extending.md"])  # it changes the package
def test_story_of_a_page(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    gather = import_module("tcorisk.reports.board.gather")
    for name in ("_SENSITIVITY", "_CURVE", "_MAP"):  # of the short runs around a report
        monkeypatch.setattr(gather, name, 2**13)
    monkeypatch.setattr(gather, "_ROWS", 3)
    for name in ("_STEPS", "_FINE_STEPS"):
        monkeypatch.setattr(import_module("tcorisk.reports.board.volume_axis"), name, 2)
    story = Story()
    for block in blocks_of(page):
        try:
            story.read(block)
        except Exception as error:
            raise AssertionError(f"{block.place}: {error}") from error
    assert story.figures >= (15 if page == "decisions.md" else 0)


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "diff"], ids=lambda b: b.place)
def test_diff_fits_the_file_that_it_names(block: Block) -> None:
    head, *lines = block.text.splitlines()
    assert head.startswith("--- ")
    source = iter((DOCS.parent / head[4:]).read_text("utf-8").splitlines())
    for line in lines:
        if line[:1] in (" ", "-"):
            assert line[1:] in source, f"{block.place}: not in {head[4:]}, or not in this order: {line[1:]}"


@pytest.mark.parametrize("page", pages())
def test_links_lead_somewhere(page: str) -> None:
    for link in links(page):
        target, _, anchor = link.partition("#")
        example = target.startswith(("examples/", "pictures/")) and (DOCS / target).is_file()
        assert not target.startswith("http") and (not target or target in pages() or example), link
        assert not anchor or anchor in anchors(target or page), link


def test_every_page_is_in_the_contents() -> None:
    assert {link for link in links("README.md") if "/" not in link} == {*pages()} - {"README.md"}


def test_every_law_has_its_row() -> None:
    rows = {row[0].strip("`"): row for row in table_rows(sections("quantities.md")["Laws"])}
    assert set(rows) - {"law"} == {*LAWS, "scipy:NAME"}
    for name, maker in LAWS.items():
        marks = [mark for mark, form in zip("PLMQ", FORMS, strict=True) if hasattr(maker, form.method)]
        assert rows[name][2].split() == marks, name
        assert f'dist = "{name}"' in rows[name][-1]


def test_every_process_has_its_section_with_all_of_its_keys() -> None:
    found = sections("processes.md")
    assert set(found) == set(_PROCESSES)
    for name, (model, _) in _PROCESSES.items():
        assert f'process = "{name}"' in found[name]
        missing = [key for key in model.keys if key != "process" and f"`{key}`" not in found[name]]
        assert not missing, name


def _names(key: str, text: str) -> bool:
    return re.search(rf"(`|^|\W){key}(`|\W)", text, re.MULTILINE) is not None


@pytest.mark.parametrize("table", ["line", "launch", "buffer", "strategy", "unit", "part", "requirement", "missing"])
def test_every_key_of_costs_is_described(table: str) -> None:
    text = page_text("mixes.md" if table == "part" else "lines.md") + page_text("requirements.md")
    missing = [row.key for row in reference() if row.table == table and not _names(row.key, text)]
    assert set(missing) <= {"kind"}  # it changes no number


def members(value: Any, own: bool = False) -> set[str]:
    """Return the names of the members of a result that are the format's; `own`: these are names of the scenario's."""
    if isinstance(value, list):
        return set().union(*(members(item) for item in value)) if value else set()
    if not isinstance(value, dict):
        return set()
    found = set() if own else set(value)
    for key, item in value.items():
        named = ("strategies", "horizons", "outputs", "categories", "lines", "scores", "stages", "regret", "regret_se")
        of_scenario = not own and key in (*named, "inputs")
        found |= members(item, of_scenario)
    return found


def test_every_member_of_the_result_is_described(tmp_path: Path) -> None:
    [block] = [block for block in blocks_of("results.md") if block.note == "file: host.toml"]
    policy = '[strategies.later]\nstarts = "api"\nswitch = [{ to = "bought", when = "month >= 3" }]\n'
    scenario = run_example(block.text + policy, tmp_path)
    document = simulate(scenario, 2**13, threads=1).document
    text = " ".join(inline_codes("results.md")).replace(".", " ")
    assert not [name for name in members(document) if name not in text.split()]
    documented = {code for row in table_rows(page_text("results.md")) for code in re.findall(r"`(\w+)`", row[0])}
    assert documented - {"member"} <= members(document)


def test_figures_of_the_draws_are_right(tmp_path: Path) -> None:
    """The figures of what a draw's place does to a spread are those of a run."""
    text = sections("quantities.md")["Where a draw belongs"]
    drawn, twelve = (block for block in blocks_of("quantities.md") if block.text.startswith("schema = 1"))
    summary = simulate(run_example(drawn.text, tmp_path), 2**15).summary()
    rows = {row[0].strip("`"): row[1:] for row in table_rows(text)}
    assert len(summary) >= 2
    for (name, _), found in summary.iterrows():
        documented = [float(cell.replace(",", "")) for cell in rows[name]]
        assert documented == pytest.approx(found[["mean", "sd", "p10", "p90"]].tolist(), rel=0.01), name
    summary = simulate(run_example(twelve.text, tmp_path, "one draw"), 2**15).summary()
    comments = re.findall(r"# mean ([\d,]+), P90 ([\d,]+)", twelve.text)
    assert comments
    for documented, (_, found) in zip(comments, summary.iterrows(), strict=True):
        figures = [float(figure.replace(",", "")) for figure in documented]
        assert figures == pytest.approx(found[["mean", "p90"]].tolist(), rel=0.01)


@pytest.mark.parametrize(
    "text",
    [
        '[drivers]\nrate = { dist = "gama", shape = 2, scale = 1 }',
        '[strategies.api.costs.tokens]\ncategory = "Compute"\nmonthy = 3',
        '[strategies.api.costs.tokens]\ncategory = "Compute"\nmonthly = "requests_per_minute * 2"',
        'schema = 1\ntitle = "No strategies"\ncurrency = "USD"\nhorizons = [12]',
    ],
)
def test_a_wrong_example_is_noticed(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        check_example(Block("none.md", 1, "toml", "", text), tmp_path)


def test_a_warning_that_is_not_announced_is_noticed(folder: Path) -> None:
    [block] = [block for block in EXAMPLES if block.note.startswith("warns: ")]
    with pytest.raises(AssertionError):
        check_example(Block(block.page, block.line, "toml", "", block.text), folder)


def test_a_wrong_story_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    story = Story()
    story.read(blocks_of("first_scenario.md")[0])
    story.run("simulate --config chatbot_1.toml")
    story.compare("  Stay with api. api costs 36,000 USD over 12 months.")
    with pytest.raises(AssertionError):
        story.compare("  Stay with api. api costs 35,000 USD over 12 months.")
    with pytest.raises(AssertionError):
        story.run("simulate --config chatbot_7.toml")
    with pytest.raises(AssertionError):
        story.read(Block("none.md", 1, "python", "", "assert 1 == 2"))
    story.read(Block("none.md", 1, "python", "", 'print("2")    # 2\nprint("4")    # 4\n'))
    assert story.figures == 2
    with pytest.raises(AssertionError):
        story.read(Block("none.md", 1, "python", "", 'print("2")    # 3\nprint("4")    # 4\n'))
    assert load("chatbot_1.toml").name == "chatbot_1"
