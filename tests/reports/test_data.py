"""Data files: the same numbers in JSON, CSV and Parquet, the same bytes each time, and words that stay words."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from board_case import HOSTILE, hostile_board, small_board

from tcorisk.reports.data import render_data
from tcorisk.reports.data.spreadsheets import harmless
from tcorisk.reports.tables.tables import KINDS, all_tables
from tcorisk.reports.words.documents import render_json

_CASES = {"plain": small_board, "hostile": hostile_board}


@pytest.fixture(scope="module", params=_CASES)
def board(request):
    return _CASES[request.param]()


@pytest.fixture(scope="module")
def found(board):
    return all_tables(board)


def _read_back(text, kind):
    """Return the value of a CSV cell."""
    if text == "":
        return None
    if kind == "date":
        return date.fromisoformat(text)
    return text.removeprefix("'") if kind == "text" else KINDS[kind](text)


def test_json_is_what_the_command_prints(board):
    files = render_data(board, "json")
    assert list(files) == ["result.json", "sensitivity.json", "tables.json"]
    assert files["result.json"].decode() == render_json(board.document)
    assert json.loads(files["sensitivity.json"]) == board.sensitivity.document


def test_json_holds_every_table(board, found):
    read = json.loads(render_data(board, "json")["tables.json"])
    assert list(read) == list(found)
    for name, table in found.items():
        assert (read[name]["title"], read[name]["note"]) == (table.title, table.note)
        assert [column["meaning"] for column in read[name]["columns"]] == [c.meaning for c in table.columns]
        expected = [[v.isoformat() if isinstance(v, date) else v for v in row] for row in table.rows]
        assert read[name]["rows"] == expected


def test_csv_reads_back_as_the_same_values(board, found):
    files = render_data(board, "csv")
    assert list(files) == [f"{name}.csv" for name in found]
    for name, table in found.items():
        content = files[f"{name}.csv"]
        assert content.count(b"\n") == content.count(b"\r\n") == len(table.rows) + 1  # no line break inside a cell
        header, *rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
        assert header == [column.key for column in table.columns]
        for row, expected in zip(rows, table.rows, strict=True):
            values = tuple(_read_back(text, c.kind) for text, c in zip(row, table.columns, strict=True))
            assert values == tuple(None if value == "" else value for value in expected)


def test_pandas_reads_csv(board, found):
    for name in ("summary", "months", "trajectories"):
        frame = pd.read_csv(io.BytesIO(render_data(board, "csv")[f"{name}.csv"]))
        for column in found[name].columns:
            if column.kind == "money":
                values = [float("nan") if v is None else v for v in found[name].column(column.key)]
                pd.testing.assert_series_equal(frame[column.key], pd.Series(values, name=column.key), rtol=1e-15)


def test_no_cell_of_a_csv_is_a_formula(board):
    for content in render_data(board, "csv").values():
        for row in csv.reader(io.StringIO(content.decode(), newline="")):
            for cell in row:
                if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                    float(cell)  # raises where it is not a number
    if board is hostile_board():
        assert f"'{HOSTILE[2]}".replace('"', '""') in render_data(board, "csv")["categories.csv"].decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\uff1d1"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1-1", "a=b", "'x", " x", "(=1)"])
def test_other_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_parquet_has_types_and_the_same_values(board, found):
    parquet = pytest.importorskip("pyarrow.parquet")
    files = render_data(board, "parquet")
    types = {"text": "string", "date": "date32[day]", "count": "int64", "month": "int64"}
    for name, table in found.items():
        read = parquet.read_table(io.BytesIO(files[f"{name}.parquet"]))
        assert [str(field.type) for field in read.schema] == [types.get(c.kind, "double") for c in table.columns]
        for column, values in zip(table.columns, read.columns, strict=True):
            assert tuple(values.to_pylist()) == table.column(column.key)
            assert read.schema.field(column.key).metadata[b"heading"].decode() == column.heading
        assert read.schema.metadata[b"title"].decode() == table.title


def test_without_its_library_parquet_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r'pip install "tcorisk\[parquet\]"'):
        render_data(small_board(), "parquet")


def test_a_format_that_does_not_exist():
    with pytest.raises(ValueError, match="one of json, csv, parquet, got 'xml'"):
        render_data(small_board(), "xml")


def _digests(board):
    pytest.importorskip("pyarrow")
    return {
        f"{kind}/{name}": hashlib.sha256(content).hexdigest()
        for kind in ("json", "csv", "parquet")
        for name, content in render_data(board, kind).items()
    }


def test_the_same_board_gives_the_same_bytes_in_any_process():
    code = "import json, board_case, test_data; print(json.dumps(test_data._digests(board_case.small_board())))"
    path = [str(Path(__file__).parent), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    place = {"PYTHONPATH": os.pathsep.join(filter(None, path)), "PYTHONHASHSEED": "1234"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, **place})
    assert json.loads(done.stdout) == _digests(small_board()) == _digests(small_board())
