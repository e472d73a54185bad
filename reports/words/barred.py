"""What is said of strategies that may not be chosen: what they would save, and why they are out of the contest."""

from __future__ import annotations

from ...configs.model.strategies import BARRED
from .layout import clean
from .names import in_sentence
from .numbers import odds
from .view import View

__all__ = ["barred_sentences"]


def barred_sentences(view: View) -> list[str]:
    """Return one paragraph, a sentence for each barred strategy; none where every strategy may be chosen."""
    found = {item["strategy"]: item for item in view.comparisons(view.last)}
    base = in_sentence(view.labels[view.baseline])
    sentences = []
    for name, reason in view.barred.items():
        label = in_sentence(view.labels[name].removesuffix(BARRED))
        p, saves = found[name]["p_beats"], found[name]["savings"]["mean"]
        if p == 0.0:
            begin = f"{label} is barred"
        elif view.certain(name) and view.certain(view.baseline):
            begin = (
                f"{label} would be cheaper than {base} by {view.money.exact(saves)} {view.money.unit}, but is barred"
            )
        else:
            often = odds(p, view.trajectories, view.half_interval(found[name], "p_beats"))
            begin = f"{label} would be cheaper than {base} in {often} futures, but is barred"
        sentences.append(f"{begin}: {clean(reason).rstrip(' .')}.")
    return [" ".join(sentences)] if sentences else []
