"""The shipped library: every file asks one question, resolves, and differs from its parent."""

import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache

import pytest

from sim.policy.registers import load
from sim.runs.setting import Setting
from sim.scenario.library import SHIPPED, Library

FILES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
ASKED = [name for name in FILES if name not in ("no-reform", "opinion")]
ZONES = ("", "tiny")
# What issue B asks for, group by group.
GROUPS = {
    "land supply": "land-loose land-tight land-standard-only land-industry-upstairs "
    "land-empty-floor-buffer",
    "fund guidance": "fund-none fund-half fund-double fund-early-and-small fund-long "
    "fund-loss-tolerant fund-strict-reinvestment",
    "delisting": "delisting-off delisting-notice-only delisting-mark-55 delisting-mark-65 "
    "delisting-mark-70 delisting-bottom-k delisting-three-strikes delisting-with-audit "
    "delisting-without-audit",
    "incubators": "incubators-by-number incubators-by-quality",
    "intellectual property": "ip-times-five",
    "people": "training-and-housing",
    "links": "profit-share",
    "worlds": "tight-money closed-markets observed-2023-2025",
}


@cache
def setting(zone: str) -> Setting:
    """The shipped library in a zone, without anything of a user's."""
    return Setting(zone, folders=())


@cache
def resolved(name: str, zone: str = ""):
    return setting(zone).resolve(name)


def test_every_group_of_questions_is_there():
    assert sorted(" ".join(GROUPS.values()).split()) == ASKED


def test_no_id_stands_twice_and_each_file_is_named_by_its_id():
    ids = [Library([SHIPPED]).find(str(SHIPPED / f"{name}.yaml")).id for name in FILES]
    assert ids == FILES


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", FILES)
def test_a_scenario_resolves_to_a_law_without_warnings(name, zone):
    scenario = resolved(name, zone)
    assert scenario.warnings == ()
    assert setting(zone).law(scenario).beyond == (), "the library stays within all ranges"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", ASKED)
def test_a_scenario_differs_from_its_parent_and_only_in_what_it_names(name, zone):
    file = setting(zone).library.find(name)
    found = setting(zone).differences(resolved(file.extends, zone), resolved(name, zone))
    levers = {entry.name for entry in file.policy} | {entry.name for entry in file.assumptions}
    run = {key for key in ("period", "completions") if getattr(file, key)}
    assert {each.name for each in found} == levers | run
    assert found


@pytest.mark.parametrize("name", ASKED)
def test_a_scenario_asks_a_question_in_both_languages(name):
    file = setting("").library.find(name)
    assert file.question.en.endswith("?") and file.question.zh.endswith("？")
    assert file.question.en.isascii() and file.title.en.isascii()
    for text in (file.question.zh, file.title.zh):
        assert any("一" <= sign <= "鿿" for sign in text)


@pytest.mark.parametrize("name", ASKED)
def test_a_scenario_says_why_these_numbers(name):
    text = (SHIPPED / f"{name}.yaml").read_text("utf-8")
    comment = re.match(r"(?:# .*\n)+", text)
    assert comment and comment[0].count("\n") >= 2
    file = setting("").library.find(name)
    assert all(entry.form.why for entry in (*file.policy, *file.assumptions))


@pytest.mark.parametrize("name", ASKED)
def test_a_value_beyond_the_plausible_interval_says_so(name):
    registers, law = load(), setting("").law(resolved(name))
    for change in resolved(name).changes:
        lever = registers.lever(change.lever)
        if lever.kind in ("switch", "choice"):
            continue
        path = law.paths[lever.field][-1][1:]  # the rest of the city stays as it is
        low, high = lever.plausible
        outside = bool(((path < low) | (path > high)).any())
        assert outside == ("beyond the plausible interval" in change.why), change.lever


@pytest.mark.parametrize("name", [name for name in ASKED if name != "observed-2023-2025"])
def test_a_question_is_not_older_than_its_answer(name):
    """Every scenario but the back-test runs over the whole horizon at its parent's resolution."""
    one, other = resolved("opinion"), resolved(name)
    assert (other.first, other.last, other.resolution) == (one.first, one.last, one.resolution)
    assert other.clauses == one.clauses


def test_marks_are_the_three_of_the_question():
    for mark in (55, 65, 70):
        (change,) = resolved(f"delisting-mark-{mark}").changes
        assert (change.lever, change.amount) == ("assessment.pass_mark", mark)


def test_a_strict_duty_comes_with_a_weak_national_cap():
    """The national rule caps the duty at 0.5 from 2025 on; a strict duty alone would do nothing."""
    assert resolved("fund-strict-reinvestment").overrides == {"reinvestment_rule_cap": 1.0}


def test_the_observed_path_takes_completions_as_observed():
    assert resolved("observed-2023-2025").completions == "observed"
    assert resolved("opinion").completions == "model"
    assert setting("tiny").model("observed-2023-2025", resolution="draft").observed
    assert setting("tiny").model("opinion", resolution="draft").observed is None


def test_clause_variants_are_derived_from_every_scenario():
    tight = setting("").resolve("tight-money:only-M12")
    assert tight.clauses == {"M12"}
    assert tight.overrides == resolved("tight-money").overrides
    assert "M5" not in setting("").resolve("delisting-mark-70:without-M5").clauses


def test_the_opinion_without_any_clause_is_no_reform():
    assert setting("").differences(resolved("opinion:none"), resolved("no-reform")) == []
    policies = [setting("").policy(resolved(name)) for name in ("opinion:none", "no-reform")]
    assert policies[0] == policies[1]


def test_the_library_is_part_of_what_is_installed(repository):
    settings = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    tools = settings["tool"]["setuptools"]
    packages = {path.parent for path in (repository / "sim").rglob("__init__.py")}
    named = {".".join(path.relative_to(repository).parts) for path in packages}
    assert set(tools["packages"]) == named | {"sim.scenario.shipped", "sim.report.paper.measured"}
    assert tools["package-dir"] == {
        "sim.scenario.shipped": SHIPPED.name,
        "sim.report.paper.measured": "docs/validation",
    }
    assert tools["package-data"]["sim.scenario.shipped"] == [
        "*.yaml",
        "experiments/*.yaml",
        "experiments/*.csv",
        "searches/*.yaml",
    ]


def test_the_library_is_found_where_it_is_installed(repository, tmp_path):
    """A copy of the package with the library inside, as a wheel has it, finds it there."""
    shutil.copytree(
        repository / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__", "*.ttf")
    )
    shutil.copytree(SHIPPED, tmp_path / "sim" / "scenario" / "shipped")
    code = (
        "from sim.scenario.library import SHIPPED, Library;"
        "print(SHIPPED.parts[-2:], len(Library().ids()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["('scenario',", "'shipped')", str(len(FILES))]
