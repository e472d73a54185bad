"""`simulate init`: a starter that loads, runs and is worth editing; a file of somebody's is never lost."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tcorisk import load, simulate
from tcorisk.configs import Draw, Name, Number, bundled, bundled_text, starter_text, walk
from tcorisk.configs.model.draws import quantities_in
from tcorisk.configs.schema import json_schema

SCHEMA = "tcorisk.schema.json"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["mine", "mine.toml"])
def test_writes_a_starter_and_its_schema(invoke, folder, name):
    result = invoke("init", name)
    assert result.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["mine.toml", SCHEMA]
    first, _, rest = (folder / "mine.toml").read_text("utf-8").partition("\n")
    assert first == f"#:schema ./{SCHEMA}"
    assert rest == starter_text()
    assert json.loads((folder / SCHEMA).read_text("utf-8")) == json_schema()
    assert "simulate check --config mine.toml" in result.stdout
    assert "mine.toml" in result.stderr
    assert invoke("check", "--config", "mine.toml").stdout.endswith("OK\n")


def test_a_folder_without_the_right_to_write_is_refused_at_once(invoke, folder, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere
    for command in (["init", "mine"], ["report", "--config", "trading", "--out", "board"]):
        result = invoke(*command)
        assert result.exit_code == 2
        assert f"no right to write in {folder}" in result.stderr
        assert "compiling" not in result.stderr and not list(folder.iterdir())


def test_the_starter_runs_and_neither_side_wins_for_sure(invoke, folder):
    invoke("init", "mine")
    document = simulate(load("mine.toml"), 8192).document
    assert document["warnings"] == []
    for comparison in document["comparisons"]:
        assert 0.0 <= comparison["p_beats"] <= 1.0
    assert 0.01 < document["comparisons"][-1]["p_beats"] < 0.99
    amounts = document["strategies"]["self_hosted"]["horizons"]["24"]["categories"]
    assert all(amounts[name]["mean"] > 0.0 for name in ("Engineering", "Data & Eval", "Compliance", "Incidents"))


def test_every_number_of_the_starter_says_where_it_comes_from(folder, invoke):
    invoke("init", "mine")
    scenario = load("mine.toml")
    lacking = []
    for address, quantity in quantities_in(scenario).items():
        parts = list(walk(quantity.expression))
        says_a_number = any(isinstance(part, Draw) or part == Number(1.0) for part in parts) or len(parts) == 1
        inherited = "launch" in address  # both of its numbers stand on one line
        if says_a_number and not isinstance(parts[0], Name) and not inherited and not scenario.comment(address):
            lacking.append(address)
    assert lacking == []


def test_a_file_is_not_written_over(invoke, folder):
    (folder / "mine.toml").write_text("years of work", "utf-8")
    refused = invoke("init", "mine")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "mine.toml already exists" in refused.stderr
    assert (folder / "mine.toml").read_text("utf-8") == "years of work"
    assert not (folder / SCHEMA).exists()
    assert invoke("init", "mine", "--force").exit_code == 0
    assert starter_text() in (folder / "mine.toml").read_text("utf-8")


def test_a_schema_of_another_version_is_kept(invoke, folder):
    (folder / SCHEMA).write_text("{}", "utf-8")
    result = invoke("init", "mine")
    assert result.exit_code == 0
    assert "kept: " in result.stderr
    assert (folder / SCHEMA).read_text("utf-8") == "{}"
    assert invoke("init", "other", "--force").exit_code == 0
    assert json.loads((folder / SCHEMA).read_text("utf-8")) == json_schema()
    assert "kept" not in invoke("init", "third").stderr


@pytest.mark.parametrize("name", [name for name, _ in bundled()])
def test_a_bundled_scenario_can_be_copied(invoke, folder, name):
    assert invoke("init", "mine", "--like", name).exit_code == 0
    text = (folder / "mine.toml").read_text("utf-8")
    assert text.partition("\n")[2] == bundled_text(name)
    assert load("mine.toml").strategies == load(name).strategies


def test_an_unknown_bundled_scenario_is_an_error_and_nothing_is_written(invoke, folder):
    result = invoke("init", "mine", "--like", "legal_startp")
    assert result.exit_code == 2
    assert "did you mean `legal_startup`?" in result.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("../mine", "simulate init mine"),
        ("/tmp/mine.toml", "simulate init mine"),
        ("a/b", "simulate init b"),
        ("..\\mine", "simulate init mine"),
        ("", "simulate init my_decision"),
        (".", "simulate init my_decision"),
        ("..", "simulate init my_decision"),
        (".toml", "simulate init my_decision"),
        (".hidden", "simulate init hidden"),
        ("my decision", "simulate init my_decision"),
        ("nul", "simulate init my_decision"),
        ("COM1.toml", "simulate init my_decision"),
        ("x" * 300, f"simulate init {'x' * 64}"),
        ("\x1b[31m", "simulate init 31m"),
        ("a\nb", "simulate init a_b"),
        ("mine.yaml", "simulate init mine_yaml"),
    ],
)
def test_odd_names_are_refused_kindly(invoke, folder, name, offer):
    result = invoke("init", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert offer in result.stderr
    assert "\x1b" not in result.stderr
    assert list(folder.iterdir()) == []


def test_a_dash_is_no_name(invoke, folder):
    assert invoke("init", "-").exit_code == 2
    assert invoke("init", "--", "-x").exit_code == 2
    assert list(folder.iterdir()) == []


def test_a_folder_of_that_name_is_no_place(invoke, folder):
    (folder / "mine.toml").mkdir()
    result = invoke("init", "mine", "--force")
    assert result.exit_code == 2
    assert "is a folder" in result.stderr


def test_a_failed_write_leaves_all_as_it_was(invoke, folder, monkeypatch):
    (folder / "mine.toml").write_text("before", "utf-8")

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    result = invoke("init", "mine", "--force")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert (folder / "mine.toml").read_text("utf-8") == "before"
    assert [path.name for path in folder.iterdir()] == ["mine.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights differ there")
def test_rights_are_those_of_any_new_file(invoke, folder):
    before = os.umask(0o027)
    try:
        invoke("init", "mine")
        assert stat.S_IMODE((folder / "mine.toml").stat().st_mode) == 0o640
    finally:
        os.umask(before)


@pytest.mark.skipif(sys.platform == "win32", reason="links differ there")
def test_a_link_is_a_file_that_is_there(invoke, folder):
    (folder / "mine.toml").symlink_to(folder / "elsewhere.toml")
    assert invoke("init", "mine").exit_code == 2
    assert not (folder / "elsewhere.toml").exists()
