"""The verb report on runs of the made-up zone."""

from pathlib import Path

from sim.report.paper import pictures


def test_the_report_is_written_beside_the_result(parksim, folder, tiny, monkeypatch):
    monkeypatch.setattr(pictures, "CHOSEN", dict.fromkeys(pictures.CHOSEN, ()))
    parksim("run", "short", "land", *tiny, "--replicates", 2, "--out", "results/land", "--yes")
    answer = parksim("report", *tiny, "--language", "zh")
    assert answer.code == 0, answer.err
    place = folder / "results" / "land" / "report"
    assert answer.out == f"报告：{place.relative_to(folder)}/report.zh.html\n"
    text = (place / "report.zh.html").read_text("utf-8")
    assert "增加供地与短期的差异" in text
    assert "自2023Q2起为" in text


def test_another_format_is_refused_before_a_result_is_looked_for(parksim):
    answer = parksim("report", "--format", "pdf")
    assert answer.code == 2
    assert 'A report cannot be written as "pdf".' in answer.err
    assert not Path("report").exists()


def test_a_result_that_there_is_not_is_named(parksim):
    answer = parksim("report", "nothing")
    assert answer.code == 2
    assert 'There is no result "nothing".' in answer.err
