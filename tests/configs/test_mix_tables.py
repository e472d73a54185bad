"""Parts of a mix: what is refused, where, and what the help says."""

from __future__ import annotations

import pytest
from mistaken import check_only_mistake

from tcorisk.configs import ConfigError, loads
from tcorisk.configs.changes import find_changes
from tcorisk.reports.explain.explain import render_explanation
from tcorisk.reports.explain.reading import render_reading

TEXT = """schema = 1
title = "Mix"
currency = "USD"
horizons = [12]
[drivers]
requests = "100 to 300"
tokens = "requests * 5"
demand = { process = "growth", initial = "requests", growth_per_month = 0.02 }
[tariffs.list]
tiers = [{ up_to = 1_000, price = 3 }, { price = 1 }]
[strategies.api.costs.bill]
category = "Compute"
monthly = "tokens"
[strategies.own]
launch = { months = 2, revenue_per_month = 5 }
inputs = { servers = "ceil(demand / 50)", idle = 4 }
buffer = { share = 0.2 }
[strategies.own.costs.gpus]
category = "Compute"
monthly = "servers * 2 + tariffs.list(3)"
[strategies.own.costs.ops]
category = "Engineering"
after = "launch"
monthly = "10% * costs.gpus"
[strategies.mix.parts.rest]
of = "api"
with = { requests = "0.7 * requests" }
[strategies.mix.parts.home]
of = "own"
with = { servers = 3 }
[strategies.mix.costs.router]
category = "Engineering"
monthly = "1 + 2% * parts.rest.monthly + parts.home.inputs.servers + parts.home.launch + costs.rest.bill"
"""

PART = "strategies.mix.parts.home"


@pytest.mark.parametrize(
    ("new", "marked", "address", "message", "help"),
    [
        (
            "with = { requests = 3 }",
            "with = { <<requests>> = 3 }",
            f"{PART}.with.requests",
            "`requests` is bound, and the process `demand` depends on it: the same one is met by every part",
            "give strategies.own an input with the formula that reads `requests`, or bind `demand`",
        ),
        (
            "with = { idle = 3 }",
            "with = { <<idle>> = 3 }",
            f"{PART}.with.idle",
            "nothing that costs money in strategies.own reads `idle`",
            "bind a name that it reads",
        ),
        (
            "with = { server = 3 }",
            "with = { <<server>> = 3 }",
            f"{PART}.with.server",
            "`with` binds `server`, which is neither a driver nor an input of strategies.own",
            "did you mean `servers`?",
        ),
        (
            'with = { servers = "parts.rest.costs.bill" }',
            'with = { servers = "<<parts.rest.costs.bill>>" }',
            f"{PART}.with.servers",
            "`parts.rest.costs.bill` cannot be used here",
            "only cost lines and outputs can use costs",
        ),
        (
            'with = { servers = "parts.home.inputs.servers + 1" }',
            'with = { <<servers>> = "parts.home.inputs.servers + 1" }',
            f"{PART}.with.servers",
            "a cycle: parts.home.inputs.servers -> parts.home.inputs.servers",
            "define one of them",
        ),
        (
            'without = ["costs.gpus"]',
            'without = [<<"costs.gpus">>]',
            f"{PART}.without.0",
            "`without` leaves out `costs.gpus`, and costs.ops of strategies.own reads it",
            r"leave out costs\.ops too, or keep both",
        ),
        (
            'without = ["costs.gpu"]',
            'without = [<<"costs.gpu">>]',
            f"{PART}.without.0",
            'a part of strategies.own has no "costs.gpu" that `without` could leave out',
            r"did you mean `costs\.gpus`\?",
        ),
        (
            'after = "demand"',
            'after = "<<demand>>"',
            f"{PART}.after",
            "`demand` varies by month, but `after` needs one value for all months",
            "the same in every month",
        ),
        (
            'until = "launch"',
            'until = "<<launch>>"',
            f"{PART}.until",
            "`launch` cannot be used here",
            "only cost lines and outputs",
        ),
        (
            'with = { "tariffs.list" = 3 }',
            'with = { <<"tariffs.list">> = 3 }',
            f"{PART}.with.tariffs.list",
            "`with` binds `tariffs.list`, which is neither a driver nor an input of strategies.own",
            "its names: `requests`, `tokens`, `demand`, `servers`, `idle`",
        ),
        (
            "wth = { servers = 3 }",
            "<<wth>> = { servers = 3 }",
            f"{PART}.wth",
            "unknown key `wth`",
            "did you mean `with`?",
        ),
    ],
)
def test_one_mistake(new: str, marked: str, address: str, message: str, help: str) -> None:
    check_only_mistake(TEXT.replace("with = { servers = 3 }", new), marked, address, message, help)


