"""What the pages for people tell them to type exists: verbs, options, levers, files."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from sim.cli.app import app
from sim.core import strict_yaml
from tests.docs.pages import blocks, commands

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TOLD = [
    *(ROOT / name for name in ("README.md", "README.zh.md")),
    *(DOCS / name for name in ("start.md", "start.zh.md", "tasks.md", "extend.md")),
    *sorted(DOCS.glob("how-to/*.md")),
]
PARKSIM = ("parksim", ".venv/bin/parksim")
VERBS = typer.main.get_command(app).commands


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_every_command_of_a_page_has_a_verb_and_options_that_exist(path):
    lines = [shlex.split(line) for line in commands(path)]
    said = [words[1:] for words in lines if words[0] in PARKSIM]
    assert said, "a page that shows nothing to type"
    for verb, *words in said:
        assert verb in VERBS
        known = {option for each in VERBS[verb].params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_every_make_target_of_a_page_exists(path):
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"(?:^|`)make ([\w-]+)", path.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= set(targets)


def test_each_of_the_five_tasks_takes_at_most_three_commands_and_stands_on_its_page():
    text = (DOCS / "tasks.md").read_text("utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:6]
    assert len(sections) == 5
    for section in sections:
        (block,) = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        lines = block.replace("\\\n", " ").splitlines()
        assert 1 <= len(lines) <= 3
        (page,) = re.findall(r"\]\((how-to/[\w-]+\.md)\)", section)
        shown = commands(DOCS / page)
        assert [line for line in lines if line not in shown] == []


def test_the_experiment_of_the_page_on_sensitivity_can_be_planned(tmp_path, monkeypatch):
    from sim import Experiment

    monkeypatch.chdir(tmp_path)
    (text,) = blocks(DOCS / "how-to" / "sensitivity.md", "yaml")
    Path("my-sensitivity.yaml").write_text(text, "utf-8")
    data = strict_yaml.read(Path("my-sensitivity.yaml")).data
    assert len(data["factors"]) == 12
    planned = Experiment("my-sensitivity.yaml", zone="tiny").plan()
    assert planned.plan.rows == 4 * 13  # trajectories of a row more than factors
    assert planned.inert == ()
