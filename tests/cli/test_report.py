"""The verb report on runs of the made-up zone."""

from pathlib import Path


def test_the_report_is_written_beside_the_result(parksim, folder, tiny):
    parksim("run", "short", "land", *tiny, "--replicates", 2, "--out", "results/land", "--yes")
    answer = parksim("report", *tiny)
    assert answer.code == 0, answer.err
    path = folder / "results" / "land" / "report" / "report.en.html"
    assert answer.out.split() == ["Report:", str(path.relative_to(folder))]
    text = path.read_text("utf-8")
    assert "More land" in text
    assert "Land released for research and industry" in text or "land.release" not in text

    again = parksim("report", *tiny, "--format", "html,docx", "--out", "sent", "--language", "zh")
    assert again.code == 0, again.err
    assert sorted(each.name for each in (folder / "sent").iterdir()) == [
        "report.zh.docx",
        "report.zh.html",
    ]
    assert "增加供地与短期的差异" in (folder / "sent" / "report.zh.html").read_text("utf-8")


def test_another_format_is_refused_before_a_result_is_looked_for(parksim):
    answer = parksim("report", "--format", "pdf")
    assert answer.code == 2
    assert 'A report cannot be written as "pdf".' in answer.err
    assert not Path("report").exists()


def test_a_result_that_there_is_not_is_named(parksim):
    answer = parksim("report", "nothing")
    assert answer.code == 2
    assert 'There is no result "nothing".' in answer.err