@pytest.mark.parametrize(
    ("new", "marked", "message", "help"),
    [
        ('of = "ownn"', 'of = <<"ownn">>', '`of` is not a strategy of this file: "ownn"', "did you mean `own`?"),
        (
            'of = "mix"',
            'of = <<"mix">>',
            "`of` needs a strategy without `parts` and `starts`, and strategies.mix is a mix",
            "one of `api`, `own`",
        ),
    ],
)
def test_a_part_is_of_a_plain_strategy(new: str, marked: str, message: str, help: str) -> None:
    """What the mix reads of the part is not reported as unknown too."""
    check_only_mistake(TEXT.replace('of = "own"', new), marked, f"{PART}.of", message, help)


def test_a_price_that_depends_on_a_bound_name_is_an_error() -> None:
    text = TEXT.replace("with = { servers = 3 }", 'with = { requests = "2 * requests" }')
    text = text.replace('"ceil(demand / 50)"', '"ceil(tokens / 50)"')
    assert loads(text)
    with pytest.raises(ConfigError, match=r"`requests` is bound, and `tariffs\.list` depends on it"):
        loads(text.replace("price = 3 }", 'price = "3 * requests" }'))


def test_what_no_mix_can_read() -> None:
    text = TEXT.replace("parts.rest.monthly", "parts.rest.month")
    message, help = (
        "`parts.rest.month` cannot be read",
        r"a mix or a policy reads parts\.NAME\.monthly, parts\.NAME\.launch",
    )
    marked = 'monthly = "1 + 2% * <<parts.rest.month>> + parts.home'
    with pytest.raises(ConfigError, match=message) as caught:
        loads(text)
    assert marked.replace("<<", "").replace(">>", "") in text
    assert help.replace("\\", "") in caught.value.problems[0].help


def test_only_a_mix_reads_parts() -> None:
    with pytest.raises(ConfigError, match=r"unknown name `parts\.rest\.monthly`"):
        loads(TEXT.replace('monthly = "tokens"\n', 'monthly = "tokens + parts.rest.monthly"\n'))


@pytest.mark.parametrize(
    ("moments", "key", "message"),
    [
        ("after = 30", "after", "the part begins after 30 months, the last horizon is 12: it costs nothing"),
        ("after = 5\nuntil = 4", "until", "the part ends after 4 months, no later than it begins: it costs nothing"),
    ],
)
def test_a_part_that_is_never_there_is_warned_of_once(moments: str, key: str, message: str) -> None:
    found = loads(TEXT.replace("with = { servers = 3 }", moments)).warnings
    found = [item for item in found if item.address.startswith(PART)]
    assert [item.address for item in found] == [f"{PART}.{key}"]
    assert found[0].message.startswith(message)


def test_check_and_explain_show_the_parts() -> None:
    what = loads(TEXT)
    assert "part rest: strategies.api, with requests = 0.7 * requests, part home: strategies.own" in " ".join(
        render_reading(what).split()
    )
    assert "strategies.own, with servers = 3" in render_explanation(what, PART)
    assert "0.7 * requests" in render_explanation(what, "strategies.mix.parts.rest.with.requests")
    assert "from strategies.api.costs.bill, with its draws" in render_explanation(
        what, "strategies.mix.costs.rest.bill"
    )
    assert "strategies.mix.parts.rest.with.requests" in render_explanation(what, "drivers.requests")


