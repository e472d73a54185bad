"""`simulate schema`: what the reader takes passes, typical mistakes do not, and every key has words."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tcorisk.configs import CATEGORIES, KINDS, ConfigError, bundled, bundled_text, loads, starter_text
from tcorisk.configs.schema import json_schema, reference
from tcorisk.configs.tables.shapes import TABLES, describe
from tcorisk.distributions import LAWS, positional

SCENARIOS = Path(__file__).parents[1] / "scenarios"
TEXTS = {name: bundled_text(name) for name, _ in bundled()} | {"starter": starter_text()}
TEXTS |= {path.stem: path.read_text("utf-8") for path in sorted(SCENARIOS.glob("*.toml"))}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def as_editors_see(value: object) -> object:
    """Return a value of TOML as editors hand it to a schema: JSON has no dates, they are text."""
    return json.loads(json.dumps(value, default=lambda item: item.isoformat()))


def mistakes(validator: Draft202012Validator, text: str) -> list[str]:
    return [error.json_path for error in validator.iter_errors(as_editors_see(tomllib.loads(text)))]


def test_it_is_a_schema_and_prints_as_one(invoke):
    Draft202012Validator.check_schema(json_schema())
    result = invoke("schema")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json_schema()
    assert invoke("schema").stdout == result.stdout


@pytest.mark.parametrize("name", TEXTS)
def test_every_scenario_passes(validator, name):
    assert mistakes(validator, TEXTS[name]) == []


MISTAKES = {
    "unknown key": ("category =", "categry =", "$.strategies.api.costs.tokens"),
    "unknown key at the top": ("title =", "titel =", "$"),
    "unknown process": (
        'requests = "3_000 to 9_000"',
        'requests = { process = "grow", initial = 3 }',
        "$.drivers.requests",
    ),
    "key of another process": (
        'requests = "3_000 to 9_000"',
        'requests = { process = "growth", initial = 3, floor = 1 }',
        "$.drivers.requests",
    ),
    "a beginning and actuals": (
        'requests = "3_000 to 9_000"',
        'requests = { process = "growth", initial = 3, actuals = [3] }',
        "$.drivers.requests",
    ),
    "no beginning": (
        'requests = "3_000 to 9_000"',
        'requests = { process = "jumps", jumps_per_year = 3, factor = 2 }',
        "$.drivers.requests",
    ),
    "a month of no calendar": (
        'requests = "3_000 to 9_000"',
        'requests = { process = "growth", initial = 3, season = { dez = 2 } }',
        "$.drivers.requests",
    ),
    "a plan without numbers": (
        'requests = "3_000 to 9_000"',
        'requests = { process = "plan", column = "requests" }',
        "$.drivers.requests",
    ),
    "unknown law": ('dist = "normal"', 'dist = "norml"', "$.strategies.own.costs.gpus.monthly"),
    "parameter of another law": (
        "mean = 6_000, sd = 900",
        "low = 1, mode = 2, high = 3",
        "$.strategies.own.costs.gpus.monthly",
    ),
    "a truth value for a quantity": (
        "events_per_month = 0.25",
        "events_per_month = true",
        "$.strategies.own.costs.incidents",
    ),
    "a list for a quantity": ('"requests * to(0.5, 1.5)"', "[1, 2]", "$.strategies.api.costs.tokens.monthly"),
    "text for a number": ("horizons = [6, 12]", 'horizons = ["6", 12]', "$.horizons[0]"),
    "horizon out of range": ("horizons = [6, 12]", "horizons = [6, 121]", "$.horizons[1]"),
    "unknown kind": ('kind = "api"', 'kind = "apy"', "$.strategies.api.kind"),
    "capital name": ("[strategies.api]", "[strategies.API]\n[strategies.api]", "$.strategies"),
    "two amounts": ("per_event =", "monthly = 3\nper_event =", "$.strategies.own.costs.incidents"),
    "no amount": ('monthly = "requests * to(0.5, 1.5)"', "", "$.strategies.api.costs.tokens"),
    "wrong version": ("schema = 1", "schema = 2", "$.schema"),
    "unknown buffer key": ('label = "Own"', 'label = "Own"\nbuffer = { shares = 0.1 }', "$.strategies.own.buffer"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_typical_mistakes_do_not_pass(validator, small, mistake):
    old, new, place = MISTAKES[mistake]
    text = small.read_text("utf-8")
    assert mistakes(validator, text) == []
    wrong = text.replace(old, new, 1)
    assert wrong != text
    assert any(path.startswith(place) for path in mistakes(validator, wrong))
    with pytest.raises(ConfigError):  # nothing that the reader takes is refused here
        loads(wrong)


@pytest.mark.parametrize("law", [name for name in LAWS if name != "to"])
def test_every_law_has_a_branch_with_its_parameters(law):
    branches = {branch["properties"]["dist"].get("const"): branch for branch in json_schema()["$defs"]["law"]["anyOf"]}
    assert set(positional(law)) <= set(branches[law]["properties"])
    assert branches[law]["additionalProperties"] is False
    assert branches[law]["description"]


QUANTITIES = [
    "5_000",
    '"3_000 to 9_000"',
    '"requests * to(0.8, 1.2)"',
    '{ dist = "pert", low = 0.1, mode = "200%", high = 8, weight = 4, min = 2, max = 7, each = "month" }',
    '{ dist = "gamma", p10 = 2, p90 = 9 }',
    '{ dist = "lognormal", mean = 900, sd = 1_200 }',
    '{ dist = "beta", alpha = 2, beta = 3, low = 100, high = 400 }',
    '{ dist = "student_t", mean = 0, scale = 1, df = 4 }',
    '{ dist = "metalog", p5 = 2, p50 = 4, p90 = 9, low = 0 }',
    '{ dist = "discrete", values = [1, 2, 4], weights = [1, 2, 1] }',
    '{ dist = "empirical", values = [1, 2, 4] }',
    '{ dist = "mixture", parts = ["1 to 2", { dist = "uniform", low = 3, high = 9 }], weights = [2, 1] }',
    '{ dist = "scipy:genextreme", c = 0.1, loc = 5, scale = 2 }',
]


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_way_to_write_a_quantity_passes(validator, small, quantity):
    text = small.read_text("utf-8").replace('{ dist = "normal", mean = 6_000, sd = 900, min = 0 }', quantity)
    loads(text)
    assert mistakes(validator, text) == []


WRONG_LAWS = [
    '{ dist = "pert", low = 1, mode = 2, high = 8, heigth = 4 }',
    '{ dist = "pert", low = 1, mode = 2, high = 8, each = "week" }',
    '{ dist = "pert", low = 1, high = 8 }',
    '{ dist = "pert", p10 = 1, p90 = 8 }',
    '{ dist = "uniform", low = true, high = 8 }',
    '{ dist = "discrete", values = 3, weights = [1] }',
    "{ low = 1, mode = 2, high = 8 }",
    "{ dist = 3 }",
]


@pytest.mark.parametrize("quantity", WRONG_LAWS)
def test_wrong_laws_do_not_pass(validator, small, quantity):
    text = small.read_text("utf-8").replace('{ dist = "normal", mean = 6_000, sd = 900, min = 0 }', quantity)
    assert mistakes(validator, text) == ["$.strategies.own.costs.gpus.monthly"]
    with pytest.raises(ConfigError):
        loads(text)


def test_every_table_is_described_and_so_is_every_key():
    assert len(TABLES) >= 13
    for name, model in TABLES.items():
        assert describe(name).endswith(".")
        assert all(describe(name, key).endswith(".") for key in model.keys), name
    assert describe("line", "monthly") == "Amount a month. Unit: currency a month."
    assert describe("line", "monthy") == describe("lines", "monthly") == ""


def test_defaults_in_words_are_those_of_the_tables():
    compared = 0
    for name, model in TABLES.items():
        for key, found in model.keys.items():
            if found.value in (None, [], {}):
                continue
            written = f"{found.value:g}" if type(found.value) in (int, float) else str(found.value).lower()
            assert written in found.default.lower(), (name, key)
            wrong = []
            found.kind.read(found.value, (), wrong)
            assert wrong == [], (name, key)
            compared += 1
    assert compared > 5


@pytest.mark.parametrize("row", reference(), ids=lambda row: f"{row.table}.{row.key}")
def test_every_example_is_what_its_key_takes(row):
    assert row.type
    assert row.description.endswith(".")
    if row.example.startswith(("[strategies", "[[")):
        return  # the header of a table
    value = as_editors_see(tomllib.loads(f"x = {row.example}")["x"])
    schema = json_schema()
    place = schema if row.table == "document" else schema["$defs"][row.table]
    whole = {"$defs": schema["$defs"], **place["properties"][row.key]}
    assert list(Draft202012Validator(whole).iter_errors(value)) == []
    assert value in whole["examples"]


def test_lists_come_from_the_reader():
    schema = json_schema()
    assert schema["$defs"]["strategy"]["properties"]["kind"]["enum"] == list(KINDS)
    assert schema["$defs"]["line"]["properties"]["category"]["anyOf"][0]["enum"] == list(CATEGORIES)


def test_written_to_a_file_and_never_over_one(invoke, tmp_path):
    path = tmp_path / "s.json"
    assert invoke("schema", "--out", str(path)).exit_code == 0
    assert json.loads(path.read_text("utf-8")) == json_schema()
    path.write_text("mine", "utf-8")
    refused = invoke("schema", "--out", str(path))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "already exists" in refused.stderr
    assert path.read_text("utf-8") == "mine"
    assert invoke("schema", "--out", str(path), "--force").exit_code == 0
    assert json.loads(path.read_text("utf-8")) == json_schema()
    assert [item.name for item in tmp_path.iterdir()] == ["s.json"]


KNOWN_MONTHS = [
    '{ process = "plan", values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.5] }',
    '{ process = "plan", file = "u.csv", column = "n" }',
    '{ process = "growth", actuals = [1, 2], season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2] }',
    '{ process = "growth", actuals = { file = "u.csv", column = "n" }, season = { dec = 2 } }',
    '{ process = "mean_reverting", actuals = [1], mean = 2, half_life = 3 }',
    '{ process = "jumps", actuals = [1], jumps_per_year = 2, factor = 3 }',
]


@pytest.mark.parametrize("process", KNOWN_MONTHS)
def test_every_way_to_write_known_months_passes(validator, small, process):
    text = small.read_text("utf-8").replace('requests = "3_000 to 9_000"', f"requests = {process}")
    assert process in text
    assert mistakes(validator, text) == []
