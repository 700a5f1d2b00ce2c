import subprocess
import sys

from sim.cli.app import VERBS, start


def test_help_lists_the_verbs(capsys):
    assert start(["--help"]) == 0
    out = capsys.readouterr().out
    for verb in VERBS:
        assert f"  {verb} " in out


def test_a_fault_of_ours_is_a_sentence_and_a_traceback_only_on_request(parksim, monkeypatch, tiny):
    from sim.cli import comparing

    def broken(*given, **more):
        raise RuntimeError("wires crossed")

    monkeypatch.setattr(comparing, "check", broken)
    answer = parksim("check", "short", *tiny)
    assert answer.code == 1
    assert "wires crossed" in answer.err and "--debug" in answer.err
    assert "Traceback" not in answer.err
    assert "Traceback" in parksim("check", "short", *tiny, "--debug").err


def test_a_bad_input_shows_its_traceback_on_request(parksim, tiny):
    answer = parksim("check", "nothing", "--debug", *tiny)
    assert answer.code == 2
    assert "Traceback" in answer.err


def test_the_module_is_the_command(repository):
    made = subprocess.run(
        [sys.executable, "-m", "sim", "--help"], cwd=repository, capture_output=True, text=True
    )
    assert made.returncode == 0
    assert made.stdout.startswith("Usage: parksim")


def test_help_loads_neither_numba_nor_pandas_nor_matplotlib(repository):
    code = (
        "import sys; from sim.cli.app import start; start(['--help']);"
        "slow = {'numba', 'pandas', 'matplotlib', 'mesa', 'duckdb'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True
    )
    assert made.stdout.rstrip().endswith("[]")
