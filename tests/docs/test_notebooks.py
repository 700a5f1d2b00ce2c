"""The notebooks: valid, without outputs, built on `sim` alone, and they run from scratch."""

import ast
import json
import re
import sys
from pathlib import Path

import nbformat
import pytest

NAMES = (
    "01-first-run",
    "02-what-if",
    "03-delisting",
    "04-guidance-funds",
    "05-land",
    "06-sensitivity-and-clauses",
    "07-one-firm-two-worlds",
    "08-your-own-lever-and-stage",
    "09-figures-for-a-paper",
)
ALLOWED = {"sim", "pandas", "numpy", "matplotlib", "ipywidgets", "IPython", "pathlib"}
DEFAULT_ZONE = 'ZONE = ""'
SECONDS = 600  # of a cell, on a machine that is busy


@pytest.fixture(scope="module")
def folder(repository) -> Path:
    return repository / "notebooks"


def cells(path: Path, kind: str) -> list[str]:
    """Return the sources of the cells of a kind."""
    held = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(each["source"]) for each in held if each["cell_type"] == kind]


def test_there_are_the_nine_that_are_promised(folder):
    assert tuple(path.stem for path in sorted(folder.glob("*.ipynb"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
class TestEachNotebook:
    def test_is_valid_and_opens_with_the_kernel_of_the_environment(self, folder, name):
        notebook = nbformat.read(folder / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        assert notebook.metadata.kernelspec.name == "python3"

    def test_holds_no_outputs(self, folder, name):
        notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        assert set(notebook.metadata) <= {"kernelspec", "language_info"}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                assert cell.outputs == []
                assert cell.execution_count is None

    def test_imports_sim_and_what_draws_and_nothing_else(self, folder, name):
        named = set()
        for source in cells(folder / f"{name}.ipynb", "code"):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    named |= {each.name.partition(".")[0] for each in node.names}
                elif isinstance(node, ast.ImportFrom):
                    named.add((node.module or "").partition(".")[0])
        assert "sim" in named
        assert named <= ALLOWED

    def test_defines_no_model(self, folder, name):
        for source in cells(folder / f"{name}.ipynb", "code"):
            for node in ast.walk(ast.parse(source)):
                assert not isinstance(node, ast.ClassDef)
                assert not getattr(node, "decorator_list", [])

    def test_begins_with_a_title_and_says_how_long_it_takes(self, folder, name):
        first = cells(folder / f"{name}.ipynb", "markdown")[0]
        assert first.startswith(f"# {int(name[:2])} · ")
        assert re.search(r"minute", first)

    def test_states_no_findings_that_a_change_of_the_model_would_make_wrong(self, folder, name):
        for source in cells(folder / f"{name}.ipynb", "markdown"):
            assert not re.search(r"\d\s*(%|per cent|billion|million|trillion)", source.replace(
                "95 %", "").replace("±0.5 %", ""))  # fmt: skip

    def test_names_what_can_be_changed_in_one_cell(self, folder, name):
        (parameters,) = (
            "".join(cell["source"])
            for cell in json.loads((folder / f"{name}.ipynb").read_text("utf-8"))["cells"]
            if "parameters" in cell["metadata"].get("tags", [])
        )
        assert DEFAULT_ZONE in parameters
        assert 'RESOLUTION = "draft"' in parameters


def run_here(path: Path) -> dict:
    """Run a notebook in this process, on the made-up zone in two worlds; return its names."""
    names: dict = {}
    for source in cells(path, "code"):
        smaller = re.sub(r"^REPLICATES = \d+", "REPLICATES = 2", source, flags=re.MULTILINE)
        exec(smaller.replace(DEFAULT_ZONE, 'ZONE = "tiny"'), names)  # the page's own lines
    return names


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Work in a folder of its own, with one worker: this process."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setattr("sim.runs.engines.local.default_workers", lambda: 1)
    return tmp_path


def test_the_first_notebook_runs_on_the_made_up_zone(folder, beside, capsys):
    names = run_here(folder / "01-first-run.ipynb")
    assert len(names["worlds"]) == 2
    assert (beside / "results" / "first-run" / "provenance.json").is_file()
    assert "declared indicators differ" in capsys.readouterr().out


def test_the_notebook_with_sliders_works_without_them(folder, beside, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    names = run_here(folder / "02-what-if.ipynb")
    told = capsys.readouterr().out
    assert "No sliders here" in told
    assert "assessment.pass_mark" in told
    assert names["answer"].scenarios == ["opinion-short", "what-if"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_from_scratch_as_it_stands(folder, tmp_path, name):
    from nbclient import NotebookClient

    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    resources = {"metadata": {"path": str(tmp_path / "notebooks")}}
    NotebookClient(notebook, timeout=SECONDS, resources=resources).execute()
    said = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [each for each in said if each.output_type == "error"]
    assert any("image/png" in each.get("data", {}) for each in said)
