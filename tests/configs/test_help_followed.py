"""A help text that offers something to write is followed to the letter: the file then checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from test_mistakes import ENGINEER, ENGINEER_MISTAKES
from valid_scenario import changed

from tcorisk.configs import ConfigError, loads
from tcorisk.configs.text.problems import Problem

#: What to write, in quotes or without; a word in capitals (MODE) or dots stand for what only the author knows.
OFFERS = re.compile(r'write (?:"(?P<quoted>[^"]+)"|(?P<bare>[\w.%]+)(?=$| for ))|did you mean `(?P<name>[^`]+)`\?')
OPEN = re.compile(r"\b[A-Z]{2,}\b|\.\.\.|^true$|^plain$|^nothing$|^large$|^the$|^months$")

#: What the help cannot know: which names the author meant.
OF_NAMES = re.compile(r"a cycle: engineer -> peak|unknown name `(many|x)`|`list_price` takes the name of a model")


def followed(text: str, problem: Problem) -> Iterator[str]:
    """Yield the text with each offer in the place that the caret underlines, or for the whole value."""
    for offer in OFFERS.finditer(problem.help):
        written = offer["quoted"] or offer["bare"] or offer["name"]
        if OPEN.search(written) or problem.line is None or problem.column is None:
            continue
        lines = text.split("\n")
        line = lines[problem.line - 1]
        key, _, value = line.partition(" = ")
        start, stop = problem.column - 1, problem.column - 1 + problem.width
        if offer["name"]:
            word = re.compile(r"\w+").search(line, start)
            assert word is not None
            start, stop = word.start(), word.end()
        inside = value[:1] in "\"'" and start > len(key) + 3 and stop < len(line)
        if offer["name"] or inside:
            lines[problem.line - 1] = line[:start] + written + line[stop:]
        else:
            lines[problem.line - 1] = f'{key} = "{written}"'
        yield "\n".join(lines)


def test_what_is_offered_is_accepted() -> None:
    tried = []
    for new, _ in ENGINEER_MISTAKES:
        text = changed(ENGINEER, new)
        with pytest.raises(ConfigError) as caught:
            loads(text)
        for mended in followed(text, caught.value.problems[0]):
            try:
                loads(mended)
            except ConfigError as error:
                if not all(OF_NAMES.match(problem.message) for problem in error.problems):
                    pytest.fail(f"{new}: {caught.value.problems[0].help}\n{error}")
            tried.append(new)
    assert len(tried) > 20


def test_an_offer_that_is_wrong_is_noticed() -> None:
    text = changed(ENGINEER, 'engineer = "12 %"')
    with pytest.raises(ConfigError) as caught:
        loads(text)
    right = caught.value.problems[0]
    wrong = Problem(**{name: getattr(right, name) for name in Problem.__slots__} | {"help": 'write "12 %%"'})
    (mended,) = followed(text, wrong)
    with pytest.raises(ConfigError):
        loads(mended)
