"""The verbs ``status`` and ``store``: how far a result is, and housekeeping of its runs."""

import shutil

import pytest

from sim.cli import standing, storing
from sim.runs import experiment, rerun
from sim.runs.results import Results
from sim.runs.specs import Failure
from sim.runs.storage.writer import Writer
from tests.cli.conftest import lay_out, say


@pytest.fixture(scope="module")
def made(tmp_path_factory, tiny):
    """A working folder with a result of four runs."""
    folder = lay_out(tmp_path_factory.mktemp("made"))
    words = ("short", "land", "--replicates", 2, "--workers", 1, "--out", "try")
    answer = say(folder, "run", *words, *tiny)
    assert answer.code == 0, answer.err
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(made, tmp_path / "copy")


def keys(folder):
    return Results(folder / "try").plan["key"].tolist()


def fail(folder, key):
    """Let a run fail in the store, as an engine does."""
    plan = Results(folder / "try")
    row = plan.plan.set_index("key").loc[key]

    class Spec:
        label = f"{row['scenario']}, replicate {row['replicate']}"
        world = type("World", (), {"dynamics": plan.provenance.dynamics, "resolution": "draft"})

    Spec.key = key
    writer = Writer(folder / "try" / "store")
    reason = Failure("AccountingError", "people do not close", "match", "2023Q2", "")
    writer.failed(Spec, reason, 0.1)
    writer.close()


def test_a_complete_result_is_said_to_be_complete(made):
    answer = say(made, "status", "try")
    assert answer.code == 0
    assert "4 of 4 runs are stored, 0 failed, 0 missing." in answer.out
    assert "try/store: 4 runs of all experiments" in answer.out
    assert "Old code" not in answer.out


def test_status_answers_in_chinese(made):
    assert "已存4次" in say(made, "status", "try", "--language", "zh").out


def test_missing_and_failed_runs_are_listed_with_their_reason(folder):
    lost = keys(folder)[3]
    assert say(folder, "store", "remove", "--keys", lost, "try", "--yes").code == 2
    answer = say(folder, "store", "remove", "--keys", lost, "--yes")
    assert answer.code == 0 and "1 run dropped; 3 are left." in answer.out
    answer = say(folder, "status")
    assert answer.code == 4, "resumable"
    assert "3 of 4 runs are stored, 0 failed, 1 missing." in answer.out
    assert "parksim run short land --replicates 2" in answer.out
    fail(folder, lost)
    answer = say(folder, "status")
    assert answer.code == 3
    for word in ("AccountingError", "2023Q2", "match", "people do not close", lost[:8]):
        assert word in answer.out
    assert f"store rerun {lost} try --pdb" in answer.out


def test_a_batch_that_is_running_is_followed(folder):
    writer = Writer(folder / "try" / "store")
    writer._open()
    lost = keys(folder)[0]
    assert say(folder, "store", "remove", "--keys", lost, "--yes").code == 0
    (folder / "try").rename(folder / "done")
    (folder / "try").mkdir()
    (folder / "done" / "store").rename(folder / "try" / "store")
    shutil.copytree(folder / "done", folder / "try" / ".begun")
    answer = say(folder, "status", "--out", "try")
    assert answer.code == 4
    assert "3 of 4 runs are stored" in answer.out
    assert "Running: 1 writer at work, about" in answer.out
    writer.close()
    assert "Running" not in say(folder, "status", "--out", "try").out


def test_what_the_store_holds_is_verified(folder):
    answer = say(folder, "store", "verify", "try")
    assert answer.code == 0
    assert "4 runs in 1 part" in answer.out and "equal, bit for bit" in answer.out
    assert "No run was stored twice" in answer.out, "it is said what was not checked"
    path = next((folder / "try" / "store" / "parts").glob("*.parks.parquet"))
    path.write_bytes(path.read_bytes()[:-100])
    answer = say(folder, "store", "verify", "try")
    assert answer.code == 2
    assert path.name in answer.err and "equal, bit for bit" not in answer.out
    assert path.name in say(folder, "status", "try").err
    assert say(folder, "store", "compact", "try").code == 0
    assert say(folder, "store", "verify", "try").code == 0
    assert say(folder, "status", "try").code == 4, "its runs are to be run again"


