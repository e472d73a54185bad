"""What a result means for the choice: which strategy, how surely, against which, and by which rule.

Everything here is computed once and stands in the result's document as `"verdict"`. Outputs read it; none chooses.
"""

# `verdict` is not imported here: it needs the engine, and `simulate check` starts without it.
from .pair import Pair, compared_with, comparison_of, pair_of, recommended_pair

__all__ = ["Pair", "compared_with", "comparison_of", "pair_of", "recommended_pair"]
