"""The page on results: what it shows an R user works as it stands."""

import re

import duckdb

from tests.runs.conftest import result_of
from tests.runs.made_up import Scenario


def test_the_query_of_the_page_reads_a_store(tmp_path, monkeypatch, repository):
    page = (repository / "docs" / "results.md").read_text("utf-8")
    (query,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    result_of(tmp_path, Scenario("plain"), Scenario("gain", 2.0), replicates=3)
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        found = connection.execute(query).df()
    assert len(found) == 2 * 8
    gained = found[(found["scenario"] == "gain") & (found["year"] == 2025)]
    assert gained["quarter_of_year"].tolist() == [1, 2, 3, 4]
    # the parks' staff is 600 + 3 r for replicates r = 0, 1, 2, and 12 more under the scenario
    assert gained["mean"].tolist() == [615.0] * 4
    assert gained["low"].round(9).tolist() == [612.3] * 4
