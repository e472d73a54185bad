"""The laws by their names in a scenario, and their parameters.

`LAWS` is the list of what exists and the check of what is asked for at once: a parameter is accepted where the
law's constructor has it, so a law says everything about itself in its own file. To add a law:

1. write one file beside these, a frozen dataclass with its `name` that answers the `Law` protocol and checks itself;
   a class method `from_percentiles(first, second)` lets two percentiles replace its parameters,
   `from_mean_sd(mean, sd)` lets mean and sd do it; keyword-only arguments of either may be given beside them;
2. import it here and add it to the classes of `LAWS`;
3. give it a line in the list of cases of the tests: every rung of the ladder then runs for it.

SciPy's laws are not listed: `scipy:NAME` is looked up in SciPy, and only then is `scipy.stats` imported.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable
from functools import lru_cache

from .bernoulli import Bernoulli
from .beta import Beta
from .binomial import Binomial
from .conditioned import Conditioned
from .constant import Constant
from .discrete import Discrete
from .empirical import Empirical
from .errors import LawError, check_number, nearest, shown, word
from .exponential import Exponential
from .gamma import Gamma
from .law import Law
from .logistic import Logistic
from .lognormal import LogNormal
from .metalog import metalog
from .mixture import Mixture
from .negative_binomial import NegativeBinomial
from .normal import Normal
from .pareto import Pareto
from .percentiles import Percentile
from .pert import Pert
from .poisson import Poisson
from .scipy_law import PREFIX, check_scipy_name, scipy_law
from .student_t import StudentT
from .triangular import Triangular
from .uniform import Uniform
from .weibull import Weibull
from .written import written

__all__ = ["LAWS", "check_law", "interval", "make_law", "positional"]

_PERCENTILE = re.compile(r"p([1-9][0-9]?)")
_LIKE_A_PERCENTILE = re.compile(r"[pP][0-9][0-9._]*")
_WINDOW = ("min", "max")


def interval(low: float, high: float) -> Law:
    """Return the law of `"low to high"`: a 90 % interval, from P5 to P95.

    Lognormal where low > 0, normal where low < 0.

    Raises
    ------
    LawError
        If low is 0 (a lognormal never reaches it) or not below high.
    """
    low, high = check_number(low, "an interval", "low"), check_number(high, "an interval", "high")
    ends = f"{shown(low)} to {shown(high)}"
    if low == high:
        raise LawError(f"an interval needs low < high, got {ends}; a constant is written as one number", "high")
    if low > high:
        raise LawError(f"an interval goes from its P5 up to its P95, low < high, got {ends}", "high")
    if low == 0.0:
        raise LawError(
            f"an interval cannot begin at 0, got {ends}; write uniform(0, {shown(high)}) where any value is as likely, "
            f"or pert(0, mode, {shown(high)}) where one is more likely",
            "low",
        )
    family = LogNormal if low > 0.0 else Normal
    return family.from_percentiles(Percentile(0.05, low), Percentile(0.95, high))


_CLASSES = (
    Constant,
    Uniform,
    Triangular,
    Pert,
    Normal,
    LogNormal,
    StudentT,
    Logistic,
    Exponential,
    Gamma,
    Weibull,
    Beta,
    Pareto,
    Bernoulli,
    Binomial,
    Poisson,
    NegativeBinomial,
    Discrete,
    Empirical,
)

LAWS: dict[str, Callable[..., Law]] = {law.name: law for law in _CLASSES}
LAWS |= {"metalog": metalog, "mixture": Mixture, "to": interval}


def positional(name: str) -> tuple[str, ...]:
    """Return the law's parameters in the order of a call in a formula; those that have a default come last.

    A metalog law has none: percentiles have names and no order.

    Raises
    ------
    LawError
        If there is no such law, or it is one of SciPy's.
    """
    signature = inspect.signature(_maker(name)).parameters.values()
    return tuple(item.name for item in signature if item.kind is item.POSITIONAL_OR_KEYWORD)


def check_law(name: str) -> None:
    """Refuse a name that no law has, neither here nor, after `scipy:`, in SciPy.

    Raises
    ------
    LawError
        With the nearest name.
    """
    if name.startswith(PREFIX):
        check_scipy_name(name)
    else:
        _maker(name)


def make_law(name: str, parameters: dict[str, object]) -> Law:
    """Return the law that a scenario asks for.

    Parameters
    ----------
    name : str
        In the language's spelling, a key of `LAWS`; or SciPy's name of a law after `scipy:`.
    parameters : dict
        By name, as they come from TOML: the law's own, or two percentiles (`p10`, `p90`), or `mean` and `sd`;
        on any law `min` and `max`, which condition it. The parts of a mixture are laws and numbers.

    Raises
    ------
    LawError
        With the rule, what came and what is accepted; its `parameter` is the key at fault.
    """
    of_scipy = isinstance(name, str) and name.startswith(PREFIX)
    maker = None if of_scipy else _maker(name)
    try:
        window = {key: check_number(parameters[key], name, key) for key in _WINDOW if key in parameters}
        own = {key: value for key, value in parameters.items() if key not in _WINDOW}
        whole = scipy_law(name, own) if maker is None else _unconditioned(name, maker, own)
        law = Conditioned(whole, window.get("min"), window.get("max")) if window else whole
        if not math.isfinite(whole.mean) and not math.isfinite(law.mean):
            needed = "max" if math.isfinite(law.support[0]) else "min and max"
            raise LawError(f"{written(whole)} has no finite mean, so it has no expected cost; add {needed}")
        return law
    except LawError as error:
        if error.parameter not in parameters:  # the fault is in a number worked out from the given ones
            error.parameter = None
        raise
    except OverflowError:
        came = ", ".join(f"{key}={shown(value)}" for key, value in parameters.items())
        raise LawError(f"{name} needs parameters with a finite mean and sd, got {came}") from None


def _maker(name: object) -> Callable[..., Law]:
    if not isinstance(name, str):
        raise LawError(f"the name of a law is text, got {shown(name)}")
    maker = LAWS.get(name)
    if maker is not None:
        return maker
    accepted = f"the laws are {', '.join(LAWS)}"
    raise LawError(f"unknown law {word(name)}{nearest(name, LAWS)}; {accepted}, and scipy:NAME")


def _unconditioned(name: str, maker: Callable[..., Law], given: dict[str, object]) -> Law:
    own = _parameters(maker)
    from_percentiles = getattr(maker, "from_percentiles", None)
    from_mean_sd = getattr(maker, "from_mean_sd", None)
    stated = [key for key in given if _PERCENTILE.fullmatch(key)]
    moments: list[str] = [key for key in ("mean", "sd") if key in given]
    if stated and from_percentiles is not None:
        extra = _beside(name, given, stated, "two percentiles", from_percentiles)
        law: Law = from_percentiles(*_two_percentiles(name, given, stated), **extra)
        return law
    if from_mean_sd is not None and any(key not in own for key in moments):
        extra = _beside(name, given, moments, "mean and sd", from_mean_sd)
        if len(moments) == 1:
            missing = "sd" if moments == ["mean"] else "mean"
            raise LawError(f"{name} needs mean and sd together; {missing} is missing", moments[0])
        law = from_mean_sd(*(check_number(given[key], name, key) for key in moments), **extra)
        return law
    for key in given:
        if key not in own and not (key in stated and _any_percentiles(maker)):
            raise _unknown(name, key)
    missing_ones = [key for key, default in own.items() if default is inspect.Parameter.empty and key not in given]
    if missing_ones:
        verb = "is" if len(missing_ones) == 1 else "are"
        raise LawError(f"{name} takes {_takes(name)}; {' and '.join(missing_ones)} {verb} missing")
    return maker(**given)


def _two_percentiles(name: str, given: dict[str, object], stated: list[str]) -> tuple[Percentile, Percentile]:
    if len(stated) != 2:
        raise LawError(f"{name} needs exactly two percentiles, got {' and '.join(stated)}", stated[-1])
    found = sorted(Percentile(int(key[1:]) / 100.0, check_number(given[key], name, key)) for key in stated)
    first, second = found
    if not first.value < second.value:
        values = f"{first.key}={first.value}, {second.key}={second.value}"
        raise LawError(f"{name} needs {second.key} above {first.key}, got {values}", second.key)
    return first, second


def _beside(
    name: str, given: dict[str, object], used: list[str], what: str, method: Callable[..., Law]
) -> dict[str, object]:
    """Return what may be given beside percentiles or moments, and refuse the rest."""
    signature = inspect.signature(method).parameters.values()
    allowed = {item.name for item in signature if item.kind is inspect.Parameter.KEYWORD_ONLY}
    extra = {key: value for key, value in given.items() if key not in used}
    for key in extra:
        if key in allowed:
            continue
        own = _parameters(LAWS[name])
        if key in own or key in ("mean", "sd") or _PERCENTILE.fullmatch(key):
            instead = ", ".join(other for other in own if other not in allowed)
            raise LawError(f"{name} takes {instead} or {what}, not both, got {', '.join(used)} and {key}", key)
        raise _unknown(name, key)
    return extra


def _unknown(name: str, key: str) -> LawError:
    if _LIKE_A_PERCENTILE.fullmatch(key):
        if hasattr(LAWS[name], "from_percentiles"):
            return LawError(f"{name} takes two percentiles out of p1, p2 ... p99, got {key}", key)
        if _any_percentiles(LAWS[name]):
            return LawError(f"{name} takes percentiles out of p1, p2 ... p99, got {key}", key)
        able = ", ".join(law for law, maker in LAWS.items() if hasattr(maker, "from_percentiles"))
        return LawError(f"{name} takes {_takes(name)}, no percentiles, got {key}; laws that take them: {able}", key)
    near = nearest(key, (*_parameters(LAWS[name]), *_WINDOW))
    return LawError(f"{name} has no parameter {word(key)}{near}; it takes {_takes(name)}", key)


def _takes(name: str) -> str:
    """Return what a law takes, in words."""
    maker = LAWS[name]
    words = ["two or more percentiles such as p5, p50 and p90"] if _any_percentiles(maker) else []
    for key, default in _parameters(maker).items():
        note = " (optional)" if default is None else f" (default {shown(default)})"
        words.append(key + ("" if default is inspect.Parameter.empty else note))
    also = [", ".join(words)]
    if hasattr(maker, "from_percentiles"):
        also.append("two percentiles such as p10 and p90")
    if hasattr(maker, "from_mean_sd"):
        also.append("mean and sd")
    return " or ".join(also) + ", and min and max"


@lru_cache
def _parameters(maker: Callable[..., Law]) -> dict[str, object]:
    """Return the constructor's parameters in order, with their defaults (or `inspect.Parameter.empty`)."""
    signature = inspect.signature(maker).parameters.values()
    return {item.name: item.default for item in signature if item.kind is not item.VAR_KEYWORD}


@lru_cache
def _any_percentiles(maker: Callable[..., Law]) -> bool:
    """Return whether a law takes any number of percentiles."""
    return any(item.kind is item.VAR_KEYWORD for item in inspect.signature(maker).parameters.values())
