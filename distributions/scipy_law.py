"""Any law that SciPy knows, by SciPy's names: `scipy:genextreme` with `c`, `loc` and `scale`.

========  =============
Support   SciPy's
Mean      SciPy's
========  =============

`scipy.stats` takes 0.7 s to import, which only a scenario with such a law pays. A law of whole numbers becomes steps,
one for each number that can come. Quantiles of a continuous one are SciPy's where it has a formula for them; where it
would search for them one by one, or would take those of the upper tail from 1 - v, they are searched for here.

Source: the documentation of `scipy.stats`, https://docs.scipy.org/doc/scipy/reference/stats.html.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .discrete import Discrete
from .errors import LawError, check_number, nearest, word
from .inverse import crossing
from .law import Array
from .written import written

__all__ = ["PREFIX", "SciPy", "check_scipy_name", "scipy_law"]

#: The prefix of SciPy's names.
PREFIX = "scipy:"

#: Whole numbers at most that carry weight, each one step.
_MOST_STEPS = 20_000

#: What a law of whole numbers may have beyond those steps: less than a run can draw.
_RARE = 1e-10

#: Largest relative difference between a probability and that of SciPy's quantile for it.
_AGREES = 1e-12

#: Laws whose probabilities SciPy integrates one by one, so that a table takes minutes; and a law of angles.
_REFUSED = dict.fromkeys(
    (
        *("gausshyper", "genhyperbolic", "geninvgauss", "irwinhall", "ksone", "kstwo", "levy_stable", "norminvgauss"),
        *("rel_breitwigner", "studentized_range"),
    ),
    "SciPy takes minutes for the probabilities that a run needs of it",
) | {"vonmises": "it is a law of angles, which have no first and no last value"}


def check_scipy_name(name: str) -> None:
    """Refuse a name that is not a univariate law of `scipy.stats`; `name` begins with the prefix.

    Raises
    ------
    LawError
        With the nearest name.
    """
    _family(name.removeprefix(PREFIX))


def scipy_law(name: str, given: dict[str, object]) -> SciPy:
    """Return a law of `scipy.stats`.

    Parameters
    ----------
    name : str
        With the prefix: `scipy:genextreme`.
    given : dict
        SciPy's own parameters; its shapes are needed, `loc` and `scale` may be left out.

    Raises
    ------
    LawError
        If there is no such law, or it does not take these parameters.
    """
    short = name.removeprefix(PREFIX)
    accepted = _accepted(_family(short))
    for key in given:
        if key not in accepted:
            takes = f"it takes SciPy's {', '.join(accepted)}, and min and max"
            raise LawError(f"{name} has no parameter {word(key)}{nearest(key, accepted)}; {takes}", key)
    missing = [key for key, default in accepted.items() if default is None and key not in given]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise LawError(f"{name} takes {', '.join(accepted)}; {' and '.join(missing)} {verb} missing")
    values = {key: check_number(given[key], name, key) if key in given else accepted[key] for key in accepted}
    return SciPy(short, tuple((key, value) for key, value in values.items() if value is not None))


@dataclass(frozen=True, slots=True, repr=False)
class SciPy:
    """A quantity that follows one of SciPy's laws, in the unit of the field that holds it.

    `parameters` are pairs of SciPy's name and a number: all shapes, then `loc` and, of a continuous law, `scale`.
    """

    name: str
    parameters: tuple[tuple[str, float], ...]

    def __post_init__(self) -> None:
        """Check what SciPy leaves unsaid: that it accepts the parameters, and that its answers are numbers."""
        came = ", ".join(f"{key}={value:g}" for key, value in self.parameters)
        if not dict(self.parameters).get("scale", 1.0) > 0.0:
            raise LawError(f"{PREFIX}{self.name} needs scale above 0, got {came}", "scale")
        if any(map(math.isnan, self.support)):
            raise LawError(f"{PREFIX}{self.name} needs parameters within SciPy's own limits, got {came}")
        if _steps(self) is None:
            u = np.array([0.001, 0.25, 0.5, 0.75, 0.999])
            x, y = self.ppf(u), self.isf(u)
            if not (np.isfinite([x, y, self.cdf(x), self.sf(x)]).all() and (np.diff(x) >= 0.0).all()):
                raise LawError(f"{PREFIX}{self.name}: SciPy knows no quantiles for {came}")

    def __repr__(self) -> str:
        """Return it as a formula would have it."""
        return f"{PREFIX}{self.name}({', '.join(f'{key}={value:g}' for key, value in self.parameters)})"

    def as_call(self) -> tuple[str, dict[str, object]]:
        """Return the name with its prefix, and the parameters."""
        return f"{PREFIX}{self.name}", dict(self.parameters)

    @property
    def mean(self) -> float:
        """Expected value; `inf` if it does not exist."""
        return _moments(self)[0]

    @property
    def sd(self) -> float:
        """Standard deviation; `inf` if it does not exist."""
        return _moments(self)[1]

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value."""
        with _quiet():
            low, high = _frozen(self).support()
        return float(low), float(high)

    @property
    def breaks(self) -> tuple[float, ...]:
        """The cumulative weights of a law of whole numbers; SciPy does not say where another one has a kink."""
        steps = _steps(self)
        return () if steps is None else steps.breaks

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """One for each whole number; none of a continuous law."""
        steps = _steps(self)
        return () if steps is None else steps.atoms

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        steps = _steps(self)
        if steps is not None:
            return steps.cdf(x)
        with _quiet():
            return np.asarray(_frozen(self).cdf(x), dtype=np.float64)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        steps = _steps(self)
        if steps is not None:
            return steps.sf(x)
        with _quiet():
            return np.asarray(_frozen(self).sf(x), dtype=np.float64)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        steps = _steps(self)
        if steps is not None:
            return np.where(np.asarray(u) < 1.0, steps.ppf(u), self.support[1])
        return self._quantiles(np.asarray(u, dtype=np.float64), "ppf", self.cdf)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        steps = _steps(self)
        if steps is not None:
            return np.where(np.asarray(v) > 0.0, steps.isf(v), self.support[1])
        return self._quantiles(np.asarray(v, dtype=np.float64), "isf", self.sf)

    def _quantiles(self, share: Array, method: str, probability: Callable[[Array], Array]) -> Array:
        """Return SciPy's quantiles, those searched for that it has not or that do not agree with its probabilities."""
        known = _has(self.name, method)
        if not (known or _has(self.name, "ppf")):
            x = np.full(share.shape, math.nan)
        else:
            with _quiet():
                x = np.array(getattr(_frozen(self), method)(share), dtype=np.float64)
        wrong = ~np.isfinite(x) & (share > 0.0) & (share < 1.0)
        if not known and _has(self.name, "sf" if method == "isf" else "cdf"):
            wrong |= ~(np.abs(probability(x) - share) <= _AGREES * share)
        x[wrong] = self._searched(share[wrong], probability, rising=method == "ppf")
        return x

    def _searched(self, share: Array, probability: Callable[[Array], Array], rising: bool) -> Array:
        """Return where a probability is `share`, between points of which it is known; shape (n,)."""
        low, high = self.support
        p = np.clip(share, 1e-300, 1.0)
        points, known = _known(self, rising)
        sign = 1.0 if rising else -1.0

        def logarithm(of: Array) -> Array:
            with np.errstate(divide="ignore"):
                return np.log(np.maximum(of, 0.0))

        def beyond(at: Array, which: NDArray[np.intp]) -> Array:
            return sign * (logarithm(probability(at)) - logarithm(p[which]))

        right = np.clip(np.searchsorted(sign * known, sign * p), 1, len(points) - 1)
        at_left, at_right = (sign * (logarithm(known[k]) - logarithm(p)) for k in (right - 1, right))
        x = crossing(beyond, points[right - 1], points[right], at_left, at_right)
        at_low, at_high = (share <= 0.0, share >= 1.0) if rising else (share >= 1.0, share <= 0.0)
        return np.where(at_low, low, np.where(at_high, high, x))


