"""A working folder with short scenarios of the made-up zone, and the command line within it."""

from dataclasses import dataclass

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


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with two scenarios."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "short.yaml").write_text(SHORT)
    (tmp_path / "scenarios" / "land.yaml").write_text(LAND)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def tiny(repository):
    """The made-up zone, as ``--data`` takes it."""
    return ["--data", str(repository / "sim" / "zone" / "data" / "tiny")]


@pytest.fixture
def parksim(folder, capsys):
    """Say something on the command line in the working folder."""

    def say(*arguments):
        capsys.readouterr()
        code = start([str(each) for each in arguments])
        heard = capsys.readouterr()
        return Answer(code, heard.out, heard.err)

    return say
