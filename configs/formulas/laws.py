"""A law as a scenario asks for it, by table or by call: its draw, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..text.refused import Refused
from ..text.spelling import accepted, did_you_mean, nearest
from .expressions import Call, Draw, Expression, Number, Variable, walk

if TYPE_CHECKING:
    from ...distributions import Law

__all__ = [
    "BY_FORMULA",
    "LISTS_OF_LAWS",
    "Parameter",
    "Parameters",
    "by_formula",
    "check_each",
    "check_law_name",
    "known_laws",
    "make_draw",
    "part_of",
    "probability_of",
]

#: Parameters that are lists of laws and numbers.
LISTS_OF_LAWS = {("mixture", "parts")}

#: Parameters that may be a formula.
BY_FORMULA = {("bernoulli", "p"), ("binomial", "n"), ("binomial", "p")}

_OTHER_NAMES = {
    "gaussian": "normal",
    "const": "constant",
    "fixed": "constant",
    "choice": "discrete",
    "categorical": "discrete",
    "expon": "exponential",
    "betapert": "pert",
    "coin": "bernoulli",
    "range": "uniform",
    "interval": "to",
}


#: What a parameter may be: a number, a list of numbers, or the parts of a mixture.
Parameter: TypeAlias = "float | Sequence[float | Law]"


@dataclass(slots=True)
class Parameters:
    """What is written beside a law's name: its parameters, the conditions `min` and `max`, and `each`."""

    values: dict[str, Parameter] = field(default_factory=dict)
    monthly: bool = False


def known_laws() -> list[str]:
    """Return the names of the laws that can be used, `to` among them."""
    from ...distributions import LAWS

    return list(LAWS)


def check_law_name(name: str) -> None:
    """Refuse the name of an unknown law.

    Raises
    ------
    Refused
        With the nearest name and the list.
    """
    from ...distributions import LawError, check_law

    known = known_laws()
    if name in known:
        return
    if name.startswith("scipy:"):
        try:
            check_law(name)
        except LawError as error:
            raise Refused(str(error), key="dist") from None
        return
    other = _OTHER_NAMES.get(name.lower())
    help = f"did you mean `{other}`? laws: {accepted(known)}" if other else did_you_mean(name, known, "laws")
    raise Refused(f"unknown law `{name}`", f"{help}, `scipy:NAME`", key="dist")


def check_each(law: str, key: str) -> None:
    """Refuse a misspelt `each` beside the parameters of a law.

    Raises
    ------
    Refused
    """
    from ...distributions import positional

    if ":" not in law and nearest(key, (*positional(law), "min", "max", "each")) == "each":
        raise Refused(f"{law} has no parameter `{key}`", 'did you mean `each`? each = "month" draws every month')


def part_of(expression: Expression) -> float | Law:
    """Return what a part of a mixture is: a number or a law, from which every draw of the mixture draws.

    Raises
    ------
    Refused
        If it is a formula over names or draws, or has an `each` of its own.
    """
    if isinstance(expression, Number):
        return expression.value
    if not isinstance(expression, Draw):
        raise Refused("a part of a mixture is a law or a number", "keep what has a name outside the mixture")
    if expression.monthly:
        raise Refused("`each` is not allowed in a part of a mixture", "write it beside `parts` and `weights`")
    return expression.law


def by_formula(law: str, formulas: Mapping[str, Expression], beside: Parameters, address: str) -> Expression:
    """Return what stands for a law with formulas among its parameters.

    A `bernoulli` is 1 in the highest p of the range of a uniform draw. A `binomial` is a sum of these over n terms, and
    therefore drawn every month.

    Parameters
    ----------
    law : str
    formulas : mapping of str to Expression
        By parameter; those that are numbers are in `beside`.
    beside : Parameters
    address : str

    Raises
    ------
    Refused
        If more is written beside them than they take.
    """
    from ...distributions import Uniform

    numbers = {key: Number(value) for key, value in beside.values.items() if isinstance(value, float | int)}
    given = {**numbers, **formulas}
    needed = [key for known, key in sorted(BY_FORMULA) if known == law]
    for key in beside.values:
        if key not in needed:
            raise Refused(f"{law} takes no `{key}` beside a formula", "write the condition into the formula", key=key)
    for key in needed:
        if key not in given:
            raise Refused(f"{law}: parameter `{key}` is missing", f"write {law}({', '.join(needed)})")
    if law == "binomial" and not beside.monthly:
        help = """write 'binomial(n, p, each="month")', in single quotes; for one draw a future n and p are numbers"""
        raise Refused("a binomial by formula is drawn every month", help)
    if law == "binomial" and any(isinstance(part, Draw) for part in walk(given["p"])):
        raise Refused("a law inside the p of a binomial", "make it an input and write its name: p is then drawn once")
    draw = Draw(address, Uniform(0.0, 1.0), beside.monthly and law == "bernoulli")
    hit = Call("gt", (draw, Call("sub", (Number(1.0), given["p"]))))
    return hit if law == "bernoulli" else Call("sum_of", (given["n"], hit))


def probability_of(call: Call) -> Expression | None:
    """Return the probability of a bernoulli by formula; None of any other call."""
    from ...distributions import Uniform

    match call:
        case Call("gt", (Draw(law=Uniform(0.0, 1.0)) | Variable(law=Uniform(0.0, 1.0)), Call("sub", (Number(1.0), p)))):
            return p
    return None


def make_draw(name: str, parameters: Parameters, address: str) -> Draw | Number:
    """Return the draw of a law at an address, a plain number where the law is a constant.

    Raises
    ------
    Refused
        If the law's own rules are broken.
    """
    from ...distributions import Conditioned, Constant, LawError, make_law

    try:
        law = make_law(name, dict(parameters.values))
    except LawError as error:
        raise Refused(str(error), key=error.parameter) from None
    inner = law.law if isinstance(law, Conditioned) else law
    return Number(inner.value) if isinstance(inner, Constant) else Draw(address, law, parameters.monthly)
