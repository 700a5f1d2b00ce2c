from types import SimpleNamespace

import pytest

from sim.runs.dynamics import baseline, dynamics_hash, model_files, parts, without_docstrings

FUNCTION = "def sales(revenue):\n    return revenue / 4\n"


@pytest.fixture
def package(tmp_path):
    for folder in ("core", "behaviour", "cli"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "sell.py").write_text(FUNCTION)
    (tmp_path / "model.py").write_text("engine = 1\n")
    return tmp_path


def lever(name, before, value):
    return SimpleNamespace(
        id=name,
        field=name.replace(".", "_"),
        before=before,
        before_value=before,
        opinion=SimpleNamespace(from_="2024Q1"),
        opinion_value=value,
    )


def registers(rent=0.0, unread=0.0, share=0.4):
    levers = [lever("floor.rent_subsidy", rent, 0.1), lever("land.release", unread, 1.0)]
    return SimpleNamespace(
        levers={each.id: each for each in levers},
        assumptions={"labor": SimpleNamespace(id="labor", values=(share,))},
    )


def stage(name, *levers):
    return SimpleNamespace(
        name=name, reads=lambda owner: list(levers) if owner == "law" else [], writes=list
    )


STAGES = [stage("set_rents", "floor_rent_subsidy"), stage("sell")]


def test_comments_docstrings_and_blank_lines_do_not_count():
    talkative = (
        '"""Sales."""\n\n# a word\ndef sales(revenue):\n    """A year."""\n    return revenue / 4\n'
    )
    assert without_docstrings(talkative) == without_docstrings(FUNCTION)


def test_another_number_in_an_equation_counts():
    assert without_docstrings(FUNCTION) != without_docstrings(FUNCTION.replace("4", "5"))


def test_only_the_floors_of_the_model_count(package):
    named = [path.relative_to(package).as_posix() for path in model_files(package)]
    assert named == ["core/sell.py", "behaviour/sell.py", "model.py"]


def test_a_changed_stage_is_another_model_and_a_changed_report_is_not(package):
    before = dynamics_hash(STAGES, registers(), package)
    (package / "cli" / "sell.py").write_text("words = 2\n")
    assert dynamics_hash(STAGES, registers(), package) == before
    (package / "behaviour" / "sell.py").write_text(FUNCTION.replace("4", "5"))
    assert dynamics_hash(STAGES, registers(), package) != before


def test_the_order_of_the_stages_counts(package):
    assert dynamics_hash(STAGES, registers(), package) != dynamics_hash(
        STAGES[::-1], registers(), package
    )


def test_a_registered_value_counts_if_a_stage_reads_it():
    first = baseline(STAGES, registers())
    assert baseline(STAGES, registers(unread=5.0)) == first
    assert baseline(STAGES, registers(rent=5.0)) != first
    assert baseline(STAGES, registers(share=0.5)) != first


def test_a_lever_named_in_the_source_counts_though_no_stage_reads_it(package):
    before = dynamics_hash(STAGES, registers(), package)
    assert dynamics_hash(STAGES, registers(unread=5.0), package) == before
    (package / "model.py").write_text("engine = law.column('land_release')\n")
    with_it = dynamics_hash(STAGES, registers(), package)
    assert dynamics_hash(STAGES, registers(unread=5.0), package) != with_it


RENTS, SALES = STAGES


def _rents_first(model):
    RENTS(model)


def steps(model):
    _rents_first(model)
    SALES(model)


def test_the_stages_of_a_step_are_those_that_its_function_names():
    assert parts(RENTS) == [RENTS]
    assert parts(steps) == [RENTS, SALES]