def _families() -> dict[str, Any]:
    """Return SciPy's laws of one value, by name."""
    from scipy import stats

    kinds = (stats.rv_continuous, stats.rv_discrete)
    return {name: found for name in dir(stats) if isinstance(found := getattr(stats, name), kinds)}


@lru_cache
def _family(name: str) -> Any:
    families = _families()
    if name in _REFUSED:
        raise LawError(f"{PREFIX}{name} cannot be sampled: {_REFUSED[name]}")
    if name in families:
        return families[name]
    near = nearest(name, families, PREFIX)
    raise LawError(f"scipy.stats has no law {word(name)}{near}; for instance scipy:genextreme, scipy:skewnorm")


def _accepted(family: Any) -> dict[str, float | None]:
    """Return SciPy's parameters of a law in SciPy's order, with their defaults; None: there is none."""
    from scipy import stats

    shapes = [shape.strip() for shape in family.shapes.split(",")] if family.shapes else []
    scale = {"scale": 1.0} if isinstance(family, stats.rv_continuous) else {}
    return {**dict.fromkeys(shapes), "loc": 0.0, **scale}


@lru_cache(maxsize=256)
def _frozen(law: SciPy) -> Any:
    with _quiet():
        return _family(law.name)(**dict(law.parameters))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence SciPy about overflow and slow integrals: what it answers is looked at."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


