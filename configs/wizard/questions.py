"""The ten questions: what is asked, why, and what is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .amounts import grouped
from .priors import priors
from .readers import (
    Reader,
    read_budget,
    read_choice,
    read_currency,
    read_growth,
    read_horizon,
    read_latency,
    read_model,
    read_tokens,
    read_volume,
    say_choice,
    say_growth,
    say_latency,
    say_model,
)

__all__ = ["LONGEST", "QUESTIONS", "WizardAnswer", "WizardQuestion", "read_answer"]

#: Characters of an answer; it is repeated in the file.
LONGEST = 100

_UNKNOWN = re.compile(r"(i )?(do ?n['\u2019]?o?t|do not) know.*|dunno|unknown|unsure|not sure|no idea|idk|skip|\?+|")


@dataclass(frozen=True, slots=True)
class WizardQuestion:
    """One question.

    Attributes
    ----------
    key : str
        Its key in a file of answers.
    asks, why : str
        The question, and the reason for which it is asked, a line each.
    accepts : str
        What is accepted, with examples.
    example : str
        One answer.
    read : callable
        From what was typed and the values of the answers so far to a value; raises ValueError.
    says : callable
        From that value to what was understood, in words.
    """

    key: str
    asks: str
    why: str
    accepts: str
    example: str
    read: Reader
    says: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class WizardAnswer:
    """An answer as typed, its value (None: not known), and what was understood."""

    text: str
    value: Any
    understood: str

    @property
    def tells_more(self) -> bool:
        """Whether what was understood says more than what was typed."""
        return self.understood != self.text


def read_answer(question: WizardQuestion, text: str, before: Mapping[str, WizardAnswer]) -> WizardAnswer:
    """Return what an answer means.

    Parameters
    ----------
    question : WizardQuestion
    text : str
        What was typed; nothing, or `don't know`, is an answer too.
    before : mapping of key to WizardAnswer
        The answers to earlier questions.

    Raises
    ------
    ValueError
        If it is not understood; `accepts` and `example` of the question say what is.
    """
    typed = " ".join(text.split())
    if _UNKNOWN.fullmatch(typed.lower()):
        return WizardAnswer("", None, priors()["unknown"][question.key])
    if len(typed) > LONGEST or not typed.isprintable():
        raise ValueError(f"an answer is one line of at most {LONGEST} visible characters")
    value = question.read(typed, {key: answer.value for key, answer in before.items()})
    return WizardAnswer(typed, value, question.says(value))


def _offered(key: str) -> str:
    """Return the choices of a question, numbered."""
    names = [name for name in priors()[key] if name != "unknown"]
    return "; ".join(f"{number} {priors()[key][name]['label']}" for number, name in enumerate(names, start=1))


#: In the order in which they are asked: the budget is read in the currency answered before it.
QUESTIONS: Final = (
    WizardQuestion(
        "volume",
        "How many requests will there be when it starts?",
        "tokens and servers are both paid by volume: it usually moves the answer most",
        "a number or a range: a day, or an hour, a working day, a week, a month, a year",
        "`20k requests a day`, `500-2000`, `1.5M a month`",
        read_volume,
    ),
    WizardQuestion(
        "tokens",
        "How long is one request, and how long is its answer?",
        # 100 tokens for 75 words is OpenAI's rule of thumb for English.
        "an API bills both, the answer at several times the price; 100 tokens are some 75 words",
        "tokens in and tokens out, each a number or a range",
        "`2000 in, 500 out`, `5k-15k in, 400-1200 out`",
        read_tokens,
    ),
    WizardQuestion(
        "model",
        "Which size of model is good enough?",
        "the price of a token differs more than tenfold, the GPUs from one to eight",
        f"{_offered('model')}; or a model that `simulate prices` lists, at its price",
        "`70B`, `gpt-4o`",
        read_model,
        say_model,
    ),
    WizardQuestion(
        "privacy",
        "What may happen to your documents?",
        "what may not leave rules out every provider, at any price (gate 1, handbook \u00a733.6)",
        _offered("privacy"),
        "`2`, or `under a BAA`",
        read_choice("privacy"),
        say_choice("privacy"),
    ),
    WizardQuestion(
        "latency",
        "How soon must the first words of an answer appear?",
        "under 100 ms own servers may win (gate 3); what can wait an hour is half the price",
        "a time with its unit: ms, s, minutes or hours; or `overnight`",
        "`2 s`, `80 ms`, `overnight`",
        read_latency,
        say_latency,
    ),
    WizardQuestion(
        "people",
        "Do you have engineers who can run models in production?",
        "people often cost more than GPUs, and a hire takes 3 to 6 months (handbook \u00a733.6)",
        _offered("people"),
        "`1`, or `we have them`",
        read_choice("people"),
        say_choice("people"),
    ),
    WizardQuestion(
        "growth",
        "How fast will the requests grow?",
        "an API is paid by the request, servers in steps: growth decides whether they fill up",
        "a percentage or a multiple, a month or a year; or `flat`",
        "`3% a month`, `10-50% a year`, `10x in 2 years`",
        read_growth,
        say_growth,
    ),
    WizardQuestion(
        "horizon",
        "How far ahead must the decision hold?",
        "set-up and hiring must pay off within this time",
        "one number of months or years",
        "`24 months`, `2 years`",
        read_horizon,
        lambda months: f"{months} months",
    ),
    WizardQuestion(
        "currency",
        "In which currency is your budget?",
        "tokens and GPUs are priced in USD: elsewhere the exchange rate is one more risk",
        ", ".join(priors()["currency"]),
        "`EUR`",
        read_currency,
    ),
    WizardQuestion(
        "budget",
        "How much may it cost a month?",
        "the report says in how many of a hundred futures this budget is kept",
        "one amount, a month unless you say a year",
        "`7000`, `120k a year`",
        read_budget,
        lambda amount: f"{grouped(amount)} a month",
    ),
)
