"""Reads the answer to each question, and says in words what was understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..listed.prices import table
from ..text.spelling import accepted, nearest
from .amounts import Span, grouped, span
from .priors import priors

__all__ = [
    "ListedModel",
    "Reader",
    "Requests",
    "Tokens",
    "read_budget",
    "read_choice",
    "read_currency",
    "read_growth",
    "read_horizon",
    "read_latency",
    "read_model",
    "read_tokens",
    "read_volume",
    "say_choice",
    "say_growth",
    "say_latency",
    "say_model",
]

#: From what was typed and the values of the answers so far to a value; raises ValueError.
Reader = Callable[[str, Mapping[str, Any]], Any]

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


#: Where documents have to stay: most providers answer in several regions.
_REGION = re.compile(r"\b(eu|europe|eea|uk|us|usa|country|region|continent|germany|france|switzerland|canada|india)\b")
_IN_REGION = (
    "an API there may be allowed. Answer `under a contract` if it is, and `may not leave` if no provider may see them; "
    "docs/requirements.md has a question for the region"
)


def _not_understood(words: str) -> ValueError:
    return ValueError(f"`{words}` is not understood")


def read_volume(text: str, known: Mapping[str, Any]) -> Requests:
    """Return the requests of `20k a day`, `500-2000` or `1.5M a month`."""
    asked, rest = span(text)
    if "token" in rest:
        raise ValueError("tokens are the next question: here the number of requests is needed")
    period = _period(re.sub(r"^(requests?|calls?|queries|questions|messages|prompts|chats|documents)\b", "", rest))
    if period not in _PERIODS:
        raise _not_understood(rest)
    a_day = asked.times(_PERIODS[period]).within(0.1, 1e9, "the number of requests a day")
    return Requests(a_day, office=period == "working day")


def _period(words: str) -> str:
    """Return the period of `a day`, `/day`, `per working day`, `monthly`; `day` where there is none."""
    plain = re.sub(r"^\s*(/|a\b|an\b|per\b|each\b|every\b|p\.)?\s*", "", words.strip()).rstrip(".")
    if plain in ("rps", "qps"):
        return "second"
    plain = {"daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year"}.get(plain, plain)
    return re.sub(r"^(work ?|business |week)day$", "working day", plain) or "day"


def read_tokens(text: str, known: Mapping[str, Any]) -> Tokens:
    """Return the tokens of `2000 in, 500 out` or `2k/500`, in either order."""
    halves = re.split(r"\s*(?:[;/+]|,(?!\d{3}(?!\d))|\band\b(?=[^,;/+]*\b(?:out|in)))\s*", text.lower(), maxsplit=1)
    if len(halves) != 2:
        raise ValueError("two numbers are needed: tokens in and tokens out")
    sides = [span(half) for half in halves]
    if not (_INWARD.fullmatch(sides[0][1]) and _OUTWARD.fullmatch(sides[1][1])):
        sides.reverse()
        for (_, rest), side in zip(sides, (_INWARD, _OUTWARD), strict=True):
            if not side.fullmatch(rest):
                raise _not_understood(rest)
    read, written = (found.within(1, 10_000_000, "the number of tokens") for found, _ in sides)
    return Tokens(read, written)


def read_choice(key: str) -> Reader:
    """Return how one of the choices of `priors.toml` is read: by number, by name, by other words for it."""

    def read(text: str, known: Mapping[str, Any]) -> str:
        choices = {name: choice for name, choice in priors()[key].items() if name != "unknown"}
        words = {str(number): name for number, name in enumerate(choices, start=1)}
        words |= {word: name for name, choice in choices.items() for word in (name, choice["label"], *choice["words"])}
        folded: dict[str, str] = {word.casefold(): name for word, name in words.items()}
        typed = text.casefold().rstrip(".")
        if typed not in folded:
            if key == "privacy" and _REGION.search(typed):
                raise ValueError(f"`{text}` names a region: {_IN_REGION}")
            near = nearest(typed, folded) if len(typed) > 2 else None
            raise ValueError(f"`{text}` is not one of the choices" + (f"; did you mean `{near}`?" if near else ""))
        return folded[typed]

    return read


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model with a list price, and the size of open weights that is compared with it."""

    name: str
    size: str

    def __str__(self) -> str:
        """Return what was understood."""
        return f"{self.name} at its list price; open weights: {priors()['model'][self.size]['label']}"


def read_model(text: str, known: Mapping[str, Any]) -> ListedModel | str:
    """Return a model that `list_price` knows, or else one of the sizes."""
    prices = table("list_price")
    name = next((name for name in prices if name.casefold() == text.casefold()), None)
    kinds = {} if name is None else prices[name]
    if name is None or not {"input", "output"} <= kinds.keys():
        size: str = read_choice("model")(text, known)
        return size
    price = kinds["input"].value
    words = re.split(r"[^a-z0-9]+", name.casefold())  # whole words: `mini` is not in `gemini`
    small = not set(words).isdisjoint(priors()["model"]["small"]["words"])
    return ListedModel(name, "small" if small else "large" if price <= _MOST_OF_LARGE else "frontier")


