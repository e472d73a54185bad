"""What drives a decision: which input matters, alone and together with others, and what each line adds to the risk."""

from .analysis import Sensitivity, sensitivity
from .estimates import Estimate

__all__ = ["Estimate", "Sensitivity", "sensitivity"]
