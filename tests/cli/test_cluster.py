"""`--cluster`: the bytes of one machine from workers of which two are killed, and errors in a line."""

import os
import signal
import subprocess
import sys
import time

import dask
import distributed
import pytest

from tcorisk import SimulationError, grid, load, simulate, sweep
from tcorisk.simulator.engine import dispatch

#: Dask's own, about workers that were killed and loops that end with their process.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes of a thread each, on this machine alone."""
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    # a worker that was killed comes back later than Dask's 15 seconds where the machine is busy
    patience = dask.config.set({"distributed.deploy.lost-worker-timeout": "600s"})
    with patience, distributed.LocalCluster(**settings, silence_logs="CRITICAL") as cluster:
        yield cluster


@pytest.fixture
def client(cluster):
    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        yield client


class Killer:
    """Told of progress, it kills a worker: twice, with work in hand."""

    def __init__(self, client):
        self.client, self.killed = client, []

    def __call__(self, done, wanted):
        if len(self.killed) < 2 and done < wanted:
            try:
                pids = [pid for pid in self.client.run(os.getpid).values() if pid not in self.killed]
            except OSError:  # the worker before is going down: at the next progress
                return
            if pids:
                self.killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)


def test_killed_workers_change_no_byte(client, small):
    """Two of two workers are lost, one after the other, each with a piece in hand and one that is done."""
    scenario = load(small)
    killer = Killer(client)
    found = simulate(scenario, 2**15, executor=client, progress=killer)
    here = simulate(scenario, 2**15)
    assert len(killer.killed) == 2
    assert found.document == here.document
    assert found.samples().equals(here.samples())


def test_points_go_out(client, small):
    """The rows are those of this machine, and the progress rises to the whole."""
    scenario, axes = load(small), {"drivers.requests": grid(1_000, 9_000, 12)}
    told = []
    there = sweep(scenario, axes, 8192, executor=client, progress=lambda done, wanted: told.append((done, wanted)))
    assert there.equals(sweep(scenario, axes, 8192))
    assert told == sorted(told) and told[-1] == (12 * 8192, 12 * 8192)


def test_points_of_many_futures_are_cut(client, small, monkeypatch):
    monkeypatch.setattr("tcorisk.simulator.studies.points._MOST_WORK", 8192)
    scenario, axes = load(small), {"drivers.requests": [2_000, 3_000]}
    assert sweep(scenario, axes, 2**15, executor=client).equals(sweep(scenario, axes, 2**15))


def test_a_point_that_fails_is_named_as_here(client, small):
    small.write_text(small.read_text().replace("requests * to(0.5, 1.5)", "log(limit - to(1, 2))"))
    small.write_text(small.read_text().replace("[drivers]", "[drivers]\nlimit = 9"))
    scenario, axes = load(small), {"drivers.limit": [9.0, 8.0, 1.0, 7.0]}
    errors = []
    for executor in (None, client):
        with pytest.raises(SimulationError, match=r"at drivers\.limit = 1\.0: strategies\.api\.costs") as caught:
            sweep(scenario, axes, 8192, executor=executor)
        errors.append(str(caught.value))
    assert errors[0] == errors[1]


def test_the_command_prints_the_same(cluster, client, small, invoke):
    address = cluster.scheduler_address
    for command in (
        ("--config", str(small), "-n", "2**15", "--format", "json"),
        ("sweep", "--config", str(small), "-n", "8192", "--vary", "drivers.requests=1_000:9_000:5", "--format", "csv"),
    ):
        here, there = invoke(*command), invoke(*command, "--cluster", address)
        assert (there.exit_code, there.stdout) == (0, here.stdout)
        assert f"cluster: {address}, 2 workers with 2 threads" in there.stderr
        assert "on the cluster" in there.stderr


def test_a_job_is_sent_once(client, small, monkeypatch):
    """Pieces are two numbers: what goes out with 64 of them is a small part of the job."""
    shipped, submitted = [], []
    submit = client.submit

    def counted(function, *arguments, **settings):
        (shipped if function is bytes else submitted).append(arguments)
        return submit(function, *arguments, **settings)

    monkeypatch.setattr(client, "submit", counted)
    monkeypatch.setattr(dispatch, "SECONDS", 1e-9)  # the smallest pieces
    simulate(load(small), 2**15, executor=client, chunk=1)
    assert len(shipped) == 1 and len(submitted) == 64
    assert all(not isinstance(argument, bytes) for arguments in submitted for argument in arguments)


def test_why_a_piece_cannot_be_done_is_an_answer(client, small, monkeypatch):
    """What a worker raises, Dask runs again, five times; here it would end the same each time."""
    pieces = []
    submit = client.submit

    def kept(*arguments, **settings):
        pieces.append(submit(*arguments, **settings))
        return pieces[-1]

    monkeypatch.setattr(client, "submit", kept)
    monkeypatch.setattr(dispatch, "VERSION", "0.0")
    with pytest.raises(SimulationError, match=r"a worker has tcorisk .*, and this is 0\.0"):
        simulate(load(small), 2**15, executor=client)
    assert {piece.status for piece in pieces} <= {"finished", "cancelled"}


def test_no_scheduler_is_a_line(small, invoke, monkeypatch):
    monkeypatch.setattr("tcorisk.cli.cluster._SECONDS", 0.5)
    done = invoke("--config", str(small), "--cluster", "tcp://127.0.0.1:9")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("error: no Dask scheduler answers at tcp://127.0.0.1:9")


def test_without_dask_the_command_says_what_to_install(small, invoke, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = invoke("--config", str(small), "--cluster", "tcp://127.0.0.1:8786")
    assert done.exit_code == 2
    assert '= help: pip install "tcorisk[cluster]"' in done.stderr


def started(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


SCHEDULER = """
import sys, time
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp",
                      silence_logs="CRITICAL") as cluster:
        print(cluster.scheduler_address, flush=True)
        time.sleep(1800)
"""
RUN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import tcorisk.cli.session as s
s.ProgressLine.__call__ = lambda *a: print("begun", flush=True)
s.is_terminal = lambda stream: True
from tcorisk.cli import main
main()
"""


@pytest.mark.parametrize("lost", [True, False], ids=["scheduler lost", "Ctrl-C"])
def test_an_end_is_a_line(small, lost):
    """A scheduler that dies, and Ctrl-C."""
    scheduler = started(SCHEDULER)
    try:
        address = scheduler.stdout.readline().strip()
        run = started(RUN, "--config", str(small), "-n", "2**30", "--cluster", address)
        assert run.stdout.readline() == "begun\n"
        sent = time.monotonic()
        if lost:
            scheduler.kill()
        else:
            run.send_signal(signal.SIGINT)
        _, error = run.communicate(timeout=120)
        assert time.monotonic() - sent < 30
        last = error.splitlines()[-1]
        assert "Traceback" not in error
        assert f"cluster: {address}, 1 worker with 1 thread\n" in error
        if lost:
            assert (run.returncode, last) == (
                1,
                f"error: the connection to the scheduler at {address} was lost: run the command again",
            )
        else:
            assert (run.returncode, last) == (130, "interrupted")
    finally:
        scheduler.kill()
        scheduler.communicate()
