"""What a result means for the choice: which strategy, how surely, against which, and by which rule.

Everything here is computed once and stands in the result's document as `"verdict"`. Outputs read it; none chooses.
"""

from .reading import Pair, comparison_of, pair_of, recommended_pair
from .verdict import make_verdict

__all__ = ["Pair", "comparison_of", "make_verdict", "pair_of", "recommended_pair"]
