"""How the ways of paying are lowered, one file each."""

from __future__ import annotations

from ....configs import Events, Every, Monthly, On, OneTime, TakeOrPay
from ..lines import register_lowering
from .every import lower_every
from .monthly import lower_monthly
from .on_process import lower_on_process
from .one_time import lower_one_time
from .random_events import lower_random_events
from .take_or_pay import lower_take_or_pay

__all__ = ["register_lowering"]

register_lowering(Monthly, lower_monthly)
register_lowering(OneTime, lower_one_time)
register_lowering(Every, lower_every)
register_lowering(Events, lower_random_events)
register_lowering(On, lower_on_process)
register_lowering(TakeOrPay, lower_take_or_pay)
