import numpy as np
import pytest

PRESETS = ["draft", "standard", pytest.param("full", marks=pytest.mark.slow)]


@pytest.mark.parametrize("preset", PRESETS)
def test_employed_talents_are_the_skilled_staff_of_their_cell(
    shanghai, opened, assumptions, preset
):
    talents = opened("shanghai", preset).columns["talents"]
    works = talents["employer"] >= 0
    cell = talents["work_park"] * shanghai.industry_count + talents["industry"]
    got = np.bincount(cell[works], talents["weight"][works], shanghai.firms.size)
    wanted = shanghai.staff * assumptions["shanghai"].talent_share
    wanted[0, ~shanghai.leading] = 0.0  # outside the parks only leading industries are sampled
    assert got.reshape(shanghai.firms.shape) == pytest.approx(wanted)


@pytest.mark.parametrize("preset", PRESETS)
def test_rows_stand_for_the_persons_of_the_preset(opened, preset):
    talents = opened("shanghai", preset).columns["talents"]
    persons = {"draft": 100, "standard": 25, "full": 1}[preset]
    assert np.average(talents["weight"]) == pytest.approx(persons, rel=0.01)
    # the smallest cells have a few rows, which then stand for somewhat more or fewer
    assert talents["weight"].max() <= 1.5 * persons
    assert talents["weight"].min() >= 0.5 * persons


def test_employers_are_firms_of_the_same_park_and_industry(opened):
    columns = opened("shanghai").columns
    firms, talents = columns["firms"], columns["talents"]
    works = talents["employer"] >= 0
    employer = talents["employer"][works]
    assert (firms["park"][employer] == talents["work_park"][works]).all()
    assert (firms["industry"][employer] == talents["industry"][works]).all()
    assert (talents["wage"][works] == firms["wage"][employer]).all()


@pytest.mark.parametrize("preset", PRESETS)
def test_large_firms_have_talents_in_proportion_to_their_staff(opened, assumptions, preset):
    columns = opened("shanghai", preset).columns
    firms, talents = columns["firms"], columns["talents"]
    works = talents["employer"] >= 0
    held = np.bincount(
        talents["employer"][works], talents["weight"][works], minlength=firms["uid"].size
    )
    skilled = assumptions["shanghai"].talent_share[firms["industry"]] * firms["staff"]
    big = (firms["staff"] >= 3000.0) & (firms["park"] > 0)
    assert held[big] / skilled[big] == pytest.approx(1.0, abs=0.12)


def test_people_live_nine_kilometres_from_work(shanghai, opened):
    talents = opened("shanghai").columns["talents"]
    km = shanghai.km[talents["home_park"], talents["work_park"]]
    assert np.average(km, weights=talents["weight"]) == pytest.approx(9.0, abs=0.5)


def test_four_in_a_hundred_search_without_employer(opened):
    talents = opened("shanghai", "standard").columns["talents"]
    assert talents["searching"].mean() == pytest.approx(0.04, abs=0.001)
    assert (talents["searching"] == (talents["employer"] < 0)).all()


def test_forty_five_in_a_hundred_are_trained_and_skills_follow_the_mix(opened):
    talents = opened("shanghai", "standard").columns["talents"]
    assert talents["trained"].mean() == pytest.approx(0.45, abs=0.01)
    shares = np.bincount(talents["skill"]) / talents["skill"].size
    assert shares == pytest.approx([0.10, 0.55, 0.25, 0.10], abs=0.01)


def test_human_capital_is_training_times_experience(opened, assumptions):
    talents = opened("shanghai").columns["talents"]
    fresh = (talents["experience"] == 0) & ~talents["trained"]
    assert talents["human_capital"][fresh] == pytest.approx(1.0, abs=0.004)
    old = (talents["experience"] > 80) & talents["trained"]
    # 1.23 for training, 1.5 % a year of experience up to 20 years
    assert talents["human_capital"][old] == pytest.approx(1.23 * 1.30)
