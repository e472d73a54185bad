"""A law as a scenario asks for it, by table or by call: its draw, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from .expressions import Draw, Number
from .spelling import accepted, did_you_mean, nearest

__all__ = ["LawRefused", "Parameters", "check_law_name", "known_laws", "later_laws", "make_draw"]

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


class LawRefused(ValueError):
    """A law that cannot be made. `parameter` names the key to blame, `help` what to write."""

    def __init__(self, message: str, help: str = "", parameter: str | None = None) -> None:
        """Take the words and the key to blame."""
        super().__init__(message)
        self.help = help
        self.parameter = parameter


@dataclass(slots=True)
class Parameters:
    """What stands beside a law's name: its parameters with the conditions `min` and `max`, and `each`."""

    values: dict[str, float | tuple[float, ...]] = field(default_factory=dict)
    monthly: bool = False


def known_laws() -> list[str]:
    """Return the names of the laws that can be used, `to` among them."""
    from ..distributions import LAWS

    return list(LAWS)


def later_laws() -> tuple[str, ...]:
    """Return the names of the laws of the language that are refused as "not yet"."""
    from ..distributions.registry import NOT_YET

    return NOT_YET


def check_law_name(name: str) -> None:
    """Refuse the name of a law that there is not, or not yet.

    Raises
    ------
    LawRefused
        With the nearest name and the list.
    """
    known, later = known_laws(), later_laws()
    if name in known:
        return
    if name in later or name.startswith("scipy:"):
        raise LawRefused(f"the law `{name}` is not supported yet", f"supported: {accepted(known)}", "dist")
    other = _OTHER_NAMES.get(name.lower())
    near = other or nearest(name, (*known, *later))
    help = f"did you mean `{near}`? laws: {accepted(known)}" if near in known else did_you_mean(name, known, "laws")
    raise LawRefused(
        f"unknown law `{name}`", help + (f" (`{near}` is not supported yet)" if near in later else ""), "dist"
    )


def make_draw(name: str, parameters: Parameters, address: str) -> Draw | Number:
    """Return the draw of a law at an address, a plain number where the law is a constant.

    Raises
    ------
    LawRefused
        Where the law's own rules are broken.
    """
    from ..distributions import Conditioned, Constant, LawError, make_law

    try:
        law = make_law(name, dict(parameters.values))
    except LawError as error:
        raise LawRefused(str(error), "", error.parameter) from None
    inner = law.law if isinstance(law, Conditioned) else law
    return Number(inner.value) if isinstance(inner, Constant) else Draw(address, law, parameters.monthly)