def test_a_new_part_cannot_be_set() -> None:
    with pytest.raises(ConfigError):
        loads(TEXT).with_values({"strategies.mix.parts.third": {"of": "api"}})
    changed = loads(TEXT).with_values({"strategies.mix.parts.home": {"of": "own", "with": {"servers": 7}}})
    assert changed.strategies["mix"].parts["home"].bindings["servers"].text == "7"


def test_a_mix_of_many_lines_is_no_deep_formula() -> None:
    lines = "".join(f'[strategies.own.costs.l{k}]\ncategory = "Compute"\nmonthly = {k}\n' for k in range(400))
    assert len(loads(TEXT + lines).strategies["mix"].lines) > 400


def test_two_scenarios_are_compared_down_to_what_a_part_binds() -> None:
    other = loads(TEXT.replace("0.7 * requests", "0.6 * requests").replace("with = { servers = 3 }", "after = 2"))
    found = {change.address: change.kind for change in find_changes(loads(TEXT), other)}
    assert found == {
        "strategies.mix.parts.rest.with.requests": "changed",
        f"{PART}.with.servers": "dropped",
        f"{PART}.after": "added",
    }


def test_revenue_that_is_lost_beside_another_part_is_warned_of() -> None:
    [found] = loads(TEXT).warnings
    assert found.address == "strategies.mix.parts"
    assert "revenue is lost until parts.home is launched; if another part serves everybody until then" in found.message
    head = "[strategies.mix]\nlaunch = { months = 0, revenue_per_month = 0 }\n"
    own = TEXT.replace("[strategies.mix.parts.rest]", f"{head}[strategies.mix.parts.rest]")
    assert loads(own).warnings == ()


def test_events_that_two_parts_pay_for_are_warned_of() -> None:
    text = TEXT.replace("demand = {", 'calls = { process = "events", events_per_month = 3 }\ndemand = {')
    for name in ("api", "own"):
        text += f'[strategies.{name}.costs.calls]\ncategory = "Compute"\non = "calls"\nper_event = 1\n'
    assert any(
        "parts rest and home each pay for every event of `calls`" in item.message for item in loads(text).warnings
    )


def test_a_value_that_is_set_may_leave_a_bound_name_unread() -> None:
    """Setting a cost to 0 is how a what-if leaves it out."""
    assert loads(TEXT).with_values({"strategies.own.costs.gpus.monthly": 0, "strategies.api.costs.bill.monthly": 7})


def test_a_process_of_events_cannot_be_bound() -> None:
    text = TEXT.replace("demand = {", 'calls = { process = "events", events_per_month = 3 }\ndemand = {')
    text += '[strategies.own.costs.calls]\ncategory = "Compute"\non = "calls"\nper_event = 1\n'
    with pytest.raises(ConfigError, match=r"`calls` is a process of events(.|\\n)*it cannot be bound"):
        loads(text.replace("with = { servers = 3 }", "with = { calls = 3 }"))


def test_parts_bring_no_more_than_can_be_read() -> None:
    """Many mentions of a part of many lines, and many parts that copy many drivers."""
    lines = "".join(f'[strategies.own.costs.l{k}]\ncategory = "Compute"\nmonthly = {k}\n' for k in range(300))
    mentions = " + ".join(["parts.home.monthly"] * 70)
    text = f'{TEXT}{lines}[strategies.mix.costs.sum]\ncategory = "Compute"\nmonthly = "{mentions}"\n'
    chain = "".join(f'd{k} = "{f"d{k - 1}" if k else "requests"} + 1"\n' for k in range(90))
    parts = "".join(f"[strategies.mix.parts.q{k}]\nof = 'api'\nwith = {{ requests = {k} }}\n" for k in range(260))
    copies = TEXT.replace("[drivers]\n", f"[drivers]\n{chain}").replace(
        'monthly = "tokens"', 'monthly = "tokens + d89"'
    )
    for large in (text, copies + parts):
        with pytest.raises(ConfigError, match="of 20,000 are left"):
            loads(large)
