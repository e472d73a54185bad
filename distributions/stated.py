"""What may be given in place of a law's own parameters: two percentiles, mean and sd, and the like.

A law offers a form by a class method. It takes the named figures first, then the percentiles, lowest first; its
keyword-only arguments may be given beside them. A parameter of the law is accepted where its constructor has it.
"""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .errors import LawError, check_number, nearest, shown, word
from .law import Law
from .percentiles import IS_PERCENTILE, PERCENTILES, Percentile

__all__ = ["FORMS", "Form", "stated_law"]

_LIKE_A_PERCENTILE = re.compile(r"[pP][0-9][0-9._]*")
_WINDOW = ("min", "max")

Maker = Callable[..., Law]


@dataclass(frozen=True)
class Form:
    """A form in which a law may be stated.

    Attributes
    ----------
    method : str
        The class method of the laws that offer it.
    names : tuple of str
        The figures that it takes by name.
    percentiles : int
        How many percentiles it takes.
    words : str
    """

    method: str
    names: tuple[str, ...]
    percentiles: int
    words: str


_TWO = Form("from_percentiles", (), 2, "two percentiles")
_WITH_MODE = Form("from_mode", ("mode",), 2, "mode and two percentiles")
_WITH_MEAN = Form("from_mean_percentile", ("mean",), 1, "mean and one percentile")
_MOMENTS = Form("from_mean_sd", ("mean", "sd"), 0, "mean and sd")
FORMS = (_TWO, _WITH_MODE, _MOMENTS, _WITH_MEAN)


def stated_law(laws: Mapping[str, Maker], name: str, given: dict[str, object]) -> Law:
    """Return the law of a name that has these parameters, or what replaces them.

    Raises
    ------
    LawError
        If they do not fit together, or no law of the name has them.
    """
    maker = laws[name]
    own = _parameters(maker)
    stated = [key for key in given if IS_PERCENTILE.fullmatch(key)]
    form = _form(maker, given, stated)
    if form is not None:
        used = [*stated, *(key for key in form.names if key in given)]
        method = getattr(maker, form.method)
        beside = _beside(laws, name, given, used, form.words, method)
        missing = [key for key in form.names if key not in given]
        if missing:
            raise LawError(f"{name} needs {form.words} together; {missing[0]} is missing", used[0])
        figures = [check_number(given[key], name, key) for key in form.names]
        law: Law = method(*figures, *_percentiles(name, given, stated, form.percentiles), **beside)
        return law
    for key in given:
        if key not in own and not (key in stated and _any_percentiles(maker)):
            raise _unknown(laws, name, key)
    absent = [key for key, default in own.items() if default is inspect.Parameter.empty and key not in given]
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        raise LawError(f"{name} takes {_takes(maker)}; {' and '.join(absent)} {verb} missing")
    return maker(**given)


def _form(maker: Maker, given: Mapping[str, object], stated: Sequence[str]) -> Form | None:
    """Return the form that is meant; None where it is the law's own parameters."""
    if stated:
        with_mean = len(stated) == 1 and "mean" in given
        candidates: tuple[Form, ...] = (_WITH_MEAN, _TWO, _WITH_MODE) if with_mean else (_TWO, _WITH_MODE)
    else:
        own = _parameters(maker)
        candidates = (_MOMENTS,) if any(key in given and key not in own for key in _MOMENTS.names) else ()
    return next((form for form in candidates if hasattr(maker, form.method)), None)


def _percentiles(name: str, given: Mapping[str, object], stated: Sequence[str], count: int) -> list[Percentile]:
    if len(stated) != count:
        many = "; metalog takes any number of them" if len(stated) > count else ""
        raise LawError(f"{name} needs exactly two percentiles, got {' and '.join(stated)}{many}", stated[-1])
    found = sorted(Percentile.of(key, check_number(given[key], name, key)) for key in stated)
    for first, second in itertools.pairwise(found):
        if not first.value < second.value:
            values = f"{first.key}={first.value}, {second.key}={second.value}"
            raise LawError(f"{name} needs {second.key} above {first.key}, got {values}", second.key)
    return found


def _beside(
    laws: Mapping[str, Maker],
    name: str,
    given: Mapping[str, object],
    used: Sequence[str],
    what: str,
    method: Callable[..., Law],
) -> dict[str, object]:
    """Return what may be given beside the figures of a form, and refuse the rest."""
    signature = inspect.signature(method).parameters.values()
    allowed = {item.name for item in signature if item.kind is inspect.Parameter.KEYWORD_ONLY}
    extra = {key: value for key, value in given.items() if key not in used}
    for key in extra:
        if key in allowed:
            continue
        own = _parameters(laws[name])
        if key in own or key in _MOMENTS.names or IS_PERCENTILE.fullmatch(key):
            instead = ", ".join(other for other in own if other not in allowed)
            if key not in own and not hasattr(laws[name], _WITH_MEAN.method):
                raise LawError(f"{name} takes {instead} or {what}, and no {key}", key)
            raise LawError(f"{name} takes {instead} or {what}, not both, got {', '.join(used)} and {key}", key)
        raise _unknown(laws, name, key)
    return extra


def _unknown(laws: Mapping[str, Maker], name: str, key: str) -> LawError:
    maker = laws[name]
    if _LIKE_A_PERCENTILE.fullmatch(key):
        meant = key.lower().replace(".", "_")
        near = f"; did you mean {meant}?" if meant != key and IS_PERCENTILE.fullmatch(meant) else ""
        if offered := [form.words for form in FORMS if form.percentiles and hasattr(maker, form.method)]:
            return LawError(f"{name} takes {offered[0]} out of {PERCENTILES}, got {key}{near}", key)
        if _any_percentiles(maker):
            return LawError(f"{name} takes percentiles out of {PERCENTILES}, got {key}{near}", key)
        able = ", ".join(
            law
            for law, other in laws.items()
            if any(form.percentiles and hasattr(other, form.method) for form in FORMS)
        )
        return LawError(f"{name} takes {_takes(maker)}, no percentiles, got {key}; laws that take them: {able}", key)
    near = nearest(key, (*_parameters(maker), *_WINDOW))
    return LawError(f"{name} has no parameter {word(key)}{near}; it takes {_takes(maker)}", key)


def _takes(maker: Maker) -> str:
    """Return what a law takes, in words."""
    words = ["two or more percentiles such as p5, p50 and p90"] if _any_percentiles(maker) else []
    for key, default in _parameters(maker).items():
        note = " (optional)" if default is None else f" (default {shown(default)})"
        words.append(key + ("" if default is inspect.Parameter.empty else note))
    examples = {0: "", 1: " such as p95", 2: " such as p10 and p90"}
    also = [form.words + examples[form.percentiles] for form in FORMS if hasattr(maker, form.method)]
    return " or ".join([", ".join(words), *also]) + ", and min and max"


@lru_cache
def _parameters(maker: Maker) -> dict[str, object]:
    """Return the constructor's parameters in order, with their defaults (or `inspect.Parameter.empty`)."""
    signature = inspect.signature(maker).parameters.values()
    return {item.name: item.default for item in signature if item.kind is not item.VAR_KEYWORD}


@lru_cache
def _any_percentiles(maker: Maker) -> bool:
    """Return whether a law takes any number of percentiles."""
    return any(item.kind is item.VAR_KEYWORD for item in inspect.signature(maker).parameters.values())
