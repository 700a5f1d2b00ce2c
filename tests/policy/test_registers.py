"""Loading registers: users' folders, messages about wrong files, the cache."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core import cache
from sim.core.errors import InputError
from sim.policy import registers as module

LEVER = """\
{name}:
  label: {{en: Free coffee, zh: 免费咖啡}}
  unit: share
  range: [0, 1]
  before: 0
  clause: proposal
"""


@pytest.fixture(scope="module", autouse=True)
def _shipped():
    module.load()


@pytest.fixture
def folder(tmp_path) -> Path:
    for kind in ("levers", "assumptions", "events"):
        (tmp_path / "mine" / kind).mkdir(parents=True)
    return tmp_path / "mine"


def write(folder: Path, kind: str, text: str) -> Path:
    path = folder / kind / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path) -> list:
    with pytest.raises(InputError) as caught:
        module.load([folder])
    return caught.value.problems


def test_loading_twice_gives_the_same_registers():
    assert module.load() is module.load()


def test_registers_survive_pickling():
    loaded = module.load()
    copy = pickle.loads(pickle.dumps(loaded))
    assert copy.digest == loaded.digest
    assert copy.lever("land.release") == loaded.lever("land.release")


def test_a_register_cannot_be_written_to():
    with pytest.raises(TypeError):
        module.load().levers["mine"] = None


def test_a_users_lever_needs_five_keys_and_the_rest_is_filled_and_marked(folder):
    write(folder, "levers", LEVER.format(name="canteen.coffee"))
    loaded = module.load([folder])
    lever = loaded.lever("canteen.coffee")
    assert (lever.kind, lever.scope, lever.acts) == ("number", "zone", "quarterly")
    assert lever.plausible == lever.range == (0, 1)
    assert (lever.opinion.from_, lever.opinion.value) == ("2024Q1", 0)
    assert {"kind", "scope", "opinion", "plausible", "source"} <= set(lever.filled)
    assert not {"label", "unit", "range", "before", "clause"} & set(lever.filled)
    assert lever.place == "mine/levers/own.yaml:1"
    assert len(loaded.levers) == len(module.load().levers) + 1


def test_a_users_lever_replaces_the_shipped_one_of_the_same_id(folder):
    write(folder, "levers", LEVER.format(name="land.release"))
    assert module.load([folder]).lever("land.release").label.en == "Free coffee"
    assert module.load().lever("land.release").label.en != "Free coffee"


def test_of_two_folders_the_first_wins(folder, tmp_path):
    other = tmp_path / "other"
    (other / "levers").mkdir(parents=True)
    write(folder, "levers", LEVER.format(name="canteen.coffee"))
    write(other, "levers", LEVER.format(name="canteen.coffee").replace("Free", "Dear"))
    assert module.load([folder, other]).lever("canteen.coffee").label.en == "Free coffee"
    assert module.load([other, folder]).lever("canteen.coffee").label.en == "Dear coffee"


def test_a_users_assumption_replaces_the_shipped_one(folder):
    write(
        folder,
        "assumptions",
        "spillover_decay: {label: Reach, unit: km, value: 12, low: 8, high: 20}\n",
    )
    assumption = module.load([folder]).assumption("spillover_decay")
    assert (assumption.value, assumption.low, assumption.high) == (12, 8, 20)
    assert assumption.label == ("Reach", "Reach")
    assert "source" in assumption.filled


def test_a_misspelt_key_gets_file_line_column_and_the_nearest_key(folder):
    path = write(folder, "levers", LEVER.format(name="canteen.coffee") + "  plausable: [0, 1]\n")
    (problem,) = problems(folder)
    assert problem.where == f"{path}:7:3  canteen.coffee.plausable"
    assert problem.what == 'There is no key "plausable" here.'
    assert problem.do == 'Did you mean "plausible"?'


def test_a_missing_key_is_named(folder):
    text = LEVER.format(name="canteen.coffee").replace("  clause: proposal\n", "")
    path = write(folder, "levers", text)
    (problem,) = problems(folder)
    assert problem.where == f"{path}:1:1  canteen.coffee"
    assert problem.what == 'The key "clause" is missing.'


def test_all_problems_of_all_files_come_at_once(folder):
    write(folder, "levers", LEVER.format(name="a.b").replace("range: [0, 1]", "range: 3"))
    write(folder, "assumptions", "c: {label: C, unit: km}\n")
    write(folder, "events", "d: 7\n")
    assert len(problems(folder)) == 3


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("clause: proposal", "clause: M16", "clause", 'There is no clause "M16".'),
        ("unit: share", "unit: shares", "unit", 'There is no unit "shares".'),
        ("unit: share", "unit: m yuan", "unit", 'The unit "m yuan" is written "million yuan".'),
        ("before: 0", "before: 2", "before", "a.b ranges from 0 to 1 (share), not 2."),
        ("before: 0", "before: no", "before", 'a.b is a number (share), not "no".'),
        (
            "before: 0",
            "before: 0\n  kind: share\n  plausible: [0, 2]",
            "plausible",
            "The plausible interval is no part of the range.",
        ),
        (
            "before: 0",
            "before: 0\n  opinion: {from: soon, value: 1}",
            "opinion.from",
            '"soon" is not a quarter.',
        ),
    ],
)
def test_a_lever_that_makes_no_sense_is_refused(folder, old, new, where, what):
    write(folder, "levers", LEVER.format(name="a.b").replace(old, new))
    (problem,) = problems(folder)
    assert problem.where.endswith(f"  a.b.{where}")
    assert problem.what == what


def test_parts_that_do_not_sum_to_one_are_refused(folder):
    text = LEVER.format(name="assessment.weight_service") + "  part_of: assessment.weight\n"
    write(folder, "levers", text)
    said = [problem.what for problem in problems(folder)]
    assert said == [
        "The parts of assessment.weight sum to 0.85, not to 1.",
        "The parts of assessment.weight sum to 0.75, not to 1.",
    ]


def test_a_choice_numbers_its_choices_without_a_gap(folder):
    text = LEVER.format(name="a.b").replace("before: 0", "before: low\n  kind: choice")
    write(
        folder, "levers", text.replace("unit: share", "choices: {low: 0, high: 2}\n  unit: choice")
    )
    (problem,) = problems(folder)
    assert problem.what == "Choices are numbered 0, 1, 2 without a gap."


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("{value: 3, low: 4, high: 5}", "3 lies outside its range 4 to 5."),
        ("{value: 3, low: 2}", "An assumption has value, low and high, or by and values."),
        (
            "{by: item, value: 3, low: 2, high: 4}",
            "An assumption by item has its numbers under values, and only there.",
        ),
    ],
)
def test_an_assumption_that_makes_no_sense_is_refused(folder, entry, what):
    write(folder, "assumptions", f"a: {{label: A, unit: km, {entry[1:]}\n")
    (problem,) = problems(folder)
    assert problem.what == what


def test_an_industry_without_a_value_is_refused(folder):
    point = "{value: 1, low: 0, high: 2}"
    text = f"a: {{label: A, unit: km, by: industry, values: {{wood: {point}, steel: {point}}}}}\n"
    text += f"b: {{label: B, unit: km, by: industry, values: {{wood: {point}}}}}\n"
    write(folder, "assumptions", text)
    (problem,) = problems(folder)
    assert problem.what == "b has no value for steel."


def test_the_same_id_in_two_files_of_a_folder_is_refused(folder):
    write(folder, "levers", LEVER.format(name="a.b"))
    (folder / "levers" / "second.yaml").write_text(LEVER.format(name="a.b"), encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.where.startswith(f"{folder}/levers/second.yaml:1:1")
    assert f"{folder}/levers/own.yaml:1:1" in problem.what


def test_a_users_switch_needs_no_range(folder):
    text = LEVER.format(name="canteen.open").replace("before: 0", "before: false")
    write(folder, "levers", text.replace("  range: [0, 1]\n", ""))
    lever = module.load([folder]).lever("canteen.open")
    assert (lever.kind, lever.range, lever.before_value) == ("switch", (0, 1), 0)
    assert "kind" in lever.filled


def test_a_number_alone_is_a_component_that_is_known_exactly(folder):
    values = "{wood: 1, steel: {value: 2, low: 1, high: 3}}"
    write(folder, "assumptions", f"a: {{label: A, unit: km, by: item, values: {values}}}\n")
    points = module.load([folder]).assumption("a").points
    assert [point[:4] for point in points] == [("wood", 1, 1, 1), ("steel", 2, 1, 3)]


def test_a_users_event_and_programme_are_read_and_checked(folder):
    write(folder, "levers", LEVER.format(name="canteen.coffee"))
    write(
        folder, "events", "open_day: {label: Open day, does: Opens., needs: [parks], stage: own}\n"
    )
    (folder / "programmes").mkdir()
    line = "{label: Coffee, payers: [city], levers: [canteen.coffee]}"
    write(folder, "programmes", f"coffee: {line}\n")
    loaded = module.load([folder])
    assert loaded.event("open_day").clause == "proposal"
    assert list(loaded.programmes)[-1] == "coffee"
    write(folder, "programmes", f"coffee: {line}\n".replace("canteen.coffee", "land.release"))
    (problem,) = problems(folder)
    assert problem.what == "land.release is paid by clearing already."


@pytest.mark.parametrize("name", ["Canteen", "canteen coffee", "canteen.", "canteen.free-coffee"])
def test_what_cannot_be_read_by_a_stage_is_no_id(folder, name):
    write(folder, "levers", LEVER.format(name=f'"{name}"'))
    (problem,) = problems(folder)
    assert problem.what == f'"{name}" is no id.'


def test_two_levers_that_stages_would_read_by_one_name_are_refused(folder):
    write(folder, "levers", LEVER.format(name="land_release"))
    (problem,) = problems(folder)
    assert "by the same name, land_release" in problem.what


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("levers", "7\n"),
        ("levers", "a.b: 7\n"),
        ("levers", "a.b: {}\n"),
        ("levers", LEVER.format(name="a.b").replace("unit: share", "unit: m yuan")),
        ("levers", LEVER.format(name="a.b") + "  kind: share\n  plausible: [0, 2]\n"),
        ("levers", LEVER.format(name="a.b") + "  confidence: sure\n"),
        (
            "levers",
            LEVER.format(name="assessment.weight_service") + "  part_of: assessment.weight\n",
        ),
        ("levers", LEVER.format(name="a.b").replace("range: [0, 1]", "range: [0]")),
        ("assumptions", "a: {label: A, unit: km}\n"),
        ("assumptions", "a: {label: A, unit: km, value: 3, low: 4, high: 5}\n"),
        ("assumptions", "a: {label: A, unit: km, value: three, low: 4, high: 5}\n"),
        ("events", "a: {label: A, does: B, needs: [park], stage: own}\n"),
        ("events", "a: {label: A, does: B, needs: [], stage: own, clause: M16}\n"),
    ],
)
def test_every_message_says_where_what_and_what_to_do_in_our_words(folder, kind, text):
    write(folder, kind, text)
    for problem in problems(folder):
        assert problem.where and problem.do
        assert "nput" not in problem.what, "pydantic's words"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match="There is no such folder"):
        module.load([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("lookup", "wrong", "right"),
    [
        ("lever", "assessment.pas_mark", "assessment.pass_mark"),
        ("assumption", "spilover_decay", "spillover_decay"),
        ("event", "delist_parks", "delist_park"),
    ],
)
def test_an_unknown_id_is_answered_with_the_nearest(lookup, wrong, right):
    with pytest.raises(InputError) as caught:
        getattr(module.load(), lookup)(wrong)
    message = str(caught.value)
    assert f'There is no {lookup} "{wrong}".' in message
    assert f'Did you mean "{right}"?' in message


def test_a_damaged_cache_is_made_again(folder, tmp_path, monkeypatch):
    write(folder, "levers", LEVER.format(name="canteen.tea"))
    digest = module.load([folder]).digest
    path = cache.folder("registers") / f"{digest}.json"
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    monkeypatch.setattr(module, "_loaded", {})
    assert "canteen.tea" in module.load([folder]).levers
    assert path.read_bytes() == whole


def test_what_comes_from_the_cache_equals_what_was_read(folder, monkeypatch):
    write(folder, "levers", LEVER.format(name="canteen.milk"))
    read = dict(module.load([folder]).levers)
    monkeypatch.setattr(module, "_loaded", {})
    assert dict(module.load([folder]).levers) == read


def test_a_warm_start_reads_neither_yaml_nor_pydantic_nor_numpy():
    code = (
        "import json, sys; from sim.policy import registers; registers.load();"
        "print(json.dumps([n for n in ('pydantic', 'ruamel', 'numpy') if n in sys.modules]))"
    )
    root = Path(module.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
