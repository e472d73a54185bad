"""How the tests of this folder look at one mistake: its place, its words, its help."""

from __future__ import annotations

import re

import pytest
from valid_scenario import line_of

from tcorisk.configs import ConfigError, loads


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
