"""`expected(f, name = law)`: what can be integrated while a file is read, and what is left for the run.

The mean is linear: what does not depend on the variables is taken out of the integral. `price * tokens` over the
tokens is the price times their mean. So only what ties a variable to something else, as `max(tokens - quota, 0)` does,
is left as a call of `expected`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from ..text.refused import Refused
from .evaluation import evaluate
from .expressions import Call, Draw, Expression, Name, Number, Variable, substitute, walk
from .laws import probability_of

if TYPE_CHECKING:
    from .evaluation import Values

__all__ = ["MOST_VARIABLES", "Moments", "expected", "moments", "variables_of"]

#: Names in one `expected` or `sum_of`, at most: the work grows with each.
MOST_VARIABLES = 3

#: Terms of a sum into which a formula is taken apart, at most.
_MOST_TERMS = 64

_ONE = Number(1.0)


@dataclass(frozen=True, slots=True)
class _Term:
    """A product: what has no variable in it, and what has."""

    outer: Expression
    inner: Expression


def variables_of(expression: Expression) -> list[Variable]:
    """Return the variables in an expression that no `expected` in it has integrated over, each once."""
    if isinstance(expression, Variable):
        return [expression]
    if not isinstance(expression, Call) or expression.function == "expected":
        return []
    return list(dict.fromkeys(part for argument in expression.arguments for part in variables_of(argument)))


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean, variance and third central moment of a formula over its variables."""

    mean: Expression
    variance: Expression
    third: Expression


@lru_cache(maxsize=128)
def moments(f: Expression) -> Moments:
    """Return the moments of f; each product is centred before it is squared, so that no digits are lost.

    Raises
    ------
    Refused
        If one of them does not exist, or takes too long.
    """
    terms = [_Term(_ONE, f)] if _alone(f) else [term for term in _terms(f) if variables_of(term.inner)]
    means = [_mean_of(term.inner) for term in terms]
    centred = [_times(term.outer, Call("sub", (term.inner, mean))) for term, mean in zip(terms, means, strict=True)]
    g = reduce(lambda a, b: Call("add", (a, b)), centred)
    square = Call("mul", (g, g))
    return Moments(expected(f), expected(square), expected(Call("mul", (g, square))))


def _by_hit(f: Expression) -> Expression:
    """Return f with its mean over each bernoulli by formula in it: p times f at 1, and 1 - p times f at 0.

    A uniform law that f has for something else too is left alone.
    """
    for part in walk(f):
        p = probability_of(part) if isinstance(part, Call) else None
        if p is None or not isinstance(part, Call) or not isinstance(part.arguments[0], Variable):
            continue
        hit, miss = (substitute(f, {part: Number(value)}) for value in (1.0, 0.0))
        if any(part.arguments[0] in walk(rest) for rest in (p, hit)):
            continue
        p = Call("clip", (p, Number(0.0), _ONE))
        return Call("add", (_times(p, _by_hit(hit)), _times(Call("sub", (_ONE, p)), _by_hit(miss))))
    return f


def expected(f: Expression) -> Expression:
    """Return the mean of f over its variables; a plain number where nothing else is in it.

    Raises
    ------
    Refused
        If the integral does not exist, or takes too long.
    """
    f = _by_hit(f)
    if not variables_of(f):
        return f
    if _alone(f):
        return Number(integral(f))
    terms = _terms(f)
    if len(terms) > _MOST_TERMS:
        terms = [_Term(_ONE, f)]
    parts = [_times(term.outer, _mean_of(term.inner)) for term in terms]
    total = parts[0]
    for part in parts[1:]:
        total = Call("add", (total, part))
    return total


@lru_cache(maxsize=512)
def integral(f: Expression) -> float:
    """Return the mean of an expression over its variables, of which alone it is made.

    Raises
    ------
    Refused
        If it does not exist, or takes too long.
    """
    from ...distributions import LawError, expected_value

    variables = variables_of(f)

    def values(*x: Values) -> Values:
        known = dict(zip(variables, x, strict=True))
        return evaluate(f, lambda part: known.get(part) if isinstance(part, Variable) else None)

    try:
        return expected_value(values, [variable.law for variable in variables])
    except LawError as error:
        raise Refused(f"this cannot be integrated over {_named(variables)}: {error}") from None


def _named(variables: list[Variable]) -> str:
    return ", ".join(f"`{variable.name}`" for variable in variables)


def _alone(f: Expression) -> bool:
    """Return whether an expression is made of variables and numbers alone."""
    return not any(isinstance(part, Name | Draw) for part in walk(f))


def _mean_of(inner: Expression) -> Expression:
    if (known := _by_hit(inner)) is not inner:
        return expected(known)
    if not variables_of(inner):
        return inner
    return Number(integral(inner)) if _alone(inner) else Call("expected", (inner,))


def _terms(f: Expression) -> list[_Term]:
    """Split an expression into a sum of products, as far as that sets apart what has no variable in it."""
    if not variables_of(f):
        return [_Term(f, _ONE)]
    whole = [_Term(_ONE, f)]
    if _alone(f):
        return whole
    match f:
        case Call("add", (a, b)):
            found = [*_terms(a), *_terms(b)]
        case Call("sub", (a, b)):
            found = [*_terms(a), *(_Term(Call("neg", (term.outer,)), term.inner) for term in _terms(b))]
        case Call("neg", (a,)):
            found = [_Term(Call("neg", (term.outer,)), term.inner) for term in _terms(a)]
        case Call("mul", (a, b)):
            left, right = _terms(a), _terms(b)
            if len(left) * len(right) > _MOST_TERMS:
                return whole
            found = [_Term(_times(x.outer, y.outer), _times(x.inner, y.inner)) for x in left for y in right]
        case Call("div", (a, b)) if not variables_of(b):
            found = [_Term(Call("div", (term.outer, b)), term.inner) for term in _terms(a)]
        case Call("div", (a, b)) if _alone(b):
            found = [_Term(term.outer, Call("div", (term.inner, b))) for term in _terms(a)]
        case Call("if", (condition, yes, no)) if not variables_of(condition):
            zero, yeses, noes = Number(0.0), _terms(yes), _terms(no)
            found = [_Term(Call("if", (condition, term.outer, zero)), term.inner) for term in yeses]
            found += [_Term(Call("if", (condition, zero, term.outer)), term.inner) for term in noes]
        case Call("if", (condition, yes, no)) if _alone(condition):
            zero, yeses, noes = Number(0.0), _terms(yes), _terms(no)
            found = [_Term(term.outer, Call("if", (condition, term.inner, zero))) for term in yeses]
            found += [_Term(term.outer, Call("if", (condition, zero, term.inner))) for term in noes]
        case _:
            return whole
    return found if len(found) <= _MOST_TERMS else whole


def _times(a: Expression, b: Expression) -> Expression:
    if a == _ONE:
        return b
    return a if b == _ONE else Call("mul", (a, b))
