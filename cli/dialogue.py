"""The dialogue of `simulate init --ask`: ten questions, asked until each answer is understood."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import is_terminal, note, page_width

if TYPE_CHECKING:
    from ..configs.wizard import WizardAnswer

__all__ = ["ask_questions"]


def ask_questions(path: Path) -> dict[str, WizardAnswer]:
    """Ask the ten questions and return the answers, by key.

    Parameters
    ----------
    path : Path
        The file that the answers will make; it is only named.

    Raises
    ------
    click.Abort
        If the input ends before the last answer.
    """
    from ..configs.wizard import QUESTIONS, read_answer

    note(f"Ten questions; the answers make {path}.")
    note("An API is in use already? `simulate init NAME --like running_api` begins with its monthly bills instead.")
    note('Enter alone means "don\'t know": the file then has the widest range that can be defended.')
    answers: dict[str, WizardAnswer] = {}
    for number, question in enumerate(QUESTIONS, start=1):
        place = f"{number} of {len(QUESTIONS)}"
        note(f"\n{place}  {question.asks}")
        _row("why", question.why)
        _row("accepted", question.accepts)
        _row("example", question.example)
        while question.key not in answers:
            try:
                answers[question.key] = read_answer(question, _typed(place), answers)
            except ValueError as error:
                _row("error", str(error))
                _row("accepted", question.accepts)
                _row("example", question.example)
        answer = answers[question.key]
        _row("read as", answer.understood if answer.text else f"not known: {answer.understood}")
    return answers


def _row(label: str, text: str) -> None:
    """Print a line of a question, wrapped beside its label."""
    lead = f"  {label:<10}"
    note(textwrap.fill(text, page_width(), initial_indent=lead, subsequent_indent=" " * len(lead)))


def _typed(place: str) -> str:
    """Return the next line of standard input.

    Raises
    ------
    click.Abort
        If the input ends instead.
    """
    click.echo("> ", nl=False, err=True)
    line = "" if sys.stdin is None else sys.stdin.readline()
    if not line or not is_terminal(sys.stdin):
        note(line.rstrip("\n"))  # a terminal shows what is typed
    if not line:
        note(f"the input ended at question {place}; nothing was written")
        raise click.Abort
    return line
