"""The ten answers from a TOML file, checked as those typed at the prompt are, with every mistake named."""

from __future__ import annotations

from ..text.files import read_source
from ..text.locate import Locator
from ..text.problems import ConfigError, Problem
from ..text.spelling import did_you_mean, shown
from ..text.syntax import parse
from .questions import QUESTIONS, WizardAnswer, read_answer

__all__ = ["read_answer_file"]


def read_answer_file(where: str) -> dict[str, WizardAnswer]:
    """Return the answers of a file, by key; a key that is missing or empty means `don't know`.

    Parameters
    ----------
    where : str
        A path, or `-` for standard input.

    Raises
    ------
    ConfigError
        With every mistake: a key that is not a question, an answer that is not understood.
    """
    source = read_source(where)
    raw, problems = parse(source.text, source.place)
    locator = Locator(source.text)

    def refuse(key: str, message: str, help: str, value: bool) -> None:
        place = locator.places[(key,)]
        on_value = value and place.value >= 0
        start, width = (place.value, place.stop - place.value) if on_value else (place.start, place.width)
        line, column = locator.line_column(start)
        text = locator.line_text(line)
        problems.append(Problem(key, message, help, source.place, line, column, width, text, key))

    keys = [question.key for question in QUESTIONS]
    for key in raw or {}:
        if key not in keys:
            refuse(key, f"`{key}` is not one of the questions", did_you_mean(key, keys), value=False)
    answers: dict[str, WizardAnswer] = {}
    for question in QUESTIONS:
        given = (raw or {}).get(question.key, "")
        help = f"accepted: {question.accepts}; for example {question.example}"
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            refuse(question.key, f"an answer is text or a number, got {shown(given)}", help, value=True)
            continue
        try:
            answers[question.key] = read_answer(question, str(given), answers)
        except ValueError as error:
            refuse(question.key, str(error), help, value=True)
    if problems:
        raise ConfigError(sorted(problems, key=lambda problem: problem.line or 0))
    return answers
