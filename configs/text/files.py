"""Finds the text of a scenario: a file, standard input, or a scenario that comes with the package."""

from __future__ import annotations

import re
import stat
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import IO

from .problems import ConfigError, Problem
from .spelling import accepted, nearest

__all__ = [
    "LARGEST",
    "ScenarioText",
    "bundled",
    "bundled_text",
    "check_text",
    "decode",
    "nearest_file",
    "read_source",
    "requirements_text",
    "starter_text",
]

#: Bytes of the largest scenario that is read. A real one has a few thousand.
LARGEST = 1_000_000

_FOLDER = Path(__file__).parents[1]
_BUNDLED_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """The text of a scenario and where it came from.

    Attributes
    ----------
    name : str
        Short name: the file's name without `.toml`, `stdin`, or that of the bundled scenario.
    place : str
        What errors print before the line number.
    origin : str
        What was used, in words: `file legal_startup.toml`, `bundled scenario legal_startup`, `standard input`.
    folder : Path or None
        Folder of the file, absolute; None if the text is from no file of the user's.
    """

    text: str
    name: str
    place: str
    origin: str
    folder: Path | None = None


_PIPE = "`-` is a pipe, as in: git show HEAD~1:mine.toml | simulate compare - mine.toml"


def bundled() -> list[tuple[str, str]]:
    """Return the name and title of each scenario that comes with the package, by name."""
    found = []
    for name, path in _bundled_files().items():
        try:
            title = tomllib.loads(path.read_text("utf-8")).get("title", "")
        except (OSError, ValueError):
            title = ""
        found.append((name, title if isinstance(title, str) else ""))
    return found


def bundled_text(name: str) -> str:
    """Return the text of a scenario that comes with the package, with or without `.toml`.

    Raises
    ------
    ConfigError
        If there is none of that name.
    """
    path = _bundled_files().get(name.removesuffix(".toml"))
    if path is None:
        raise _refusal(name, "no bundled scenario of that name", _choices(name))
    return path.read_text("utf-8")


def starter_text() -> str:
    """Return the scenario that `simulate init` begins with."""
    return (_FOLDER / "templates" / "starter.toml").read_text("utf-8")


def requirements_text(strategies: Iterable[str]) -> str:
    """Return questions to strategies, none of them asked yet, and a table of answers for each strategy."""
    text = (_FOLDER / "templates" / "requirements.toml").read_text("utf-8")
    names = re.findall(r"^\[requirements\.(\w+)\]", text, re.MULTILINE)
    answers = {name: "true" for name in names} | {"customising": '"prompting"', "first_token": "1_000"}
    meets = "".join(f"{name} = {answer}\n" for name, answer in answers.items())
    return text + "".join(f"\n[strategies.{strategy}.meets]\n{meets}" for strategy in strategies)


def _bundled_files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}


def read_source(where: str | PathLike[str], stdin: IO[bytes] | IO[str] | None = None) -> ScenarioText:
    """Return the text of a scenario.

    Parameters
    ----------
    where : str or path
        A path, `-` for standard input, or the name of a bundled scenario with or without `.toml`. A file wins over a
        bundled scenario of the same name.
    stdin : file, optional
        Read in place of standard input.

    Raises
    ------
    ConfigError
        If there is no such file, or its text cannot be a scenario.
    TypeError
        If it is neither text nor a path.
    """
    if not isinstance(where, str | PathLike):
        raise TypeError(
            'a scenario is loaded by its path, the name of a bundled one, or "-" for standard input, '
            f"got {type(where).__name__}; `from_dict` takes its tables, `tcorisk.configs.loads` its text"
        )
    if isinstance(where, str) and where == "-":
        stream = stdin if stdin is not None else getattr(sys.stdin, "buffer", sys.stdin)
        piece = stream.read(LARGEST + 1) if stream is not None else b""
        content = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
        return ScenarioText(decode(content, "<stdin>"), "stdin", "<stdin>", "standard input")
    given = str(where)
    if not given.strip():
        raise _refusal("<empty>", "no scenario was named", _choices(""))
    name = given.removesuffix(".toml")
    shipped = _bundled_files().get(name) if _BUNDLED_NAME.fullmatch(name) else None
    for candidate in dict.fromkeys((given, f"{name}.toml") if shipped else (given,)):
        content_or_none = _read_file(candidate, directory_is_missing=shipped is not None)
        if content_or_none is not None:
            text, folder = decode(content_or_none, candidate), Path(candidate).absolute().parent
            return ScenarioText(text, Path(candidate).stem, candidate, f"file {candidate}", folder)
    if shipped is None:
        raise _refusal(given, "no such file, and no bundled scenario of that name", _choices(given))
    text = decode(shipped.read_bytes(), shipped.name)
    return ScenarioText(text, name, shipped.name, f"bundled scenario {name}")


