"""A folder of one's own on the command line: made, found, and heard by every verb."""

import pytest

from sim.runs.folders import MARK

CHANGED = """\
id: brief
extends: vouchers
period: {from: 2023Q1, until: 2025Q2}
resolution: draft
"""


@pytest.fixture
def own(parksim, folder):
    """A new folder beside the working folder's scenarios, with a short scenario in it."""
    answer = parksim("new", "mine")
    assert answer.code == 0, answer.err
    (folder / "mine" / "scenarios" / "brief.yaml").write_text(CHANGED)
    (folder / "mine" / "data" / "completions.csv").unlink()
    return ["--with", "mine"]


def test_a_new_folder_holds_an_example_of_each_thing(parksim, folder):
    answer = parksim("new", "deep/mine")
    assert answer.code == 0
    kinds = {path.name for path in (folder / "deep" / "mine").iterdir()}
    assert kinds == {
        "levers", "assumptions", "programmes", "events", "scenarios", "stages", "data",
        "README.md", MARK,
    }  # fmt: skip
    for kind in kinds - {"README.md", MARK}:
        assert any((folder / "deep" / "mine" / kind).iterdir())
    for line in answer.out.splitlines()[:-1]:
        assert (folder / line).is_file()
    assert answer.out.rstrip().endswith("parksim run opinion vouchers --with deep/mine")


def test_a_new_folder_may_be_an_empty_one(parksim, folder):
    (folder / "mine").mkdir()
    assert parksim("new", "mine").code == 0


@pytest.mark.parametrize(
    ("taken", "message"),
    [("mine/notes.txt", "This folder is not empty; nothing in it was touched."),
     ("mine", "This is a file, not a folder; it was not touched.")],
)  # fmt: skip
def test_what_is_there_is_not_touched(parksim, folder, taken, message):
    (folder / taken).parent.mkdir(exist_ok=True)
    (folder / taken).write_text("mine")
    before = sorted(folder.rglob("*"))
    answer = parksim("new", "mine")
    assert answer.code == 2
    assert answer.err.startswith(f"mine\n  {message}\n  Name a")
    assert sorted(folder.rglob("*")) == before


def test_own_entries_are_found_by_word_and_listed(parksim, own):
    for words in (["voucher"], ["租金券"], ["voucher.rent"]):
        answer = parksim("show", *words, *own)
        assert answer.code == 0, answer.err
        assert "lever voucher.rent  Rent voucher for young AI firms" in answer.out
        assert "pay_vouchers" in answer.out, "who reads it"
    assert "voucher.rent" in parksim("show", "levers", *own).out
    assert "pay_grant" in parksim("show", "events", *own).out
    assert "pay_vouchers" in parksim("show", "stages", *own).out
    assert "Do rent vouchers keep young AI firms" in parksim("show", "scenarios", *own).out
    assert parksim("show", "voucher.rent").code == 2, "nobody named the folder"


def test_own_words_are_checked_and_compared(parksim, own, tiny):
    answer = parksim("check", "vouchers", *own, *tiny)
    assert answer.code == 0, answer.err
    assert "proposal   voucher.rent: 0 | 0; 0.3 from 2025Q1; acts from 2025Q1" in answer.out
    assert "voucher.rent" in parksim("diff", "opinion", "vouchers", *own, *tiny).out


def test_the_variable_names_a_folder_for_every_command(parksim, own, folder, monkeypatch):
    monkeypatch.setenv("PARKSIM_FOLDER", str(folder / "mine"))
    assert "voucher.rent" in parksim("show", "levers").out


def test_in_a_marked_folder_everything_is_found(parksim, own, folder, tiny):
    from tests.cli.conftest import say

    inside = folder / "mine"
    assert "pay_vouchers" in say(inside, "show", "stages").out
    (inside / MARK).unlink()
    assert "pay_vouchers" not in say(inside, "show", "stages").out
    assert "voucher.rent" in say(inside, "show", "levers").out


def test_a_run_with_a_folder_says_so_in_its_provenance(parksim, own, folder, tiny):
    import json

    more = ["--replicates", "1", "--workers", "1", "--out", "results/own", *own, *tiny]
    answer = parksim("run", "brief", *more)
    assert answer.code == 0, answer.err
    made = json.loads((folder / "results" / "own" / "provenance.json").read_text())
    assert "--with mine" in made["command"]
    assert "stages/pay_vouchers.py" in made["own"]
    assert "1 stored already, 0 to run" in parksim("run", "brief", *more).err
    stage = folder / "mine" / "stages" / "pay_vouchers.py"
    stage.write_text(stage.read_text().replace("share == 0.0", "share <= 0.0"))
    assert "0 stored already, 1 to run" in parksim("run", "brief", *more, "--plan").err


def test_a_file_that_is_wrong_is_told_by_name(parksim, own, folder):
    (folder / "mine" / "levers" / "vouchers.yaml").write_text(
        "voucher.rent: {label: Free, unit: 3}"
    )
    answer = parksim("show", "levers", *own)
    assert answer.code == 2
    assert "mine/levers/vouchers.yaml:1" in answer.err
    assert 'The key "before" is missing.' in answer.err
    assert "This must be a text, not 3." in answer.err


def test_a_folder_that_is_not_there_is_said(parksim):
    answer = parksim("show", "levers", "--with", "nowhere")
    assert answer.code == 2
    assert (
        "nowhere\n  There is no such folder.\n  Check --with, or make it: parksim new" in answer.err
    )
