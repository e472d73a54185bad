"""Two laws with one mean and one percentile: which of them was taken, in words."""

from __future__ import annotations

import re

from ...configs import Draw
from ...configs.formulas.quantity import constant_text
from ...distributions import Gamma, LogNormal
from ...distributions.percentiles import IS_PERCENTILE, Percentile
from ..words.laws import law_parameters

__all__ = ["second_law_words"]

#: The parameters of such a law, as a table or as a call.
_WRITTEN = re.compile(r'dist = "(?:lognormal|gamma)",([^{}]*)|\b(?:lognormal|gamma)\s*\(([^()]*)\)')
_PARAMETER = re.compile(r'(\w+)\s*=\s*"?([-+\d._eE%]+)"?')


def second_law_words(draw: Draw, text: str) -> str:
    """Return which of two laws with one mean and percentile was taken; empty where there is but one.

    Parameters
    ----------
    draw : Draw
    text : str
        What the file says where the law is written.
    """
    law = draw.law
    for match in _WRITTEN.finditer(text) if isinstance(law, LogNormal | Gamma) else ():
        given = {key: constant_text(value) for key, value in _PARAMETER.findall(match[1] or match[2] or "")}
        stated = [key for key in given if IS_PERCENTILE.fullmatch(key)]
        mean, value = given.get("mean"), given[stated[0]] if len(stated) == 1 else None
        if mean is None or value is None or not isinstance(law, LogNormal | Gamma):
            continue
        taken, *others = law.all_from_mean_percentile(mean, Percentile.of(stated[0], value))
        if taken == law and others:
            return (
                f"of the two laws with this mean and {stated[0]} the one with the lighter tail, {law_parameters(law)}; "
                f"the other has {law_parameters(others[0])}"
            )
    return ""
