"""The laws by their names in a scenario, and their parameters.

`LAWS` is the list of what exists and the check of what is asked for at once: a parameter is accepted where the
law's constructor has it, so a law says everything about itself in its own file. To add a law:

1. write one file beside these, a frozen dataclass with its `name` that answers the `Law` protocol and checks itself;
   class methods let other figures replace its parameters, as `stated.py` lists them;
2. import it here and add it to the classes of `LAWS`;
3. give it a line in the list of cases of the tests: every rung of the ladder then runs for it.

SciPy's laws are not listed: `scipy:NAME` is looked up in SciPy, and only then is `scipy.stats` imported.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable

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
from .stated import stated_law
from .student_t import StudentT
from .triangular import Triangular
from .uniform import Uniform
from .weibull import Weibull
from .written import written

__all__ = ["LAWS", "check_law", "interval", "make_law", "positional"]

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


def share(low: float, high: float) -> Law:
    """Return the law of a share from its P5 to its P95: a beta law, which never leaves 0 to 1.

    Raises
    ------
    LawError
        If the ends are not 0 < low < high < 1.
    """
    low, high = check_number(low, "share", "low"), check_number(high, "share", "high")
    if not 0.0 < low < high < 1.0:
        raise LawError(
            f"share needs 0 < low < high < 1 (0% to 100%), got {shown(low)} to {shown(high)}",
            "low" if not 0.0 < low < 1.0 else "high",
        )
    return Beta.from_percentiles(Percentile(0.05, low), Percentile(0.95, high))


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
LAWS |= {"metalog": metalog, "mixture": Mixture, "to": interval, "share": share}


@functools.cache
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
        By name, as they come from TOML: the law's own, or what may replace them (`p10` and `p90`, `mean` and `sd`);
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
        whole = scipy_law(name, own) if maker is None else stated_law(LAWS, name, own)
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