@lru_cache(maxsize=256)
def _moments(law: SciPy) -> tuple[float, float]:
    with _quiet():
        mean, variance = (float(moment) for moment in _frozen(law).stats("mv"))
    if not math.isfinite(mean):
        return math.inf, math.inf
    return mean, math.sqrt(variance) if math.isfinite(variance) and variance >= 0.0 else math.inf


@lru_cache(maxsize=32)
def _steps(law: SciPy) -> Discrete | None:
    """Return the values and weights of a law of whole numbers, None for a continuous law."""
    from scipy import stats

    frozen = _frozen(law)
    if isinstance(_family(law.name), stats.rv_continuous):
        return None
    low, high = law.support
    with _quiet():
        middle = float(np.floor(frozen.mean()))
        first = max(low, min(middle, 1e15) - _MOST_STEPS // 2) if math.isfinite(middle) else low
        values = np.arange(first, min(high, first + _MOST_STEPS) + 1.0)
        weights = np.asarray(frozen.pmf(values), dtype=np.float64)
    if not (np.isfinite(weights).all() and abs(weights.sum() - 1.0) <= _RARE):
        raise LawError(
            f"{written(law)} cannot be sampled: more than {_MOST_STEPS:_} of its values carry weight, "
            "or SciPy gives them none"
        )
    kept = weights > 1e-26 * weights.max()
    return Discrete(tuple(values[kept].tolist()), tuple(weights[kept].tolist()))


@lru_cache
def _has(name: str, method: str) -> bool:
    """Return whether SciPy has a formula for a method of this law, and neither searches nor subtracts from 1."""
    from scipy import stats

    return getattr(type(_family(name)), f"_{method}") is not getattr(stats.rv_continuous, f"_{method}")


@lru_cache(maxsize=64)
def _known(law: SciPy, rising: bool) -> tuple[Array, Array]:
    """Return points over the whole support and the probabilities there, ascending in x; dense around the middle."""
    mean, sd = law.mean, law.sd
    low, high = law.support
    middle = mean if math.isfinite(mean) else min(max(dict(law.parameters)["loc"], low), high)
    width = sd if math.isfinite(sd) and sd > 0.0 else dict(law.parameters)["scale"]
    away = np.concatenate([np.linspace(0.02, 12.0, 600), np.geomspace(12.0, 1e30, 400)[1:]]) * width
    near_low = low + width * np.geomspace(1e-30, 1.0, 400) if math.isfinite(low) else np.zeros(0)
    x = np.unique(np.clip(np.concatenate([middle - away, [middle], middle + away, near_low]), low, high))
    known = law.cdf(x) if rising else law.sf(x)
    kept = np.isfinite(known)
    return x[kept], np.maximum.accumulate(known[kept]) if rising else np.minimum.accumulate(known[kept])
