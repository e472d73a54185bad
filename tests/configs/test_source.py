"""Where a scenario's text comes from: files, standard input, bundled names, and what is no text."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from valid_scenario import VALID

from tcorisk.configs import ConfigError, bundled, load, loads


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def origin(scenario: object) -> str:
    return scenario.origin.source.origin  # type: ignore[attr-defined, no-any-return]


def test_a_path_and_its_name(elsewhere: Path) -> None:
    path = elsewhere / "my plan.toml"
    path.write_text(VALID, "utf-8")
    for where in (path, str(path), "my plan.toml"):
        scenario = load(where)
        assert scenario.name == "my plan" and origin(scenario) == f"file {where}"


def test_standard_input_as_bytes_or_text() -> None:
    for stream in (io.BytesIO(VALID.encode()), io.StringIO(VALID)):
        scenario = load("-", stdin=stream)
        assert scenario.name == "stdin" and origin(scenario) == "standard input"


@pytest.mark.parametrize("name", [name for name, _ in bundled()])
def test_bundled_scenarios_load_with_and_without_suffix(name: str) -> None:
    scenario = load(name)
    assert scenario == load(f"{name}.toml") and scenario.name == name
    assert origin(scenario) == f"bundled scenario {name}"
    assert dict(bundled())[name] == scenario.title


def test_a_file_here_wins_over_a_bundled_scenario(elsewhere: Path) -> None:
    name = bundled()[0][0]
    (elsewhere / name).mkdir()
    assert origin(load(name)) == f"bundled scenario {name}"
    (elsewhere / f"{name}.toml").write_text(VALID, "utf-8")
    assert load(name).title == "Two ways"
    assert load(f"{name}.toml").title == "Two ways"


@pytest.mark.parametrize(
    "name",
    [
        "legal_startupp",
        "nowhere.toml",
        "../../x",
        "a" * 300,
        "a" * 5_000,
        "x\0y",
        "",
        " ",
        "legal_startup/",
        "/etc/x/y",
    ],
)
def test_a_missing_file_names_what_there_is(name: str) -> None:
    with pytest.raises(ConfigError, match="legal_startup"):
        load(name)


def test_the_nearest_bundled_name_is_offered() -> None:
    with pytest.raises(ConfigError, match="did you mean `legal_startup`"):
        load("legal_startp.toml")


def test_what_is_no_file(elsewhere: Path) -> None:
    with pytest.raises(ConfigError, match="this is a folder"):
        load(elsewhere)
    os.mkfifo(elsewhere / "pipe")
    with pytest.raises(ConfigError, match="not a regular file"):
        load(elsewhere / "pipe")
    with pytest.raises(ConfigError, match="not a regular file"):
        load("/dev/zero")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        (VALID.encode("utf-16"), "UTF-16"),
        (VALID.encode("utf-16-le"), "UTF-16"),
        (VALID.encode("utf-16-be"), "UTF-16"),
        (VALID.replace("Two", "Zw\u00e9i").encode("latin-1"), "0xe9 is not UTF-8(.|\n)*:2:"),
        (b"schema = 1\nx = \0", "line 2 contains a NUL byte"),
        (VALID.replace("\n", "\r").encode(), "TOML"),
    ],
)
def test_bytes_that_are_no_scenario(elsewhere: Path, content: bytes, message: str) -> None:
    (elsewhere / "x.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        load("x.toml")
    with pytest.raises(ConfigError, match=message):
        load("-", stdin=io.BytesIO(content))


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    content = b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode()
    assert load("-", stdin=io.BytesIO(content)).strategies == loads(VALID).strategies