def test_runs_that_two_writers_stored_are_found_equal(folder):
    for path in list((folder / "try" / "store").rglob("*-0.*.parquet")):
        shutil.copy(path, path.with_name(f"other-0.{path.name.split('.', 1)[1]}"))
    (path,) = (folder / "try" / "store" / "journal").iterdir()
    text = path.read_text().replace(f"{path.stem}-0", "other-0")
    path.with_name("other.jsonl").write_text(text)
    assert "4 runs stored by more than one writer: equal" in say(folder, "store", "verify").out
    answer = say(folder, "store", "compact")
    assert "4 runs in 1 part instead of" in answer.out
    assert "No run was stored twice" in say(folder, "store", "verify").out


def test_a_run_done_again_is_equal_bit_for_bit(made, tiny):
    answer = say(made, "store", "rerun", keys(made)[3][:12], "try", *tiny)
    assert answer.code == 0, answer.err
    assert "Equal bit for bit" in answer.out
    assert "land, replicate 1, engine compiled" in answer.err


def test_a_run_that_differs_from_what_is_stored_is_said(folder, tiny, monkeypatch):
    def other(spec):
        found = simulate(spec)
        found.parks["firms"][2, 1] += 1.0
        return found

    simulate = rerun.simulate
    monkeypatch.setattr(rerun, "simulate", other)
    answer = say(folder, "store", "rerun", keys(folder)[0], "try", *tiny)
    assert answer.code == 2
    assert "Different in 1 of" in answer.out and "parks.firms" in answer.out


def test_a_run_that_fails_again_goes_into_the_debugger_if_asked(folder, tiny, monkeypatch):
    def failing(spec):
        raise ArithmeticError("no more people")

    seen = []
    monkeypatch.setattr(rerun, "simulate", failing)
    monkeypatch.setattr("pdb.post_mortem", seen.append)
    key = keys(folder)[0]
    answer = say(folder, "store", "rerun", key, "try", *tiny)
    assert answer.code == 3 and "ArithmeticError: no more people" in answer.out
    assert seen == []
    assert say(folder, "store", "rerun", key, "try", *tiny, "--pdb").code == 3
    assert seen[0].tb_frame.f_code.co_name == "rerun"


def test_a_key_that_is_no_runs_is_said(made):
    answer = say(made, "store", "rerun", "xyz", "try")
    assert answer.code == 2
    assert 'No runs of this result begin with "xyz".' in answer.err


def test_old_code_is_counted_and_dropped_only_after_asking(folder, monkeypatch):
    for module in (standing, storing):
        monkeypatch.setattr(module, "current", lambda setting: "another model")
    answer = say(folder, "status", "try")
    assert "made by another model" in answer.out
    assert "Old code: 4 runs" in answer.out
    answer = say(folder, "store", "remove", "old", "try")
    assert answer.code == 2 and "Add --yes" in answer.err
    assert ": 4)" in answer.err, "how many of which model"
    assert len(Results(folder / "try").store.entries) == 4
    assert say(folder, "store", "remove", "old", "try", "--yes").code == 0
    assert not Results(folder / "try").store.entries


@pytest.mark.parametrize("words", [[], ["everything"], ["old", "--keys", "a"]])
def test_it_must_be_clear_what_is_to_be_dropped(made, words):
    answer = say(made, "store", "remove", *words)
    assert answer.code == 2
    assert "old, failed, damaged, or --keys" in answer.err


def test_a_store_is_found_by_its_own_folder(made):
    assert say(made, "store", "verify", made / experiment.STORE).code == 2, "there is none here"
    assert say(made, "store", "verify", made / "try" / experiment.STORE).code == 0
