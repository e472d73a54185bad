"""The model of `capacity.toml` in JAX on the processor: whole arrays, compiled by XLA, double precision."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from capacity_plain import DAYS_PER_MONTH, HOURS_PER_MONTH, MONTHS, Z95, summary

jax.config.update("jax_enable_x64", True)

Array = jax.Array


def run(trajectories: int, seed: int) -> dict[str, Any]:
    """Simulate the model and summarise it, as the document of `tcorisk` does; NumPy finds the percentiles."""
    costs = _costs(jax.random.key(seed), trajectories)
    return summary({name: np.array(cost) for name, cost in costs.items()})


@partial(jax.jit, static_argnums=1)
def _costs(key: Array, n: int) -> dict[str, Array]:
    keys = iter(jax.random.split(key, 16))
    elapsed = jnp.arange(MONTHS)[:, None]

    def between(low: float, high: float) -> Array:
        sigma = (np.log(high) - np.log(low)) / (2 * Z95)
        return jnp.exp((np.log(low) + np.log(high)) / 2 + sigma * jax.random.normal(next(keys), (n,)))

    def growth(initial: Array, rate: Array | float, volatility: float, noise: float) -> Array:
        steps = volatility * jax.random.normal(next(keys), (MONTHS, n)) - volatility**2 / 2
        steps = steps.at[0].set(0.0)
        around = noise * jax.random.normal(next(keys), (MONTHS, n)) - noise**2 / 2
        return initial * (1 + rate) ** elapsed * jnp.exp(jnp.cumsum(steps, axis=0) + around)

    engineer, tokens = between(15_000, 22_000), between(1_500, 4_000)
    peak = 2 + 2 * jax.random.beta(next(keys), 3.0, 3.0, (n,))
    decline = jax.random.uniform(next(keys), (n,), minval=0.01, maxval=0.04)
    rate = 0.03 + 0.02 * jax.random.normal(next(keys), (n,))
    requests = growth(between(30_000, 120_000), rate, 0.06, 0.10)
    first_hour = 1.7 + 1.9 * jax.random.beta(next(keys), 1 + 4 * 0.7 / 1.9, 1 + 4 * 1.2 / 1.9, (n,))
    gpu_hour = growth(first_hour, -0.01, 0.08, 0.03)
    requests = requests * jax.random.gamma(next(keys), (1 / 0.08) ** 2, (MONTHS, n)) * 0.08**2
    api = requests * (DAYS_PER_MONTH * tokens / 1e6 * 6.0) * (1 - decline) ** elapsed + 0.3 * engineer
    gain = 0.02 * jax.random.uniform(next(keys), (n,))
    speed = between(120_000, 260_000)
    servers = jnp.maximum(2, jnp.ceil(requests * peak / (speed * (1 + gain) ** elapsed)))
    return {"api": api, "self_hosted": servers * gpu_hour * (4 * HOURS_PER_MONTH) + 1.2 * engineer}
