"""The model of `capacity.toml` with squigglepy, which draws; NumPy computes what squigglepy has no words for."""

from __future__ import annotations

from typing import Any

import numpy as np
import squigglepy as sq
from capacity_plain import DAYS_PER_MONTH, ELAPSED, HOURS_PER_MONTH, MONTHS, Floats, summary


def run(trajectories: int, seed: int) -> dict[str, Any]:
    """Simulate the model and summarise it, as the document of `tcorisk` does."""
    sq.set_seed(seed)
    n = trajectories

    def draw(law: Any) -> Floats:
        return np.asarray(sq.sample(law, n=n))

    def monthly(law: Any) -> Floats:
        return np.stack([draw(law) for _ in range(MONTHS)])

    def growth(initial: Floats, rate: Floats | float, volatility: float, noise: float) -> Floats:
        steps = monthly(sq.norm(mean=-(volatility**2) / 2, sd=volatility))
        steps[0] = 0.0
        around = monthly(sq.norm(mean=-(noise**2) / 2, sd=noise))
        return initial * (1 + rate) ** ELAPSED * np.exp(np.cumsum(steps, axis=0) + around)

    engineer, tokens = draw(sq.to(15_000, 22_000)), draw(sq.to(1_500, 4_000))
    peak, decline = draw(sq.pert(2, 3, 4)), draw(sq.uniform(0.01, 0.04))
    requests = growth(draw(sq.to(30_000, 120_000)), draw(sq.norm(mean=0.03, sd=0.02)), 0.06, 0.10)
    gpu_hour = growth(draw(sq.pert(1.7, 2.4, 3.6)), -0.01, 0.08, 0.03)
    requests = requests * monthly(sq.gamma(shape=(1 / 0.08) ** 2, scale=0.08**2))
    api = requests * (DAYS_PER_MONTH * tokens / 1e6 * 6.0) * (1 - decline) ** ELAPSED + 0.3 * engineer
    gain, speed = draw(sq.uniform(0.0, 0.02)), draw(sq.to(120_000, 260_000))
    servers = np.maximum(2, np.ceil(requests * peak / (speed * (1 + gain) ** ELAPSED)))
    return summary({"api": api, "self_hosted": servers * gpu_hour * (4 * HOURS_PER_MONTH) + 1.2 * engineer})
