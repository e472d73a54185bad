"""`barred`: a strategy that may not be chosen, its label, what copies take over, and what is refused."""

from __future__ import annotations

import pytest
from mistaken import check_only_mistake
from valid_scenario import VALID, changed

from tcorisk.configs import ConfigError, loads

REASON = 'barred = "the files may not leave the house"'


def barred(text: str = VALID, more: str = "") -> str:
    """Return the valid file with `own`, which `reserved` is like, barred."""
    return changed('[strategies.own]\nkind = "self_hosted"', f'[strategies.own]\n{REASON}{more}\nkind = "api"', text)


def test_a_file_without_it_bars_nothing() -> None:
    plain = loads(VALID)
    assert {strategy.barred for strategy in plain.strategies.values()} == {None}
    assert plain.allowed == tuple(plain.strategies) == ("api", "own", "reserved")


def test_a_copy_is_barred_like_its_original_until_it_is_said_otherwise() -> None:
    found = loads(barred()).strategies
    assert found["own"].barred == found["reserved"].barred == "the files may not leave the house"
    assert loads(barred()).allowed == ("api",)
    freed = loads(changed('without = ["costs.labelling"]', 'without = ["costs.labelling", "barred"]', barred()))
    assert freed.allowed == ("api", "reserved")
    assert list(freed.strategies["reserved"].lines) == list(found["reserved"].lines)
    other = loads(changed('like = "own"', 'like = "own"\nbarred = "another reason"', barred()))
    assert other.strategies["reserved"].barred == "another reason"


@pytest.mark.parametrize(
    ("label", "own", "copied", "freed"),
    [
        ("", "own (barred)", "reserved (barred)", "reserved"),
        ('label = "Ours"', "Ours (barred)", "Ours (barred)", "Ours"),
        ('label = "Ours (barred)"', "Ours (barred)", "Ours (barred)", "Ours"),
        ('label = "Barred: ours"', "Barred: ours", "Barred: ours", "Barred: ours"),
    ],
)
def test_the_label_says_it_once(label: str, own: str, copied: str, freed: str) -> None:
    text = barred(more=f"\n{label}")
    found = loads(text).strategies
    assert (found["own"].label, found["reserved"].label) == (own, copied)
    free = loads(changed('without = ["costs.labelling"]', 'without = ["barred"]', text)).strategies
    assert (free["own"].label, free["reserved"].label) == (own, freed)


def test_it_can_be_set_and_moves_no_draw() -> None:
    plain = loads(VALID)
    found = plain.with_values({"strategies.own.barred": "no"})
    assert found.strategies["own"].barred == "no"
    assert found.strategies["own"].lines == plain.strategies["own"].lines


MISTAKES = [
    ("[strategies.own]", "[strategies.own]\nbarred = <<true>>", "strategies.own.barred",
     "`barred` needs text in quotes, got true", "Why it may not be chosen"),
    ("[strategies.own]", f'[strategies.own]\nbarred = <<"{"x" * 301}">>', "strategies.own.barred", "", ""),
    ("[strategies.own]", '[strategies.own]\nbared = "no"', "strategies.own.bared", "", "did you mean `barred`"),
    ('without = ["costs.labelling"]', 'without = ["barred"]', "strategies.reserved.without.0",
     '`without` lists what strategies.own does not have: "barred"', ""),
    ("[strategies.own]", '[strategies.own]\nbarred = "  "', "strategies.own.barred", "`barred` is blank", ""),
    ("[strategies.api]", '[strategies.api]\nbarred = "no"', "strategies.api",
     "the baseline, strategies.api, is barred and cannot be kept: no", 'baseline = "own"'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "address", "message", "help"), MISTAKES, ids=[row[2] for row in MISTAKES])
def test_what_is_refused(old: str, new: str, address: str, message: str, help: str) -> None:
    text = changed(old, new.replace("<<", "").replace(">>", ""))
    with pytest.raises(ConfigError) as caught:
        loads(text)
    (problem,) = caught.value.problems
    assert problem.address == address
    assert problem.message == message or not message
    assert help in problem.help
    if "<<" in new and message:
        check_only_mistake(text, new.split("\n")[1], address, message, help)


def test_one_strategy_at_least_may_be_chosen() -> None:
    text = changed('[strategies.api]\nlabel = "API"', f'[strategies.api]\nlabel = "API"\n{REASON}', barred())
    with pytest.raises(ConfigError, match="every strategy is barred"):
        loads(text)
