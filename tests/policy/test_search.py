"""Search: a word in either language finds what it names."""

import pytest

from sim.policy import registers as module


@pytest.fixture(scope="module")
def search():
    return module.load().search


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("摘牌门槛", "assessment.pass_mark"),
        ("考核合格线", "assessment.pass_mark"),
        ("pass mark", "assessment.pass_mark"),
        ("Delisting Threshold", "assessment.pass_mark"),
        ("assessment.pass_mark", "assessment.pass_mark"),
        ("assessment_pass_mark", "assessment.pass_mark"),
        ("摘牌", "assessment.delisting"),
        ("delisting", "assessment.delisting"),
        ("工业上楼", "floor.vertical_supply"),
        ("industry upstairs", "floor.vertical_supply"),
        ("rent subsidy", "floor.rent_subsidy"),
        ("返投", "fund.reinvestment_multiple"),
        ("M5", "M5"),
        ("T2", "T2"),
        ("spillover decay", "spillover_decay"),
        ("s_d", "demand_elasticity"),
        ("hidden champion", "hidden_champion"),
    ],
)
def test_a_word_finds_what_it_names_first(search, word, first):
    assert search(word)[0].id == first


def test_a_chinese_word_that_is_nowhere_finds_what_shares_most_of_it(search):
    assert search("拨投结合")[0].id == "incubator.venture_share"  # has 孵投结合


def test_words_of_a_clause_find_the_clause(search):
    assert "M11" in [hit.id for hit in search("relay incubation") if hit.kind == "clause"]
    assert "M5" in [hit.id for hit in search("一次通报") if hit.kind == "clause"]


def test_a_hit_says_where_the_word_was_found(search):
    hit = search("摘牌门槛")[0]
    assert (hit.kind, hit.label.zh, hit.matched) == ("lever", "考核合格线", "摘牌门槛")


def test_hits_come_best_first(search):
    scores = [hit.score for hit in search("patents")]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 3


@pytest.mark.parametrize("word", ["", "   ", "qqqq", "?!"])
def test_nothing_is_found_for_nothing(search, word):
    assert search(word) == []
