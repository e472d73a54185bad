"""Quantile tables on disk are those that were built, to the last bit; whatever is wrong there, one is built again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tcorisk.distributions import (
    Beta,
    Conditioned,
    Constant,
    Empirical,
    Gamma,
    Law,
    LogNormal,
    Mixture,
    Normal,
    OnScores,
    Pert,
    Scores,
    Triangular,
    Uniform,
    build_table,
)  # fmt: skip
from tcorisk.simulator.lowering import table_store

LAWS: list[Law] = [
    Beta(2.0, 0.3, -1.0, 1.0),
    Gamma(0.7, 3.0),
    LogNormal(1e6, 0.8),
    Pert(1.0, 2.0, 9.0),
    Mixture((Constant(1.0), Uniform(0.5, 2.0), Conditioned(Normal(1.0, 0.5), 0.0)), (1.0, 2.0, 3.0)),
    OnScores(LogNormal(3.0, 0.5), Scores(4.0)),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(table_store, "_folder", lambda: tmp_path)
    monkeypatch.setattr(table_store, "_written", 0)
    table_store.stored_table.cache_clear()
    return tmp_path


def again(law: Law) -> table_store.QuantileTable:
    """Give what another process gets."""
    table_store.stored_table.cache_clear()
    return table_store.stored_table(law)


@pytest.mark.parametrize("law", LAWS)
def test_what_is_read_is_what_was_built(law: Law, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert again(law) is build_table(law)
    monkeypatch.setattr(table_store, "build_table", None)
    read, built = again(law), build_table(law)
    for name in ("upper", "bits", "first", "value", "cells"):
        one, other = getattr(read, name), getattr(built, name)
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes()), name
        assert not one.flags.writeable
    assert read.error == built.error


def test_a_damaged_file_is_replaced(folder: Path) -> None:
    again(LAWS[0])
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    for damaged in (whole[:-8], bytes(64) + whole[64:], b""):
        file.write_bytes(damaged)
        assert again(LAWS[0]) is build_table(LAWS[0])
        assert file.read_bytes() == whole


@pytest.mark.parametrize("law", [Triangular(1.0, 2.0, 3.0), Uniform(0.0, 1.0), Empirical((1.0, 2.0, 4.0))])
def test_other_laws_are_not_kept(law: Law, folder: Path) -> None:
    again(law)
    if law != Uniform(0.0, 1.0):  # quick to build, but its text says all of it
        again(Mixture((law, Normal(0.0, 1.0)), (0.5, 0.5)))
    assert not list(folder.iterdir())


def test_the_folder_stays_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_store, "_MOST", 12)
    monkeypatch.setattr(table_store, "_MOST_WRITTEN", 5)
    monkeypatch.setattr(table_store, "build_table", lambda law: build_table(LAWS[2]))
    for process in range(4):
        monkeypatch.setattr(table_store, "_written", 0)
        for k in range(9):
            again(LogNormal(float(1 + k + 10 * process), 0.5))
    assert len(list(folder.iterdir())) == 12


def test_without_a_folder_tables_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_store, "_folder", lambda: None)
    assert again(LAWS[0]) is build_table(LAWS[0])


def test_a_law_of_other_numbers_has_another_table(folder: Path) -> None:
    again(LogNormal(1.0, 0.5))
    other = again(LogNormal(1.0, np.nextafter(0.5, 1.0).item()))
    assert other is build_table(LogNormal(1.0, np.nextafter(0.5, 1.0).item()))
