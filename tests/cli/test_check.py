"""`simulate check` in a pipeline: one JSON object, and an exit code for warnings."""

from __future__ import annotations

import json

_WIDE = 'requests = "3_000 to 9_000"'
#: A count times a law is one draw for all of them, which is seldom meant.
_DOUBTFUL = 'requests = "3_000 to 9_000"\nevents = { process = "events", events_per_month = 2 }'


def test_warnings_fail_only_a_strict_check(invoke, small):
    text = small.read_text("utf-8").replace(_WIDE, _DOUBTFUL)
    small.write_text(text.replace("requests * to(0.5, 1.5)", "events * to(100, 900)"), "utf-8")
    found = json.loads(invoke("check", str(small), "--format", "json").stdout)
    assert found["ok"]
    assert {warning["address"] for warning in found["warnings"]} == {
        "drivers.requests",  # which nothing reads any more
        "strategies.api.costs.tokens.monthly",
    }
    assert invoke("check", str(small)).exit_code == 0
    strict = invoke("check", str(small), "--strict", "--quiet")
    assert strict.exit_code == 1
    assert "failed: 2 warnings, and --strict allows none" in strict.stderr
    beside = invoke("check", str(small), "--strict", "--quiet", "--format", "json").stderr.splitlines()
    assert [line.split(": ")[:2] for line in beside[:2]] == [
        ["warning", warning["address"]] for warning in found["warnings"]
    ]
    assert len(beside) == 3


def test_a_strict_check_without_warnings_passes(invoke, small):
    result = invoke("check", str(small), "--strict", "--format", "json", "-q")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"schema": 1, "kind": "check", "ok": True, "errors": [], "warnings": []}


def test_mistakes_are_one_object(invoke, small):
    text = small.read_text("utf-8")
    small.write_text(text.replace("category =", "categry =", 1).replace('"3_000 to', '"many to'), "utf-8")
    result = invoke("check", str(small), "--format", "json", "-q")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert not found["ok"]
    assert {(error["line"], error["address"]) for error in found["errors"]} >= {
        (7, "drivers.requests"),
        (13, "strategies.api.costs.tokens.categry"),
    }
    assert all(error["source"] == str(small) and error["message"] for error in found["errors"])
