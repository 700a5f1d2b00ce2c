"""Own stages: where they stand, what is refused, that both engines agree and money is kept."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from sim.cli.beginning import starter
from sim.core.errors import AccountingError, InputError
from sim.core.language import LanguageError
from sim.measure.accounts import stocks
from sim.quarter import QUARTER
from sim.runs.dynamics import dynamics_hash
from sim.runs.folders import stage_files
from sim.runs.own_stages import own_quarter, step_name
from sim.runs.setting import Setting

NAMES = [step_name(step) for step in QUARTER]
# The made-up zone has no firms of artificial intelligence, so its digital ones get the voucher.
SCENARIO = """\
id: vouchers
extends: opinion
policy:
  voucher.rent:
    - {from: 2023Q1, value: 0.3}
events:
  - {at: 2023Q2, do: pay_grant, parks: [harbour], industries: [digital]}
assumptions:
  voucher_industry.digital: {value: 1, beyond_range: true, why: "for the test"}
period: {from: 2023Q1, until: 2023Q4}
resolution: draft
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "stages" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def lay_out(folder: Path) -> Path:
    """Write the starter's vouchers, and a scenario of the made-up zone."""
    for name, content in starter().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "scenarios" / "vouchers.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "data" / "completions.csv").unlink()
    return folder


@pytest.fixture
def vouchers(tmp_path):
    return lay_out(tmp_path / "mine")


def setting(folder: Path) -> Setting:
    return Setting("tiny", folders=(folder,))


def names(folder: Path) -> list[str]:
    return [step_name(step) for step in own_quarter([folder])]


PLAIN = "{side} = '{anchor}'\n\n\ndef {name}(model):\n    pass\n"


def plain(folder: Path, name: str, side: str, anchor: str) -> None:
    write(folder, f"{name}.py", PLAIN.format(side=side, anchor=anchor, name=name))


def test_a_folder_without_stages_changes_nothing(tmp_path):
    assert own_quarter([tmp_path]) == QUARTER


def test_a_stage_stands_where_it_says(tmp_path):
    plain(tmp_path, "watch", "AFTER", "train")
    plain(tmp_path, "count", "BEFORE", "train")
    at = NAMES.index("train")
    assert names(tmp_path) == [*NAMES[:at], "count", "train", "watch", *NAMES[at + 1 :]]


def test_stages_at_the_same_place_come_in_the_order_of_the_alphabet(tmp_path):
    for name in ("b", "a", "c"):
        plain(tmp_path, name, "AFTER", "train")
    for name in ("z", "y"):
        plain(tmp_path, name, "BEFORE", "train")
    at = NAMES.index("train")
    assert names(tmp_path)[at : at + 6] == ["y", "z", "train", "a", "b", "c"]


def test_a_stage_may_stand_after_another_own_stage(tmp_path):
    plain(tmp_path, "a", "AFTER", "b")
    plain(tmp_path, "b", "BEFORE", "train")
    at = NAMES.index("train")
    assert names(tmp_path)[at : at + 3] == ["b", "a", "train"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("own.py", "AFTER = 'train'\n", 'There is no function "own" here.'),
        ("own.py", "def own(model): ...\n", "does not say where the stage stands"),
        ("own.py", "AFTER = BEFORE = 'train'\ndef own(model): ...\n", "does not say where"),
        ("own.py", "AFTER = 7\ndef own(model): ...\n", "does not say where"),
        ("own.py", "AFTER = 'trian'\ndef own(model): ...\n", 'Did you mean "train"?'),
        ("own.py", "AFTER = 'own'\ndef own(model): ...\n", "No stage of the quarter is called"),
        ("own.py", "AFTER = 'train'\ndef other(m): ...\nown = other\n", "is called other"),
        ("own.py", "AFTER = 'train'\ndef own(model:\n", "own.py:2\n  This is no Python"),
        ("own.py", "import nowhere_to_be_found\n", "own.py:1\n  This file cannot be loaded"),
        ("two-words.py", "", "is no name of a stage"),
        ("sell.py", "AFTER = 'train'\ndef sell(model): ...\n", 'There is a stage "sell" already.'),
        (
            "own.py",
            "from sim import stage\nAFTER = 'train'\n@stage\ndef own(firms):\n    return [1]\n",
            "Lists cannot be compiled",
        ),
    ],
)
def test_a_file_that_holds_no_stage_is_refused_by_name_and_line(tmp_path, name, text, message):
    write(tmp_path, name, text)
    with pytest.raises(InputError) as caught:
        own_quarter([tmp_path])
    assert message in str(caught.value)
    told = isinstance(caught.value, LanguageError)  # whose sentences say what to do themselves
    assert told or all(problem.do for problem in caught.value.problems)


def test_two_stages_that_wait_for_each_other_are_refused(tmp_path):
    plain(tmp_path, "a", "AFTER", "b")
    plain(tmp_path, "b", "AFTER", "a")
    with pytest.raises(InputError) as caught:
        own_quarter([tmp_path])
    assert len(caught.value.problems) == 2


def test_no_file_is_written_into_the_folder(tmp_path):
    plain(tmp_path, "own", "AFTER", "train")
    own_quarter([tmp_path])
    assert [path.name for path in (tmp_path / "stages").iterdir()] == ["own.py"]


