"""What ``parksim show stages`` says: number, name, what is read and written, and time if asked."""

import re

from sim.quarter import QUARTER


def heads(text):
    """Return (number, name) of the stages that are listed."""
    return re.findall(r"^ *(\d+|own|-)  (\w+) +\S", text, flags=re.M)


def test_stages_come_in_order_with_their_number(parksim):
    found = heads(parksim("show", "stages").out)
    names = [getattr(step, "name", None) or step.__name__ for step in QUARTER]
    assert [name for _, name in found] == names
    assert ("13", "match") in found


def test_each_stage_says_what_it_reads_and_writes(parksim):
    text = parksim("show", "stages").out
    assert text.count("  reads  ") == text.count("  writes ") == len(QUARTER)
    sell = text.partition(" sell ")[2].partition("\n ")[2]
    assert "firms.appeal_effective" in sell
    assert "ms a quarter" not in text


def test_time_is_measured_when_it_is_asked_for(parksim, tiny):
    text = parksim("show", "stages", "--time", *tiny).out
    assert text.count("ms a quarter, ") == len(QUARTER)
    shares = [int(share) for share in re.findall(r"ms a quarter, (\d+) %", text)]
    assert 100 - len(QUARTER) <= sum(shares) <= 100 + len(QUARTER)
    assert "mean of 8 quarters of opinion at draft" in text


def test_only_stages_have_a_time(parksim):
    answer = parksim("show", "levers", "--time")
    assert answer.code == 2
    assert "parksim show stages --time" in answer.err


def test_one_stage_names_its_loops_equations_and_levers(parksim):
    text = parksim("show", "stage", "match").out
    assert text.startswith("stage match (13)  People and posts meet; pay follows.")
    assert "    hire " in text
    assert re.search(r"equations +.*E21, E22, E23", text)
    assert "services.amenity  M8" in text
