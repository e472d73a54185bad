"""Past values from a CSV beside the scenario: read, kept, hashed, and kept inside the scenario's folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from valid_scenario import changed

from tcorisk.configs import ConfigError, Draw, Number, Scenario, load, loads
from tcorisk.configs.text.csv_column import DataFiles
from tcorisk.configs.text.refused import Refused
from tcorisk.distributions import Conditioned, Empirical

ENGINEER = 'engineer = "15_000 to 22_000"    # survey of 2026'
GOOD = 'month,cost,other cost\r\n2026-01,100,1\r\n2026-02,"250.5",2\r\n\r\n2026-03, 1e3 ,3\r\n'


def scenario(folder: Path, law: str, name: str = "my.toml") -> Path:
    path = folder / name
    path.write_text(changed(ENGINEER, f'engineer = {{ dist = "empirical", {law} }}'), "utf-8")
    return path


def law_of(scenario: Scenario) -> object:
    draw = scenario.drivers["engineer"].expression  # type: ignore[union-attr]
    assert isinstance(draw, Draw)
    return draw.law


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "past.csv").write_text(GOOD, "utf-8")
    (home / "data" / "more.CSV").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    (tmp_path / "outside.csv").write_text(GOOD, "utf-8")
    return home


@pytest.mark.parametrize("name", ["past.csv", "data/more.CSV", "./past.csv"])
def test_a_column_becomes_values(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scenario(folder, f'file = "{name}", column = "cost"')
    assert law_of(load(path)) == Empirical((100.0, 250.5, 1000.0))
    monkeypatch.chdir(folder)
    assert law_of(load("my.toml")) == Empirical((100.0, 250.5, 1000.0))


def test_with_a_window_and_each_month(folder: Path) -> None:
    path = scenario(folder, 'file = "past.csv", column = "cost", min = 200')
    assert law_of(load(path)) == Conditioned(Empirical((100.0, 250.5, 1000.0)), 200.0, None)


def test_the_hash_goes_with_the_content(folder: Path) -> None:
    path = scenario(folder, 'file = "past.csv", column = "cost"')
    first = load(path)
    assert load(path).sha256 == first.sha256
    (folder / "past.csv").write_text(GOOD.replace("100", "101"), "utf-8")
    second = load(path)
    assert second.sha256 != first.sha256
    assert first.with_values({"drivers.engineer": 5}).sha256 == second.with_values({"drivers.engineer": 5}).sha256


def test_values_set_later_meet_the_same_numbers(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    first = load(scenario(folder, 'file = "past.csv", column = "cost"').name)
    monkeypatch.chdir(tmp_path)
    (folder / "past.csv").unlink()
    assert law_of(first.with_values({"discount_rate": 0.1})) == law_of(first)
    other = first.with_values({"drivers.engineer.column": "other cost"})
    assert law_of(other) == Empirical((1.0, 2.0, 3.0)) and other.sha256 != first.sha256
    table = {"dist": "empirical", "file": "data/more.CSV", "column": "cost"}
    assert law_of(first.with_values({"drivers.engineer": table})) == law_of(first)
    assert first.with_values({"drivers.engineer": 7}).drivers["engineer"].expression == Number(7.0)  # type: ignore[union-attr]


def test_a_mistake_in_a_set_value_names_the_setting(folder: Path) -> None:
    first = load(scenario(folder, 'file = "past.csv", column = "cost"'))
    with pytest.raises(ConfigError, match=r'has no column "cots"(.|\n)*did you mean `cost`'):
        first.with_values({"drivers.engineer.column": "cots"})


@pytest.mark.parametrize(
    ("law", "at", "message"),
    [
        ('file = "past.csv", column = "cots"', "column", r'past\.csv has no column "cots"(.|\n)*mean `cost`\? there'),
        ('file = "pst.csv", column = "cost"', "file", r'no file "pst\.csv" beside the scenario(.|\n)*`past\.csv`'),
        ('file = "past.csv", column = "month"', "file", r'past\.csv, line 2: "2026-01" in .* is not a number \(and 2'),
        ('file = "../outside.csv", column = "cost"', "file", r"is not a plain file name"),
        ('file = "data/../past.csv", column = "cost"', "file", r"is not a plain file name"),
        ("file = 'data\\more.CSV', column = 'cost'", "file", r"is not a plain file name"),
        ('file = "/etc/hosts.csv", column = "cost"', "file", r"is not a plain file name"),
        ('file = "~/past.csv", column = "cost"', "file", r"is not a plain file name"),
        ('file = "C:past.csv", column = "cost"', "file", r"is not a plain file name"),
        ('file = "a\\nb.csv", column = "cost"', "file", r"is not a plain file name"),
        ('file = "my.toml", column = "cost"', "file", r'"my\.toml" does not end in \.csv'),
        ('file = "", column = "cost"', "file", r"is not a plain file name"),
        ('file = "data.csv", column = "cost"', "file", r"there is no file"),
        ('file = "past.csv"', None, r"`file` needs `column` beside it"),
        ('column = "cost"', None, r"`column` needs `file` beside it"),
        ('file = 3, column = "cost"', "file", r"`file` needs text in quotes, got 3"),
        ('file = "past.csv", column = "cost", values = [1]', "values", r"values or a file and a column, not both"),
        ('fil = "past.csv"', "fil", r'no parameter "fil"(.|\n)*did you mean `file`'),
        ('file = "past.csv", colum = "cost"', "colum", r'no parameter "colum"(.|\n)*did you mean `column`'),
        ("values = []", "values", r"needs 1 to 10_000 values, got 0"),
    ],
)  # fmt: skip
def test_what_is_refused(folder: Path, law: str, at: str | None, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        load(scenario(folder, law))
    places = [problem.address for problem in caught.value.problems]
    assert f"drivers.engineer{'.' + at if at else ''}" in places
    assert all(problem.line for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"cost\n1\nabc\n", r'line 3: "abc" in column "cost" is not a number'),
        (b'cost,note\n1,"two\nlines"\n\nx,\n', r'line 5: "x" in column'),
        (b'cost\n"1,234.50"\n', r'line 2: "1,234.50" in column'),
        (b"cost\n12%\n", r'line 2: "12%"'),
        (b"cost\nnan\n", r'line 2: "nan"'),
        (b"cost\n1__0\n", r'line 2: "1__0"'),
        (b"note,cost\na\n", r'line 2: the row has no column "cost"'),
        (b"note,cost\na,\n", r'line 2: "" in column'),
        (b"cost\n", r'column "cost" is empty'),
        (b"", r"has no headings in its first line"),
        (b"cost,cost\n1,2\n", r'has 2 columns "cost"'),
        (b"note;cost\na;1\n", r"are separated by semicolons"),
        (b"note\tcost\na\t1\n", r"are separated by tabs"),
        (b"cost\n\xe9\n", r"line 2: byte 0xe9 is not UTF-8"),
        ("cost\n1\n".encode("utf-16"), r"is in UTF-16"),
        (b"cost\n1\0\n", r"line 2: a NUL byte"),
        (b'cost\n"1\n', r"line 2: unexpected end of data"),
        (b"cost\n" + b"1\n" * 10_001, r"has more than 10_000 numbers"),
        (b"cost\n" + b"1" * 1_000_000, r"is larger than 1 MB"),
        (b"cost\n" + b"1" * 200_000, r"field larger than field limit"),
        (b"cost\n1\n1e999\n", r"line 3: .* is beyond the largest number"),
    ],
)
def test_content_that_is_no_column(folder: Path, content: bytes, message: str) -> None:
    (folder / "past.csv").write_bytes(content)
    with pytest.raises(ConfigError, match=message) as caught:
        load(scenario(folder, 'file = "past.csv", column = "cost"'))
    assert len(str(caught.value)) < 900


def test_nothing_outside_the_folder_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "zero.csv").symlink_to("/dev/zero")
    (folder / "folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "inside.csv").symlink_to(folder / "past.csv")
    files = DataFiles(folder)
    assert files.column("inside.csv", "cost") == (100.0, 250.5, 1000.0)
    for name, message in {
        "link.csv": "is outside the scenario's folder",
        "up/outside.csv": "is outside the scenario's folder",
        "zero.csv": "is outside the scenario's folder",
        "loop.csv": "cannot be read",
        "folder.csv": "is not a regular file",
        "pipe.csv": "is not a regular file",
    }.items():
        with pytest.raises(Refused, match=re.escape(message)):
            files.column(name, "cost")


def test_what_is_no_file_has_no_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    text = changed(ENGINEER, 'engineer = { dist = "empirical", file = "past.csv", column = "cost" }')
    for read in (lambda: loads(text), lambda: load("-", stdin=__import__("io").StringIO(text))):
        with pytest.raises(ConfigError, match=r"in the folder of the scenario's own file; .* has none"):
            read()
    with pytest.raises(ConfigError, match=r"bundled scenario legal_startup has none"):
        load("legal_startup").with_values(
            {"drivers.ml_engineer": {"dist": "empirical", "file": "past.csv", "column": "cost"}}
        )


def test_values_written_out_need_no_folder() -> None:
    assert law_of(
        loads(changed(ENGINEER, 'engineer = { dist = "empirical", values = [3, "2 * 2", "5%"] }'))
    ) == Empirical((3.0, 4.0, 0.05))
