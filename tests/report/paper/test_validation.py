"""How the model stands to what is known, from made-up tables of validation."""

from sim.report.paper.validation import band, inside, miss, validation, value

HEADS = "id,what,unit,least,most,value,interval low,interval high,result,kind,built in,version\n"
FACTS = """\
a,Known,share,0.1,0.2,0.15,0.14,0.16,inside,stylised,no,9
b,Missed,share,-0.2,-0.1,0.25,0.24,0.26,misses by +0.35,backtest,no,9
c,Fitted,share,0.1,0.2,0.5,0.4,0.6,misses by +0.3,start,no,9
d,Built in,share,0.1,0.2,0.15,0.14,0.16,inside,stylised,yes,9
"""
EVENTS = "e,Event,ratio,1,2,0.5,0.4,0.6,misses by -0.5,emergent,no,9\n"


def test_facts_count_that_are_neither_fitted_nor_built_in(tmp_path):
    (tmp_path / "facts.csv").write_text(HEADS + FACTS)
    (tmp_path / "events.csv").write_text(HEADS + EVENTS)
    found = validation(tmp_path)
    assert (inside(found.facts), len(found.facts)) == (1, 2)
    assert (inside(found.events), len(found.events)) == (0, 1)
    assert found.version == "9"
    lines = [(band(row), value(row), miss(row)) for _, row in found.misses.iterrows()]
    assert lines == [
        ("−0.2 … −0.1", "0.25 [0.24, 0.26]", "+0.35"),
        ("1 … 2", "0.5 [0.4, 0.6]", "−0.5"),
    ]


def test_without_tables_nothing_is_said(tmp_path):
    assert validation(tmp_path) is None
