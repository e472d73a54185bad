"""The ways of paying a line, one file each."""

from __future__ import annotations

from ..tables.ways import WAYS, Way, register_way
from .every import EVERY_INTERVAL
from .monthly import MONTHLY, Monthly
from .on_process import ON_PROCESS, On
from .one_time import ONE_TIME, OneTime
from .random_events import RANDOM_EVENTS
from .take_or_pay import TAKE_OR_PAY, TakeOrPay

__all__ = ["WAYS", "Monthly", "On", "OneTime", "TakeOrPay", "Way", "register_way"]

for _way in (MONTHLY, ONE_TIME, EVERY_INTERVAL, RANDOM_EVENTS, ON_PROCESS, TAKE_OR_PAY):
    register_way(_way)
