"""The ten questions: what is asked, why, what is accepted, and how an answer is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..text.spelling import accepted, nearest
from .amounts import Span, grouped, span
from .priors import priors

__all__ = ["LONGEST", "QUESTIONS", "Answer", "Question", "Requests", "Tokens", "read_answer"]

#: Characters of an answer; it is repeated in the file.
LONGEST = 100

_UNKNOWN = re.compile(r"(i )?(do ?n['\u2019]?o?t|do not) know.*|dunno|unknown|unsure|not sure|no idea|idk|skip|\?+|")
_DAYS = 365 / 12
#: How many of a period's requests fall on a day of the week, weekends included.
_PERIODS = {
    "second": 86_400.0,
    "minute": 1440.0,
    "hour": 24.0,
    "day": 1.0,
    "working day": 5 / 7,
    "week": 1 / 7,
    "month": 1 / _DAYS,
    "year": 1 / 365,
}
_INWARD = re.compile(r"(tokens? ?)?(in(put)?|read|prompts?)?( tokens?)?")
_OUTWARD = re.compile(r"(tokens? ?)?(out(put)?|written|answers?)?( tokens?)?")
_TIME = re.compile(r"(in|over|within|a|per|each|every|/)?\s*(\d+|two|three)?\s*(month|year)s?|(month|year)ly")
_SIGNS = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY"}


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests a day, weekends included in the average; `office` if they were given for a working day."""

    a_day: Span
    office: bool

    def __str__(self) -> str:
        """Return what was understood."""
        return f"{self.a_day} requests a day" + (", averaged over all seven days" if self.office else "")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens that a request reads, and that its answer has."""

    read: Span
    written: Span

    def __str__(self) -> str:
        """Return what was understood."""
        return f"{self.read} tokens in, {self.written} tokens out"


@dataclass(frozen=True, slots=True)
class Question:
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
        From what was typed and the answers so far to a value; raises ValueError.
    says : callable
        From that value to what was understood, in words.
    """

    key: str
    asks: str
    why: str
    accepts: str
    example: str
    read: Callable[[str, Mapping[str, Answer]], Any]
    says: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as typed, its value (None: not known), and what was understood."""

    text: str
    value: Any
    understood: str

    @property
    def tells_more(self) -> bool:
        """Whether what was understood says more than what was typed."""
        return self.understood != self.text


def read_answer(question: Question, text: str, before: Mapping[str, Answer]) -> Answer:
    """Return what an answer means.

    Parameters
    ----------
    question : Question
    text : str
        What was typed; nothing, or `don't know`, is an answer too.
    before : mapping of key to Answer
        The answers to earlier questions.

    Raises
    ------
    ValueError
        If it is not understood; `accepts` and `example` of the question say what is.
    """
    typed = " ".join(text.split())
    if _UNKNOWN.fullmatch(typed.lower()):
        return Answer("", None, priors()["unknown"][question.key])
    if len(typed) > LONGEST or not typed.isprintable():
        raise ValueError(f"an answer is one line of at most {LONGEST} visible characters")
    value = question.read(typed, before)
    return Answer(typed, value, question.says(value))


def _not_understood(words: str) -> ValueError:
    return ValueError(f"`{words}` is not understood")


def _volume(text: str, before: Mapping[str, Answer]) -> Requests:
    asked, rest = span(text)
    if "token" in rest:
        raise ValueError("tokens are the next question: here the number of requests is needed")
    period = _period(re.sub(r"^(requests?|calls?|queries|questions|messages|prompts|chats|documents)\b", "", rest))
    if period not in _PERIODS:
        raise _not_understood(rest)
    return Requests(asked.times(_PERIODS[period]).within(0.1, 1e9, "requests a day"), period == "working day")


def _period(words: str) -> str:
    """Return the period of `a day`, `/day`, `per working day`, `monthly`; `day` where there is none."""
    plain = re.sub(r"^\s*(/|a\b|an\b|per\b|each\b|every\b|p\.)?\s*", "", words.strip()).rstrip(".")
    if plain in ("rps", "qps"):
        return "second"
    plain = {"daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year"}.get(plain, plain)
    return re.sub(r"^(work ?|business |week)day$", "working day", plain) or "day"


def _tokens(text: str, before: Mapping[str, Answer]) -> Tokens:
    halves = re.split(r"\s*(?:[;/+]|,(?!\d{3}(?!\d))|\band\b(?=[^,;/+]*\b(?:out|in)))\s*", text.lower(), maxsplit=1)
    if len(halves) != 2:
        raise ValueError("two numbers are needed: tokens in and tokens out")
    sides = [span(half) for half in halves]
    if not (_INWARD.fullmatch(sides[0][1]) and _OUTWARD.fullmatch(sides[1][1])):
        sides.reverse()
        for (_, rest), known in zip(sides, (_INWARD, _OUTWARD), strict=True):
            if not known.fullmatch(rest):
                raise _not_understood(rest)
    read, written = (found.within(1, 10_000_000, "tokens") for found, _ in sides)
    return Tokens(read, written)


def _choice(key: str) -> Callable[[str, Mapping[str, Answer]], str]:
    """Return how one of the choices of `priors.toml` is read: by number, by name, by other words for it."""

    def read(text: str, before: Mapping[str, Answer]) -> str:
        choices = {name: choice for name, choice in priors()[key].items() if name != "unknown"}
        words = {str(number): name for number, name in enumerate(choices, start=1)}
        words |= {word: name for name, choice in choices.items() for word in (name, choice["label"], *choice["words"])}
        folded: dict[str, str] = {word.casefold(): name for word, name in words.items()}
        typed = text.casefold().rstrip(".")
        if typed not in folded:
            near = nearest(typed, folded) if len(typed) > 2 else None
            raise ValueError(f"`{text}` is none of the choices" + (f"; did you mean `{near}`?" if near else ""))
        return folded[typed]

    return read


def _says_choice(key: str) -> Callable[[str], str]:
    return lambda name: str(priors()[key][name]["label"])


def _offered(key: str) -> str:
    """Return the choices of a question, numbered."""
    names = [name for name in priors()[key] if name != "unknown"]
    return "; ".join(f"{number} {priors()[key][name]['label']}" for number, name in enumerate(names, start=1))


_SECONDS = {"ms": 1e-3, "millisecond": 1e-3, "s": 1.0, "sec": 1.0, "second": 1.0, "minute": 60.0, "min": 60.0}
_SECONDS |= {"h": 3600.0, "hour": 3600.0, "day": 86_400.0}


def _latency(text: str, before: Mapping[str, Answer]) -> float:
    plain = re.sub(r"^(under|below|less than|within|at most|up to|max(imum)?|<=?)\s*", "", text.lower())
    plain = re.sub(r"^(an?|one)\b", "1", {"overnight": "8 hours", "batch": "1 hour"}.get(plain, plain))
    waits, rest = span(plain)
    unit = rest if rest in _SECONDS else rest.removesuffix("s")
    if unit not in _SECONDS:
        raise _not_understood(rest) if rest else ValueError("the unit is missing: ms, s, minutes or hours")
    return waits.times(_SECONDS[unit]).within(1e-3, 1e7, "seconds").high


def _says_latency(seconds: float) -> str:
    return f"first words within {grouped(1000 * seconds)} ms" if seconds < 1 else f"within {grouped(seconds)} s"


def _growth(text: str, before: Mapping[str, Answer]) -> Span:
    plain = text.lower()
    if re.fullmatch(r"flat|none|no( growth)?|0|steady|stable", plain):
        return Span(0.0, 0.0)
    plain = re.sub(r"^(doubles|doubling|double)\b", "2x", plain)
    rate, rest = span(plain)
    factor = rest.startswith(("x", "-fold", "fold", "times"))
    if not factor and "%" not in plain:
        raise ValueError("growth is a percentage or a multiple")
    rest = re.sub(r"^(x|-?fold|times)|^%|^growth|^(up|more)\b", "", rest).strip()
    found = _TIME.fullmatch(rest)
    if found is None:
        raise _not_understood(rest) if rest else ValueError("the period is missing: a month or a year")
    count = {"two": 2, "three": 3}.get(found[2] or "") or int(found[2] or 1)
    months = count * (12 if "year" in (found[3], found[4]) else 1)
    whole = rate if factor else Span(1 + rate.low / 100, 1 + rate.high / 100)
    if whole.low <= 0 or months == 0:
        raise ValueError("that would leave no requests at all")
    month = Span(whole.low ** (1 / months) - 1, whole.high ** (1 / months) - 1)
    month.times(100).within(-30, 50, "percent a month")
    return month


def _says_growth(month: Span) -> str:
    return f"{month.times(100)} % a month"


def _horizon(text: str, before: Mapping[str, Answer]) -> int:
    time, rest = span(re.sub(r"^(an?|one)\b", "1", re.sub(r"^two\b", "2", re.sub(r"^three\b", "3", text.lower()))))
    if not re.fullmatch(r"|months?|mo|years?|yrs?|y", rest):
        raise _not_understood(rest)
    months = time.times(12 if rest.startswith("y") else 1)
    if not months.single or not months.low.is_integer() or not 6 <= months.low <= 120:
        raise ValueError("the horizon is one whole number of months, from 6 to 120")
    return int(months.low)


def _currency(text: str, before: Mapping[str, Answer]) -> str:
    code = _SIGNS.get(text, text.upper())
    code = {"DOLLAR": "USD", "DOLLARS": "USD", "EURO": "EUR", "EUROS": "EUR", "POUNDS": "GBP"}.get(code, code)
    if code not in priors()["currency"]:
        raise ValueError(f"`{text}` is none of the currencies with a rate here: {accepted(priors()['currency'])}")
    return code


def _budget(text: str, before: Mapping[str, Answer]) -> float:
    currency = before.get("currency")  # none where that answer of a file is a mistake
    plain = re.sub(rf"^({'|'.join(map(re.escape, _SIGNS))}|[A-Za-z]{{3}}\b)\s*", "", text)
    given = text[: len(text) - len(plain)].strip()
    amount, rest = span(plain)
    if found := re.match(rf"({'|'.join(map(re.escape, _SIGNS))}|[a-z]{{3}}\b)(?!\w)", rest):
        given, rest = found[1], rest[found.end() :]
    code = (currency.value or "USD") if currency else None
    if given and code and _SIGNS.get(given, given.upper()) != code:
        raise ValueError(f"the currency of this file is {code}, not `{given}`")
    months = {"month": 1, "year": 12}.get(_period(rest) if rest.strip() else "month")
    if months is None:
        raise _not_understood(rest)
    if not amount.single:
        raise ValueError("the budget is one amount, so that a report can say how likely it is to be kept")
    return amount.times(1 / months).within(1, 1e12, "a budget").low


#: In the order in which they are asked: the budget is read in the currency answered before it.
QUESTIONS: Final = (
    Question(
        "volume",
        "How many requests will there be when it starts?",
        "tokens and servers are both paid by volume: it usually moves the answer most",
        "a number or a range: a day, or an hour, a working day, a week, a month, a year",
        "`20k requests a day`, `500-2000`, `1.5M a month`",
        _volume,
    ),
    Question(
        "tokens",
        "How long is one request, and how long is its answer?",
        # 100 tokens for 75 words is OpenAI's rule of thumb for English.
        "an API bills both, the answer at several times the price; 100 tokens are some 75 words",
        "tokens in and tokens out, each a number or a range",
        "`2000 in, 500 out`, `5k-15k in, 400-1200 out`",
        _tokens,
    ),
    Question(
        "model",
        "Which size of model is good enough?",
        "the price of a token differs more than tenfold, the GPUs from one to eight",
        _offered("model"),
        "`70B`",
        _choice("model"),
        _says_choice("model"),
    ),
    Question(
        "privacy",
        "What may happen to your documents?",
        "what may not leave rules out every provider, at any price (gate 1, handbook \u00a733.6)",
        _offered("privacy"),
        "`2`, or `under a BAA`",
        _choice("privacy"),
        _says_choice("privacy"),
    ),
    Question(
        "latency",
        "How soon must the first words of an answer appear?",
        "under 100 ms own servers may win (gate 3); what can wait an hour is half the price",
        "a time with its unit: ms, s, minutes or hours; or `overnight`",
        "`2 s`, `80 ms`, `overnight`",
        _latency,
        _says_latency,
    ),
    Question(
        "people",
        "Do you have engineers who can run models in production?",
        "people often cost more than GPUs, and a hire takes 3 to 6 months (handbook \u00a733.6)",
        _offered("people"),
        "`1`, or `we have them`",
        _choice("people"),
        _says_choice("people"),
    ),
    Question(
        "growth",
        "How fast will the requests grow?",
        "an API is paid by the request, servers in steps: growth decides whether they fill up",
        "a percentage or a multiple, a month or a year; or `flat`",
        "`3% a month`, `10-50% a year`, `10x in 2 years`",
        _growth,
        _says_growth,
    ),
    Question(
        "horizon",
        "How far ahead must the decision hold?",
        "set-up and hiring must pay off within this time",
        "one number of months or years",
        "`24 months`, `2 years`",
        _horizon,
        lambda months: f"{months} months",
    ),
    Question(
        "currency",
        "In which currency is your budget?",
        "tokens and GPUs are priced in USD: elsewhere the exchange rate is one more risk",
        ", ".join(priors()["currency"]),
        "`EUR`",
        _currency,
    ),
    Question(
        "budget",
        "How much may it cost a month?",
        "the report says in how many of a hundred futures this budget is kept",
        "one amount, a month unless you say a year",
        "`7000`, `120k a year`",
        _budget,
        lambda amount: f"{grouped(amount)} a month",
    ),
)