def say_model(model: ListedModel | str) -> str:
    """Return what was understood."""
    return str(model) if isinstance(model, ListedModel) else say_choice("model")(model)


def say_choice(key: str) -> Callable[[str], str]:
    """Return how a choice is said: by its label."""
    return lambda name: str(priors()[key][name]["label"])


#: USD per million input tokens: the dearest of the models that open weights of 70B are compared with.
_MOST_OF_LARGE = 3.0

_SECONDS = {"ms": 1e-3, "millisecond": 1e-3, "s": 1.0, "sec": 1.0, "second": 1.0, "minute": 60.0, "min": 60.0}
_SECONDS |= {"h": 3600.0, "hour": 3600.0, "day": 86_400.0}


def read_latency(text: str, known: Mapping[str, Any]) -> float:
    """Return the seconds of `80 ms`, `2 s` or `overnight`; of a range, the longest."""
    plain = re.sub(r"^(under|below|less than|within|at most|up to|max(imum)?|<=?)\s*", "", text.lower())
    plain = re.sub(r"^(an?|one)\b", "1", {"overnight": "8 hours", "batch": "1 hour"}.get(plain, plain))
    waits, rest = span(plain)
    unit = rest if rest in _SECONDS else rest.removesuffix("s")
    if unit not in _SECONDS:
        raise _not_understood(rest) if rest else ValueError("the unit is missing: ms, s, minutes or hours")
    return waits.times(_SECONDS[unit]).within(1e-3, 1e7, "the time in seconds").high


def say_latency(seconds: float) -> str:
    """Return what was understood."""
    return f"first words within {grouped(1000 * seconds)} ms" if seconds < 1 else f"within {grouped(seconds)} s"


def read_growth(text: str, known: Mapping[str, Any]) -> Span:
    """Return the growth a month of `3% a month`, `10x in 2 years` or `flat`, as a fraction."""
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
    month.times(100).within(-30, 50, "the growth in percent a month")
    return month


def say_growth(month: Span) -> str:
    """Return what was understood."""
    return f"{month.times(100)} % a month"


def read_horizon(text: str, known: Mapping[str, Any]) -> int:
    """Return the months of `24 months` or `2 years`."""
    time, rest = span(re.sub(r"^(an?|one)\b", "1", re.sub(r"^two\b", "2", re.sub(r"^three\b", "3", text.lower()))))
    if not re.fullmatch(r"|months?|mo|years?|yrs?|y", rest):
        raise _not_understood(rest)
    months = time.times(12 if rest.startswith("y") else 1)
    if not months.single or not months.low.is_integer() or not 6 <= months.low <= 120:
        raise ValueError("the horizon is one whole number of months, from 6 to 120")
    return int(months.low)


def read_currency(text: str, known: Mapping[str, Any]) -> str:
    """Return the code of a currency, given as code, sign or word."""
    code = _SIGNS.get(text, text.upper())
    code = {"DOLLAR": "USD", "DOLLARS": "USD", "EURO": "EUR", "EUROS": "EUR", "POUNDS": "GBP"}.get(code, code)
    if code not in priors()["currency"]:
        raise ValueError(f"`{text}` is not one of the currencies with a rate here: {accepted(priors()['currency'])}")
    return code


def read_budget(text: str, known: Mapping[str, Any]) -> float:
    """Return the amount a month of `7000` or `120k a year`; a currency must be that of the file."""
    plain = re.sub(rf"^({'|'.join(map(re.escape, _SIGNS))}|[A-Za-z]{{3}}\b)\s*", "", text)
    given = text[: len(text) - len(plain)].strip()
    amount, rest = span(plain)
    if found := re.match(rf"({'|'.join(map(re.escape, _SIGNS))}|[a-z]{{3}}\b)(?!\w)", rest):
        given, rest = found[1], rest[found.end() :]
    code = (known["currency"] or "USD") if "currency" in known else None  # missing: that answer of a file is a mistake
    if given and code and _SIGNS.get(given, given.upper()) != code:
        raise ValueError(f"the currency of this file is {code}, not `{given}`")
    months = {"month": 1, "year": 12}.get(_period(rest) if rest.strip() else "month")
    if months is None:
        raise _not_understood(rest)
    if not amount.single:
        raise ValueError("the budget is one amount, so that a report can say how likely it is to be kept")
    return amount.times(1 / months).within(1, 1e12, "the monthly budget").low
