"""docs/extend.md is run as it stands: its files are those of a new folder, its commands work."""

import re
import shlex

import pytest

from sim.cli.beginning import starter
from tests.cli.conftest import say

BLOCK = re.compile(r"(?:^`([\w/.]+)`\n\n)?^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def blocks(repository):
    """File name (or nothing), language and text of each block of the page, in order."""
    return BLOCK.findall((repository / "docs" / "extend.md").read_text("utf-8"))


def test_each_file_of_the_page_is_the_one_that_a_new_folder_has(blocks):
    shown = {name: text for name, _, text in blocks if name}
    made = {name: content.decode("utf-8") for name, content in starter().items()}
    assert shown == {name: made[name] for name in shown}
    wanted = {
        name for name in made if name.startswith(("levers", "stages", "events", "programmes"))
    }
    assert wanted <= set(shown)


def test_the_lever_of_the_page_has_five_keys(blocks):
    (text,) = (text for name, _, text in blocks if name.startswith("levers/"))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines[0] == "voucher.rent:"
    assert len(lines[1:]) == 5


def test_the_commands_and_the_code_of_the_page_work(blocks, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    for name, language, text in blocks:
        if language == "sh":
            for line in text.splitlines():
                answer = say(tmp_path, *shlex.split(line)[1:])
                assert answer.code == 0, f"{line}\n{answer.err}"
        elif language == "python" and not name:
            exec(text, names)  # the page's own lines
    paid = names["paid"]
    assert len(paid["replicate"].unique()) == 2
    assert (paid["paid"] > 0).all()
    assert "rows of young firms at 2026Q1" in capsys.readouterr().out
    assert len(names["seen"]) == 4


def test_the_event_of_the_page_is_paid_in_its_quarter(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    say(tmp_path, "new", "mine")
    path = tmp_path / "mine" / "scenarios" / "vouchers.yaml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"^# (?=events:|  - )", "", text, flags=re.MULTILINE), "utf-8")
    from sim import folder

    model = folder("mine").model("vouchers", resolution="draft")
    (act,) = model.case.events
    assert (act.event, act.quarter) == ("pay_grant", 4 * 2026)
    model.stages = tuple(step for step in model.stages if step.__name__ == "pay_grant")
    paid = []
    for _ in range(13):
        model.step()
        paid.append(float(model.ledger.public[1, model.ledger.for_vouchers].sum()))
    assert paid[:12] == [0.0] * 12
    assert paid[12] > 0
