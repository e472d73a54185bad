"""A scenario from ten answers: the questions, how answers are read, and what they write."""

from .answer_file import read_answer_file
from .questions import QUESTIONS, WizardAnswer, WizardQuestion, read_answer
from .write import wizard_text

__all__ = ["QUESTIONS", "WizardAnswer", "WizardQuestion", "read_answer", "read_answer_file", "wizard_text"]
