"""A working folder with short scenarios of the made-up zone, and the command line within it."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial

import pytest

from sim.cli.app import start

SHORT = """\
id: short
title: {en: Short, zh: 短期}
extends: no-reform
period: {from: 2023Q1, until: 2023Q4}
resolution: draft
"""
LAND = """\
id: land
title: {en: More land, zh: 增加供地}
question: Does land released in 2023 matter by 2023Q3?
extends: short
policy:
  land.release:
    - {from: 2023Q2, scale: 1.5, why: "what if"}
"""


@dataclass
class Answer:
    code: int
    out: str
    err: str


def lay_out(folder):
    """Write the scenarios of a working folder."""
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "short.yaml").write_text(SHORT)
    (folder / "scenarios" / "land.yaml").write_text(LAND)
    return folder


def say(folder, *arguments):
    """Say something on the command line in a working folder."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(folder)
        patch.setenv("LANG", "C.UTF-8")
        for name in ("LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        code = start([str(each) for each in arguments])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture
def folder(tmp_path):
    """A working folder with two scenarios."""
    return lay_out(tmp_path)


@pytest.fixture(scope="session")
def tiny(repository):
    """The made-up zone, as ``--data`` takes it."""
    return ["--data", str(repository / "sim" / "zone" / "data" / "tiny")]


@pytest.fixture
def parksim(folder):
    """The command line in the working folder."""
    return partial(say, folder)
