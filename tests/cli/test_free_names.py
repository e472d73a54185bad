"""The bracket marks a function: drivers, inputs, lines, outputs and strategies may have the names of functions."""

import json

FREE = """schema = 1
title = "Free names"
currency = "USD"
horizons = [3]
baseline = "max"

[drivers]
price = 3
gpu = "max(price, 2) * bernoulli"
bernoulli = "bernoulli(0.5) + 1"
poisson = { process = "events", events_per_month = 2 }

[strategies.max]
outputs = { normal = "gpu" }
[strategies.max.inputs]
min = "min(gpu, uniform) * lag"
uniform = "uniform(1, 2)"
lag = "1 if 0 < price < 4 and not gpu > 100 else 0"
[strategies.max.costs.so_far]
category = "Compute"
monthly = "min * 50%"
[strategies.max.costs.binomial]
category = "Incidents"
on = "poisson"
per_event = "mod(price, 2) * to(1, 2)"

[strategies.ceil]
like = "max"
without = ["costs.binomial"]
[strategies.ceil.costs.floor]
category = "Compute"
monthly = "costs.so_far + so_far(price)"
"""


def test_every_command_takes_them(invoke, tmp_path):
    path = tmp_path / "free.toml"
    path.write_text(FREE, "utf-8")

    def output(*arguments: str) -> str:
        result = invoke(*arguments, "--config", str(path), "-q")
        assert result.exit_code == 0, result.stderr
        return result.stdout

    small = ("--trajectories", "8192", "--format", "json")
    document = json.loads(output(*small))
    lines = {name: item["horizons"]["3"]["lines"] for name, item in document["strategies"].items()}
    assert abs(lines["max"]["so_far"]["mean"] - 3 * 1.5 * 0.5) < 0.01  # gpu is 3 or 6, so min is uniform(1, 2)
    assert abs(lines["ceil"]["floor"]["mean"] - lines["ceil"]["so_far"]["mean"] - (3 + 6 + 9)) < 1e-9
    assert abs(lines["max"]["binomial"]["mean"] - 6 * 1.4414) < 0.1  # a lognormal of P5 1 and P95 2
    assert "max(price, 2) * bernoulli" in output("explain", "drivers.gpu")
    assert json.loads(output("sensitivity", *small))["inputs"]
    assert "price  strategy" in output("sweep", "--vary", "drivers.price=1,2", "--trajectories", "8192")
    assert "binomial" in output("explain", "--trajectory", "7")
    assert output("check").endswith("OK\n")
