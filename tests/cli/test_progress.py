"""The line that says how far a run is."""

import io

from tcorisk.cli import progress
from tcorisk.cli.progress import ProgressLine, progress_text


def test_text_has_share_rate_and_time_left():
    text = progress_text(done=500_000, wanted=1_000_000, counted=400_000, seconds=4.0)
    assert text == "[##########          ] 50 %  500,000 of 1,000,000 futures, 100,000 a second, 0:05 left"


def test_nothing_is_guessed_before_there_is_a_rate():
    assert progress_text(10, 100, 0, 0.0) == "[##                  ] 10 %  10 of 100 futures"


def test_silent_for_a_second_then_ten_times_a_second_and_wiped(monkeypatch):
    clock = iter([0.0, 0.5, 0.9, 1.5, 1.55, 1.7])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(progress.sys, "stderr", io.StringIO())
    line = ProgressLine()
    for done in (1, 2, 3, 4, 5):
        line(done, 10)
    line.close()
    written = progress.sys.stderr.getvalue()
    assert "30 %" in written
    assert "40 %" not in written
    assert "50 %" in written
    assert "10 %" not in written
    assert written.endswith("\r\x1b[2K")


def test_a_short_run_leaves_no_trace(monkeypatch):
    monkeypatch.setattr(progress.sys, "stderr", io.StringIO())
    line = ProgressLine()
    line(10, 10)
    line.close()
    assert progress.sys.stderr.getvalue() == ""


def test_what_stands_beside_it(monkeypatch):
    clock = iter([0.0, 1.5, 3.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(progress.sys, "stderr", io.StringIO())
    line = ProgressLine()
    line(1, 10)
    line.beside = "error 0.8 %, asked 0.5 %"
    line(2, 10)
    first, second = progress.sys.stderr.getvalue().split("\r")[1:]
    assert "error" not in first
    assert second.endswith(" left, error 0.8 %, asked 0.5 %")
