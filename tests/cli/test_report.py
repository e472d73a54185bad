"""`simulate report`: a set of files, whole, never over another, and the same bytes again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import Result

FEW = ("-n", "8192", "--date", "2026-11-21")
QUICK = (*FEW, "--formats", "json")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", autouse=True)
def short_runs() -> Iterator[None]:
    """Let the short runs around the long one have as few futures as they can."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_SENSITIVITY", "_CURVE", "_MAP"):
            patch.setattr(import_module("tcorisk.reports.board.gather"), name, 2**13)
        yield


@pytest.fixture(scope="module")
def all_of_it(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path, str]:
    """Run the command once with every format, in a process's own way."""
    from click.testing import CliRunner

    from tcorisk.cli import main

    out = tmp_path_factory.mktemp("report") / "board"
    formats = "html,pptx,xlsx,svg,png,pdf,json,csv,parquet"
    arguments = ["report", "--config", "two_year_exercise", "--out", str(out), *FEW, "--formats", formats]
    return CliRunner().invoke(main, arguments), out, formats


def test_every_format_gives_its_files(all_of_it):
    result, out, formats = all_of_it
    assert result.exit_code == 0, result.stderr
    found = contents(out)
    assert {"report.html", "deck.pptx", "workbook.xlsx", "data/result.json", "manifest.json"} <= set(found)
    for ending in formats.split(","):
        assert any(name.endswith(f".{ending}") for name in found), ending
    names = {Path(name).stem for name in found if name.startswith("charts/")}
    assert {"cumulative_cost", "budget", "savings", "categories", "first_estimate", "drivers", "volume"} <= names
    assert found["report.html"].startswith(b"<!")
    assert found["deck.pptx"][:2] == found["workbook.xlsx"][:2] == b"PK"
    assert found["charts/drivers.png"][:4] == b"\x89PNG"
    assert found["charts/drivers.pdf"][:4] == b"%PDF"


def test_what_is_printed_are_the_files_and_the_answer_beside(all_of_it):
    result, out, _ = all_of_it
    listed = result.stdout.splitlines()
    assert sorted(listed) == sorted(str(out / name) for name in contents(out) if name != "manifest.json")
    assert result.stderr.count("Stay with ") + result.stderr.count("hoose ") == 1  # the recommendation
    assert f"{len(listed)} files in" in result.stderr


def test_the_manifest_tells_what_the_set_is(all_of_it):
    _, out, _ = all_of_it
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == set(contents(out)) - {"manifest.json"}
    result = json.loads((out / "data" / "result.json").read_text("utf-8"))
    assert manifest["config_sha256"] == result["run"]["config_sha256"]
    assert (manifest["seed"], manifest["made"]) == ("0", "2026-11-21")


def test_the_same_command_gives_the_same_bytes(all_of_it, invoke, tmp_path):
    _, out, _ = all_of_it
    again = tmp_path / "again"
    formats = "html,pptx,xlsx,json"  # charts are drawn again in `test_chart_style`
    arguments = ("--config", "two_year_exercise", "--out", str(again), *FEW, "--formats", formats, "--threads", "1")
    assert invoke("report", *arguments).exit_code == 0
    first, second = contents(out), contents(again)
    del second["manifest.json"]
    assert len(second) >= 4 and second == {name: first[name] for name in second}


def test_data_are_those_of_a_run(invoke, small, tmp_path):
    out = tmp_path / "board"
    assert invoke("report", "--config", str(small), "--out", str(out), *QUICK).exit_code == 0
    run = invoke("--config", str(small), "-n", "8192", "--format", "json")
    assert (out / "data" / "result.json").read_text("utf-8") == run.stdout


def test_nothing_is_replaced_without_force(invoke, small, tmp_path):
    out = tmp_path / "board"
    arguments = ("report", "--config", str(small), "--out", str(out), *QUICK)
    assert invoke(*arguments).exit_code == 0
    before = contents(out)
    refused = invoke(*arguments, "--seed", "1")
    assert refused.exit_code == 2
    assert "already exists" in refused.stderr
    assert "--force" in refused.stderr
    assert contents(out) == before
    assert invoke(*arguments, "--seed", "1", "--force").exit_code == 0
    assert json.loads((out / "manifest.json").read_text())["seed"] == "1"


def test_a_file_that_was_changed_is_not_replaced(invoke, small, tmp_path):
    out = tmp_path / "board"
    arguments = ("report", "--config", str(small), "--out", str(out), *QUICK, "--force")
    assert invoke(*arguments).exit_code == 0
    (out / "data" / "result.json").write_text("{}")
    refused = invoke(*arguments)
    assert refused.exit_code == 2
    assert "changed since they were written (data/result.json): move them away" in refused.stderr
    assert (out / "data" / "result.json").read_text() == "{}"


def test_a_label_names_a_strategy_too(invoke, small, tmp_path):
    for word in ("own", "Own"):
        arguments = ("--config", str(small), "--out", str(tmp_path / f"for_{word}"), *QUICK, "--strategy", word)
        assert invoke("report", *arguments).exit_code == 0
    assert contents(tmp_path / "for_own") == contents(tmp_path / "for_Own")
    refused = invoke("report", "--config", str(small), "--out", str(tmp_path / "x"), *QUICK, "--strategy", "API")
    assert "strategy needs to be one of own" in refused.stderr


def test_a_folder_of_somebody_else_is_never_replaced(invoke, small, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    for more in (("--force",), ()):
        refused = invoke("report", "--config", str(small), "--out", str(tmp_path / "mine"), *QUICK, *more)
        assert refused.exit_code == 2
        assert "not written by tcorisk (thesis.txt)" in refused.stderr
        assert refused.stderr.endswith("= help: choose another name\n")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--out", "board", "--formats", "html,word"), "unknown format 'word'; there are html, pptx, xlsx"),
        (("--out", "board", "--formats", ","), "no format given"),
        (("--out", "board", "--formats", "html", "--template", "SMALL"), "a template applies only to the deck"),
        (("--out", "missing/board"), "does not exist"),
        (("--out", "board", "--strategy", "nobody"), "strategy needs to be one of own, got 'nobody'"),
        (("--out", "board", "--date", "tomorrow"), "'tomorrow' is not a date: write YYYY-MM-DD"),
        ((), "no folder: name one with --out"),
    ],
)
def test_mistakes_are_said_before_anything_is_written(invoke, small, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    arguments = tuple(str(small) if argument == "SMALL" else argument for argument in arguments)
    refused = invoke("report", "--config", str(small), "-n", "8192", *arguments)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_the_day_comes_from_the_builds_clock(invoke, small, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # the first second of 2026, UTC
    out = tmp_path / "board"
    assert invoke("report", "--config", str(small), "--out", str(out), "-n", "8192", "--formats", "json").exit_code == 0
    assert json.loads((out / "manifest.json").read_text())["made"] == "2026-01-01"