def _choices(given: str) -> str:
    names = list(_bundled_files())
    near = nearest_file(given) or nearest(Path(given[:200]).name.removesuffix(".toml"), names)
    return (f"did you mean `{near}`? " if near else "") + (f"bundled: {accepted(names)}" if names else "")


def nearest_file(given: str) -> str | None:
    """Return the TOML file in the folder of a path whose name is nearest to it; None if none is near."""
    path = Path(given[:200])
    try:
        found = {file.stem: file for file in path.parent.glob("*.toml")}
    except (OSError, ValueError):
        return None
    near = nearest(path.name.removesuffix(".toml"), list(found))
    return None if near is None else str(found[near])


def _refusal(place: str, message: str, help: str = "") -> ConfigError:
    shown = place if len(place) <= 120 else place[:117] + "..."
    return ConfigError([Problem("", message, help, source=shown)])


def _read_file(path: str, *, directory_is_missing: bool) -> bytes | None:
    """Return the bytes of a regular file, None if there is none; one byte more than the limit at most."""
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # name too long, no permission, a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _refusal(path, f"the file cannot be opened: {reason}", _choices(path)) from None
    if stat.S_ISDIR(mode):
        if directory_is_missing:
            return None
        raise _refusal(path, "this is a folder, not a scenario", "name the .toml file inside it")
    if not stat.S_ISREG(mode):
        raise _refusal(path, "this is not a regular file", _PIPE)
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise _refusal(path, f"the file cannot be read: {error.strerror or error}") from None


def decode(content: bytes, place: str) -> str:
    """Return the text of a scenario's bytes: UTF-8, with or without a byte order mark.

    Raises
    ------
    ConfigError
        If the bytes are too many, none, or in another encoding; the message names the likely one.
    """
    if len(content) > LARGEST:
        raise _refusal(place, f"the file is larger than {LARGEST // 1_000_000} MB", "a scenario has a few kilobytes")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(content) > 3 and 0 in content[:2] and any(content[:2])):
        raise _refusal(place, "the file is in UTF-16; a scenario is UTF-8", "save it again as UTF-8")
    if (zero := content.find(0)) >= 0:
        line = content.count(b"\n", 0, zero) + 1
        message = f"line {line} contains a NUL byte: this is not a text file"
        raise _refusal(place, message, "save it as plain UTF-8 text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        text = content.split(b"\n")[line - 1].decode("cp1252", "replace").rstrip("\r")
        problem = Problem(
            "",
            f"byte 0x{content[error.start]:02x} is not UTF-8; the file looks like Latin-1 or Windows-1252",
            "save it again as UTF-8",
            place,
            line,
            column,
            text=text,
        )
        raise ConfigError([problem]) from None
    return check_text(text, place)


def check_text(text: str, place: str) -> str:
    """Return a text that could be a scenario.

    Raises
    ------
    ConfigError
        If it is empty, or longer than any scenario.
    """
    if len(text) > LARGEST:
        raise _refusal(place, f"the text is longer than {LARGEST:_} characters", "a scenario has a few thousand")
    if not text.strip():
        raise _refusal(place, "the file is empty", "`simulate scenarios` lists scenarios to start from")
    if "\r" in text.replace("\r\n", ""):
        line = text.replace("\r\n", "  ").partition("\r")[0].count("\n") + 1
        raise _refusal(
            place,
            f"line {line} contains a carriage return without a line feed, which TOML does not allow",
            "save the file with Unix or Windows line ends",
        )
    return text