def test_a_changed_file_is_read_again(tmp_path):
    plain(tmp_path, "own", "AFTER", "train")
    assert names(tmp_path).index("own") == NAMES.index("train") + 1
    plain(tmp_path, "own", "BEFORE", "train")
    assert names(tmp_path).index("own") == NAMES.index("train")


def test_a_runs_name_knows_the_code_of_a_stage_and_not_its_comments(tmp_path):
    def named() -> str:
        folders = [tmp_path]
        registers = Setting("tiny", folders=()).registers
        return dynamics_hash(own_quarter(folders), registers, own=stage_files(folders))

    plain(tmp_path, "own", "AFTER", "train")
    before = named()
    path = tmp_path / "stages" / "own.py"
    path.write_text("# a word\n" + path.read_text())
    assert named() == before
    path.write_text(path.read_text().replace("pass", "model.seen = 1"))
    assert named() != before
    assert before != dynamics_hash(QUARTER, Setting("tiny", folders=()).registers)


def test_vouchers_pay_three_tenths_of_the_rent_of_young_firms(vouchers):
    """By hand: a quarter of 0.3 x rent x 365 / 10^6 x office floor for young firms of the parks."""
    own = setting(vouchers)
    step = next(each for each in own.quarter if step_name(each) == "pay_vouchers")
    model = own.model("vouchers")
    model.stages = (step,)
    firms, parks = model.tables["firms"], model.tables["parks"]
    before = firms.column("cash").copy()
    park, floor_class = firms.column("park"), firms.column("office_class")
    rent = 365 / 1e6 * parks.column("rent")[park, floor_class] * firms.column("office_floor")
    digital = model.zone.gazetteer.industry("digital")
    gets = firms.column("operating") & (firms.column("age") < 20) & (park > 0)
    gets &= firms.column("industry") == digital
    assert gets.any()
    model.step()
    np.testing.assert_allclose(firms.column("cash") - before, 0.3 * rent / 4 * gets, atol=1e-12)
    paid = model.ledger.public[1, model.ledger.for_vouchers]
    assert paid.sum() == pytest.approx((0.3 * rent / 4 * gets * firms.column("weight")).sum())
    assert (paid[: model.ledger.districts] == 0).all(), "the districts pay, nobody else"


def test_a_grant_is_paid_once_to_each_firm_that_the_event_names(vouchers):
    own = setting(vouchers)
    step = next(each for each in own.quarter if step_name(each) == "pay_grant")
    model = own.model("vouchers")
    model.stages = (step,)
    firms = model.tables["firms"]
    harbour = model.zone.gazetteer.parks("harbour")[0]
    gets = firms.column("operating") & (firms.column("park") == harbour)
    gets &= firms.column("industry") == model.zone.gazetteer.industry("digital")
    before = firms.column("cash").copy()
    model.step()
    assert (firms.column("cash") == before).all(), "the event is of the second quarter"
    model.step()
    np.testing.assert_allclose(firms.column("cash") - before, 0.1 * gets, atol=1e-12)


def test_own_stages_give_the_same_bits_in_both_engines_and_close_the_account_of_firms(vouchers):
    own = setting(vouchers)
    models = [own.model("vouchers", engine=engine) for engine in ("compiled", "plain")]
    for model in models:
        for _ in range(3):
            before = stocks(model)["cash of firms"]
            model.step()
            gained = stocks(model)["cash of firms"] - before
            assert gained == pytest.approx(model.ledger.net(model.ledger.firms), abs=1e-6)
            assert model.ledger.public[0, model.ledger.for_vouchers].sum() > 0, "asked for"
    one, other = (model.tables["firms"].column("cash") for model in models)
    assert one.tobytes() == other.tobytes()


def test_a_stage_that_invents_money_ends_the_run(tmp_path):
    text = "AFTER = 'settle_firms'\n\n\ndef invent(model):\n"
    text += "    model.tables['firms'].column('cash')[:] += 1.0\n"
    write(tmp_path, "invent.py", text)
    model = setting(tmp_path).model("no-reform", resolution="draft", check=True)
    with pytest.raises(AccountingError, match="cash of firms"):
        model.run_for(1)


def test_any_number_of_workers_gives_the_same_numbers(vouchers, tmp_path, monkeypatch):
    from sim import run

    monkeypatch.chdir(tmp_path)
    made = [
        run("vouchers", 3, folder=vouchers, zone="tiny", workers=workers, out=f"results/{workers}")
        for workers in (1, 2)
    ]
    assert made[0].content_hash() == made[1].content_hash()
    wanted = {"stages/pay_vouchers.py", "levers/vouchers.yaml", "programmes/vouchers.yaml"}
    assert wanted <= set(made[0].provenance.own)
    paid = made[0].programmes("paid")
    assert (paid.loc[paid["programme"] == "vouchers", "paid"] > 0).any()


def test_a_run_with_own_stages_can_be_sent_to_a_worker(vouchers):
    from sim.runs import api

    prepared = api.prepare(["vouchers"], replicates=1, setting=setting(vouchers))
    spec = prepared.plan.runs[0]
    assert pickle.loads(pickle.dumps(spec)).world == spec.world
