import pytest

from sim.core.errors import InputError


@pytest.mark.parametrize(
    "word", ["R2", "old-mill", "old_mill", "Old Mill", "old  mill", "老磨坊园"]
)
def test_a_park_is_found_by_id_slug_and_name_in_both_languages(tiny, word):
    assert tiny.gazetteer.parks(word) == (2,)


def test_a_tag_means_all_parks_that_have_it(tiny):
    assert tiny.gazetteer.parks("tag:manufacturing") == (1, 2)


def test_a_misspelt_park_gets_its_place_and_the_nearest_name(tiny):
    with pytest.raises(InputError) as caught:
        tiny.gazetteer.parks("riversid", "x.yaml:3:5  policy")
    assert str(caught.value).splitlines() == [
        "x.yaml:3:5  policy",
        '  There is no park "riversid".',
        '  Did you mean "riverside"?',
    ]


def test_a_word_like_no_park_gets_the_list(tiny):
    with pytest.raises(InputError, match="riverside, old-mill, harbour"):
        tiny.gazetteer.parks("zzzz")


def test_a_misspelt_tag_gets_the_nearest_tag(tiny):
    with pytest.raises(InputError, match="tag:downtown"):
        tiny.gazetteer.parks("tag:downtwon")


@pytest.mark.parametrize("word", ["equipment", "Equipment", "高端装备"])
def test_an_industry_is_found_by_id_and_name(tiny, word):
    assert tiny.gazetteer.industry(word) == 1


def test_a_misspelt_industry_gets_the_nearest_name(tiny):
    with pytest.raises(InputError, match="biomed"):
        tiny.gazetteer.industry("bio-med")


def test_districts_stand_by_park_and_minus_one_for_the_rest(tiny):
    assert tiny.gazetteer.districts.tolist() == [-1, 0, 0, 1]


def test_names_come_in_both_languages(tiny):
    assert tiny.gazetteer.park_names("en") == ("Riverside", "Old Mill", "Harbour")
    assert tiny.gazetteer.park_names("zh") == ("河岸园", "老磨坊园", "海港园")


def test_chinese_names_find_the_shipped_parks(shanghai):
    for number, name in enumerate(shanghai.gazetteer.park_names("zh"), 1):
        assert shanghai.gazetteer.parks(name) == (number,)
