"""`simulate init`: a starter that loads, runs and is worth editing; a file of somebody's is never lost."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tcorisk import load, simulate
from tcorisk.configs import Draw, Name, Number, bundled, bundled_text, loads, starter_text, walk, wizard
from tcorisk.configs.model.draws import quantities_in
from tcorisk.configs.schema import json_schema
from tcorisk.configs.wizard import QUESTIONS

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


ANSWERS = ("20k requests a day", "2000/500", "70B", "under a BAA", "2 s", "yes", "3% a month", "2 years", "EUR", "7k")


def test_ten_questions_make_a_scenario(invoke, folder):
    result = invoke("init", "mine", "--ask", stdin="\n".join(ANSWERS) + "\n")
    assert result.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["mine.toml", SCHEMA]
    text = (folder / "mine.toml").read_text("utf-8")
    assert text.startswith(f"#:schema ./{SCHEMA}\n# Buy a language model by API, or host one?")
    for number, question in enumerate(QUESTIONS, start=1):
        assert f"{number} of 10  {question.asks}\n  why " in result.stderr
        assert f"> {ANSWERS[number - 1]}\n  read as " in result.stderr
    assert "written: mine.toml" in result.stderr
    assert "simulate check --config mine.toml" in result.stdout and "simulate --config mine.toml" in result.stdout
    assert invoke("check", "--config", "mine.toml").stdout.endswith("OK\n")


def test_a_wrong_answer_is_asked_again_with_what_is_accepted(invoke, folder):
    result = invoke("init", "--ask", stdin="\n".join(("20k a dya", *ANSWERS)) + "\n")
    assert result.exit_code == 0
    again = result.stderr.partition("> 20k a dya\n")[2].partition(">")[0]
    assert again.startswith("  error     `a dya` is not understood\n  accepted  a number or a range")
    assert "  example   `20k requests a day`" in again
    assert (folder / "my_decision.toml").is_file()  # the name may be left out


def test_nothing_known_is_an_answer(invoke, folder):
    assert invoke("init", "mine", "--ask", stdin="\n" * 10).exit_code == 0
    assert (folder / "mine.toml").read_text("utf-8").count("don't know   [") == 10
    assert invoke("check", "--config", "mine.toml").stdout.endswith("OK\n")


@pytest.mark.parametrize("typed", ["", "20k\n2000/500\n", "many\n", "20k\n2000/500\n70B"])
def test_an_interrupted_dialogue_writes_nothing(invoke, folder, typed):
    result = invoke("init", "mine", "--ask", stdin=typed)
    assert (result.exit_code, result.stdout) == (130, "")
    assert "the input ended at question " in result.stderr and result.stderr.endswith("interrupted\n")
    assert list(folder.iterdir()) == []


def test_ctrl_c_writes_nothing(invoke, folder, monkeypatch):
    def pressed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(wizard, "read_answer", pressed)
    result = invoke("init", "mine", "--ask", stdin="20k\n")
    assert result.exit_code == 130
    assert list(folder.iterdir()) == []


def test_a_file_that_is_there_is_refused_before_the_first_question(invoke, folder):
    (folder / "mine.toml").write_text("years of work", "utf-8")
    result = invoke("init", "mine", "--ask", stdin="\n" * 10)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "already exists" in result.stderr and "1 of 10" not in result.stderr


def test_answers_come_from_a_file_or_a_pipe(invoke, folder):
    text = "".join(f"{question.key} = {json.dumps(text)}\n" for question, text in zip(QUESTIONS, ANSWERS, strict=True))
    (folder / "answers.toml").write_text(text, "utf-8")
    assert invoke("init", "file", "--answers", "answers.toml").exit_code == 0
    assert invoke("init", "pipe", "--answers", "-", stdin=text).exit_code == 0
    assert invoke("init", "typed", "--ask", stdin="\n".join(ANSWERS) + "\n").exit_code == 0
    texts = {(folder / f"{name}.toml").read_text("utf-8") for name in ("file", "pipe", "typed")}
    assert len(texts) == 1


def test_mistakes_of_an_answer_file_are_named_and_nothing_is_written(invoke, folder):
    (folder / "answers.toml").write_text('volume = "many"\nprivacey = "BAA"\n', "utf-8")
    result = invoke("init", "mine", "--answers", "answers.toml")
    assert result.exit_code == 2
    assert "answers.toml:1:10" in result.stderr and "did you mean `privacy`?" in result.stderr
    assert "2 mistakes" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["answers.toml"]
    assert invoke("init", "mine", "--answers", "nowhere.toml").exit_code == 2


def test_one_source_of_a_scenario_at_a_time(invoke, folder):
    result = invoke("init", "mine", "--ask", "--like", "trading")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "choose one of them" in result.stderr
    assert "simulate init my_decision" in invoke("init").stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("like", [(), ("--like", "two_year_exercise"), ("--like", "support_chatbot")])
def test_gates_are_questions_to_every_strategy_none_of_which_is_asked_yet(invoke, folder, like):
    assert invoke("init", "mine", *like, "--gates").exit_code == 0
    text = (folder / "mine.toml").read_text("utf-8")
    scenario = loads(text)
    assert len(scenario.requirements) == 9 and not any(each.need for each in scenario.requirements.values())
    assert all(strategy.meets.keys() == scenario.requirements.keys() for strategy in scenario.strategies.values())
    assert invoke("check", "--config", "mine.toml").stdout.endswith("OK\n")
    asked = loads(text.replace("need = false", "need = true"))
    assert {n: s.barred for n, s in asked.strategies.items()} == {n: s.barred for n, s in scenario.strategies.items()}
    last = list(scenario.strategies)[-1]
    barred = asked.with_values({f"strategies.{last}.meets.market": False}).strategies[last].barred
    assert "Is there a market that pays for it? No" in barred


def test_gates_are_not_added_to_a_scenario_that_asks_its_own(invoke, folder):
    refused = invoke("init", "mine", "--like", "healthcare", "--gates")
    assert refused.exit_code == 2
    assert "has requirements already: data_terms, customising" in refused.stderr
    assert not (folder / "mine.toml").exists()
