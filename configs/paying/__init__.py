"""The ways of paying a line, one file each; importing this package registers them."""

from __future__ import annotations

from .events import read_events
from .monthly import Monthly
from .on_process import On
from .one_time import OneTime

__all__ = ["Monthly", "On", "OneTime", "read_events"]
