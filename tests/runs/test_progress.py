"""Progress as a notebook sees it, and that nobody else is told anything."""

import sys
from types import SimpleNamespace

import pytest

from sim.runs import progress
from sim.runs.specs import Receipt


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.delenv("PARKSIM_QUIET", raising=False)
    monkeypatch.setattr(progress, "time", made)
    return made


def ended(status="done"):
    return Receipt("key", "label", status, 1.0)


def notebook(monkeypatch, kernel):
    shell = SimpleNamespace(kernel=kernel)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))


def test_a_notebook_has_one_line_that_is_written_over(monkeypatch, clock, capsys):
    notebook(monkeypatch, kernel=object())
    with progress.progress(200, "runs") as watch:
        clock.now += 10.0
        for status in ("done", "failed", "done", "done", "done"):
            watch(ended(status))  # looked at once: the clock stands still
        clock.now += 1.0
        watch(ended())
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("\n") == 1 and said.out.endswith("\n")
    shown = [line.rstrip() for line in said.out.rstrip("\n").split("\r")]
    assert shown[0] == "" and shown[1] == "0/200 runs"
    assert shown[2] == "1/200 runs, 0.1/s, 33:10 left", "199 more at ten seconds each"
    # six runs in 11 seconds: 0.545 a second, 194 more take 355.7 seconds
    assert shown[3] == shown[4] == "6/200 runs, 1 failed, 0.5/s, 5:56 left"


def test_a_shorter_line_leaves_nothing_of_a_longer_one(monkeypatch, clock, capsys):
    notebook(monkeypatch, kernel=object())
    with progress.progress(2) as watch:
        clock.now += 60.0
        watch(ended())
        watch(ended())
    lines = capsys.readouterr().out.rstrip("\n").split("\r")[1:]
    assert lines[-1].rstrip() == "2/2 runs, 0.0/s, 1:00"
    assert len(lines[-1]) >= len(lines[-2])


@pytest.mark.parametrize("quiet", [True, False])
def test_without_a_listener_nothing_is_said(monkeypatch, clock, capsys, quiet):
    """Neither with the variable in a notebook, nor in a script whose output goes to a file."""
    notebook(monkeypatch, kernel=object() if quiet else None)
    if quiet:
        monkeypatch.setenv("PARKSIM_QUIET", "1")
    with progress.progress(3) as watch:
        watch(ended())
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
