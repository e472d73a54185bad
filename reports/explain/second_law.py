"""Two laws with one mean and one percentile: which of them was taken, in words."""

from __future__ import annotations

import math
import re

import numpy as np
from scipy.special import ndtri

from ...configs import Draw
from ...configs.formulas.quantity import constant_text
from ...distributions import LogNormal
from ...distributions.percentiles import IS_PERCENTILE, Percentile
from ..words.numbers import number

__all__ = ["second_law_words"]

#: The parameters of a lognormal law, as a table or as a call.
_WRITTEN = re.compile(r'dist = "lognormal",([^{}]*)|\blognormal\s*\(([^()]*)\)')
_PARAMETER = re.compile(r'(\w+)\s*=\s*"?([-+\d._eE%]+)"?')


def second_law_words(draw: Draw, text: str) -> str:
    """Return which of two lognormal laws with one mean and percentile was taken; empty where there is but one.

    Parameters
    ----------
    draw : Draw
    text : str
        What the file says where the law is written.
    """
    law = draw.law
    for match in _WRITTEN.finditer(text) if isinstance(law, LogNormal) else ():
        given = {key: constant_text(value) for key, value in _PARAMETER.findall(match[1] or match[2] or "")}
        stated = [key for key in given if IS_PERCENTILE.fullmatch(key)]
        mean, value = given.get("mean"), given[stated[0]] if len(stated) == 1 else None
        if mean is None or value is None or not isinstance(law, LogNormal):
            continue
        share = Percentile.of(stated[0], value).share
        this = math.isclose(law.mean, mean, rel_tol=1e-9)
        if not this or not math.isclose(float(law.ppf(np.array([share]))[0]), value, rel_tol=1e-9):
            continue
        other = 2.0 * float(ndtri(share)) - law.sigma  # the sum of both sigmas is twice the score of the percentile
        if other > law.sigma:
            return (
                f"of the two laws with this mean and {stated[0]} the one with the lighter tail, sigma "
                f"{number(law.sigma)}; the other has sigma {number(other)}"
            )
    return ""
