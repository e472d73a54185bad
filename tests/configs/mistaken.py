"""How the tests of this folder look at one mistake: its place, its words, and what following its help leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from valid_scenario import line_of

from tcorisk.configs import ConfigError, loads
from tcorisk.configs.text.problems import Problem

#: What to write, in quotes or without; a word in capitals (MODE) or dots stand for what only the author knows.
OFFERS = re.compile(
    r'(?:write|comes first:) (?:"(?P<quoted>[^"]+)"|(?P<whole>[a-z_]+ = (?:[\w.-]+|\[[^\]]*\]))$'
    r"|(?P<bare>[\w.%]+)(?=$|,| for | where | or ))|did you mean `(?P<name>[^`]+)`\?|put it there: (?P<there>.+)$"
)
OPEN = re.compile(r"\b[A-Z]{2,}\b|\.\.\.|^(?:true|plain|nothing|large|the|it|months)$")


def followed(text: str, problem: Problem) -> Iterator[str]:
    """Yield the text with each offer in the place that the caret underlines, or for the whole value."""
    for offer in OFFERS.finditer(problem.help):
        written = offer["quoted"] or offer["whole"] or offer["bare"] or offer["name"] or offer["there"]
        if OPEN.search(written) or problem.line is None or problem.column is None:
            continue
        lines = text.split("\n")
        line = lines[problem.line - 1]
        key, _, value = line.partition(" = ")
        start, stop = problem.column - 1, problem.column - 1 + problem.width
        if offer["name"]:
            word = re.compile(r"[^\"']+" if line[start] in "\"'" else r"\w+").search(line, start)
            assert word is not None
            start, stop = word.start(), word.end()
        inside = value[:1] in "\"'" and start > len(key) + 3 and stop < len(line)
        bracketed = not value or (value[0] in "{[" and start > len(key) + 3)
        if bracketed and offer["quoted"]:
            written = f'"{written}"'
        if offer["name"] or inside or bracketed:
            lines[problem.line - 1] = line[:start] + written + line[stop:]
        elif offer["whole"]:
            lines[problem.line - 1] = written
        else:
            number = offer["bare"] is not None and re.fullmatch(r"[\d_.]+", written)
            lines[problem.line - 1] = f"{key} = {written}" if number else f'{key} = "{written}"'
        yield "\n".join(lines)


def problems_of(text: str) -> list[Problem]:
    """Return the mistakes of a text."""
    try:
        loads(text)
    except ConfigError as error:
        return error.problems
    return []


def check_followed(text: str, problem: Problem) -> int:
    """Follow each offer of a help; fail where that leads to the same mistake, or around in a circle.

    Returns
    -------
    int
        How many offers were followed.
    """
    tried = 0
    seen, left = {text}, [(text, problem, 0)]
    while left:
        before, said, steps = left.pop()
        for mended in followed(before, said):
            tried += 1
            found = problems_of(mended)
            repeated = [one for one in found if (one.message, one.line) == (said.message, said.line)]
            assert mended not in seen, f"{said.help!r} leads back:\n{mended}"
            assert not repeated, f"{said.help!r} leads to the same mistake: {repeated[0]}"
            seen.add(mended)
            left += [(mended, one, steps + 1) for one in found if one.line == problem.line and steps < 3]
    return tried


def check_only_mistake(text: str, marked: str, address: str, message: str, help: str) -> None:
    """Check that a text has one mistake, with its caret under `marked`, at an address, in these words.

    `marked` is a piece of one line, in which `<<` and `>>` stand around what the caret underlines.
    """
    before, _, rest = marked.partition("<<")
    under, _, after = rest.partition(">>")
    with pytest.raises(ConfigError) as caught:
        loads(text, "mine.toml")
    assert len(caught.value.problems) == 1, str(caught.value)
    problem = caught.value.problems[0]
    assert problem.address == address
    assert problem.message == message
    assert re.search(help, problem.help), problem.help
    line = before + under + after
    assert problem.line == line_of(line, text), str(problem)
    column = problem.text.index(line) + len(before) + 1
    assert (problem.column, problem.width) == (column, len(under)), str(problem)
    check_followed(text, problem)
