"""What strict YAML reads, what it refuses, and how it says so."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import strict_yaml
from sim.core.errors import InputError

SCENARIO = """\
id: strict            # a comment
title: {en: Strict, zh: 严格}
policy:
  assessment.pass_mark:
    - {from: 2025Q1, value: 70, why: "stricter: reading of M5"}
    - from: 2026Q1
      value: 1e-3
"""


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        strict_yaml.parse(text, "x.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("2024Q1", "2024Q1"),
        (".5", 0.5),
        ("-3.", -3.0),
        ('"1"', "1"),
        ("'no'", "no"),
    ],
)
def test_scalars_follow_yaml_1_2(text, value):
    got = strict_yaml.parse(f"a: {text}\n", "x.yaml").data["a"]
    assert got == value
    assert type(got) is type(value)


def test_a_document_knows_the_place_of_every_key():
    document = strict_yaml.parse(SCENARIO, "x.yaml")
    assert document.data["title"] == {"en": "Strict", "zh": "严格"}
    assert document.place("policy") == "x.yaml:3:1  policy"
    marks = ("policy", "assessment.pass_mark")
    assert document.place(*marks) == "x.yaml:4:3  policy.assessment.pass_mark"
    assert document.place(*marks, 0, "why").startswith(
        "x.yaml:5:33  policy.assessment.pass_mark[0]"
    )
    assert document.place(*marks, 1, "value") == "x.yaml:7:7  policy.assessment.pass_mark[1].value"


def test_a_missing_key_gets_the_place_of_what_is_around_it():
    document = strict_yaml.parse(SCENARIO, "x.yaml")
    assert document.place("policy", "land.release", 0) == "x.yaml:3:1  policy.land.release.0"
    assert document.place("resolution") == "x.yaml:1:1  resolution"


def test_years_may_be_keys():
    assert strict_yaml.parse("2023: 1\n2024: 2\n", "x.yaml").data == {2023: 1, 2024: 2}


def test_the_digest_follows_the_bytes():
    one, two = strict_yaml.parse("a: 1", "x.yaml"), strict_yaml.parse("a: 1", "y.yaml")
    assert one.digest == two.digest
    assert one.digest != strict_yaml.parse("a: 1 ", "x.yaml").digest


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: 1\na: 2\n", "x.yaml:2:1  a", 'The key "a" stands twice; the first is in line 1.'),
        ("b: {c: 1, c: 2}\n", "x.yaml:1:11  b.c", 'The key "c" stands twice'),
        ("a: .nan\n", "x.yaml:1:4  a", '".nan" is no finite number.'),
        ("a: -.inf\n", "x.yaml:1:4  a", '"-.inf" is no finite number.'),
        ("a: 1e999\n", "x.yaml:1:4  a", "too large"),
        ("a: " + "9" * 5000, "x.yaml:1:4  a", "This number is too long."),
        ("a: !!python/object:os.system x\n", "x.yaml:1:4  a", "The tag"),
        ("a: !!str 1\n", "x.yaml:1:4  a", 'The tag "!!str" is refused.'),
        ("a: ! x\n", "x.yaml:1:4  a", 'The tag "!" is refused.'),
        ("a: &k 1\n", "x.yaml:1:4  a", 'The anchor "&k" is refused.'),
        ("<<: {b: 1}\n", "x.yaml:1:1", 'The merge key "<<" is refused.'),
        ("true: 1\n", "x.yaml:1:1", '"true" is no key.'),
        ("? [a]\n: 1\n", "x.yaml:1:3", "A list or mapping is no key."),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1", "A second document starts here."),
        ("%YAML 1.1\n---\na: 1\n", "x.yaml:2:1", "Directives"),
        ("a:\n\t- b\n", "x.yaml:2:1", "a tab stands here"),
        ("a: [1, 2\n", "x.yaml:2:1", "This is not YAML"),
        ("a: b: c\n", "x.yaml:1:5", "a second colon stands here"),
        ("a: \x01\n", "x.yaml:1:4", "the character U+0001 is not allowed"),
        ('a: "\\U99999999"\n', "x.yaml", "This is not YAML"),
        ("", "x.yaml", "This file is empty."),
        ("# only a comment\n", "x.yaml", "This file is empty."),
        ("a: \x00\n", "x.yaml", "This is a binary file, not a text."),
        ("a: \ud800\n", "x.yaml:1", "not written in UTF-8"),
        ("a: " + "[" * 60, "x.yaml:1:43", "More than 40 levels are nested."),
        ("? " * 500, "x.yaml:1:3", "A list or mapping is no key."),
    ],
)
def test_what_is_refused_is_named_with_its_place(text, place, what):
    first = problems(text)[0]
    assert first.splitlines()[0].startswith(place)
    assert what in first
    assert len(first.splitlines()) == 3, "where, what, what to do"


def test_all_problems_of_a_file_come_at_once():
    assert len(problems("a: .nan\nb: &k 1\nb: 2\nc: !!set {}\nd: *k\n")) == 5


def test_a_flood_of_problems_is_cut():
    shown = problems("".join(f"k{i}: .nan\n" for i in range(60)))
    assert len(shown) == 26
    assert shown[-1].strip() == "... and 35 more problems."


def test_a_flood_of_values_is_refused(monkeypatch):
    monkeypatch.setattr("sim.core.yaml_composer.MOST_VALUES", 1000)
    assert "More than 1,000 values stand in this file." in problems("[" + "1," * 1001 + "]")[0]


def test_an_anchor_bomb_is_harmless_and_quick():
    levels = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    for i in range(1, 12):
        repeated = ", ".join([f"*l{i - 1}"] * 9)
        levels.append(f"l{i}: &l{i} [{repeated}]")
    start = time.perf_counter()
    assert 'The anchor "&l0" is refused.' in problems("\n".join(levels))[0]
    assert time.perf_counter() - start < 2.0


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def message(path: Path | str) -> str:
    with pytest.raises(InputError) as caught:
        strict_yaml.read(path)
    return str(caught.value)


def test_a_file_is_named_as_seen_from_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    path = write(tmp_path / "scenarios", "a.yaml", SCENARIO.encode())
    assert strict_yaml.read(path).place("id") == f"scenarios{os.sep}a.yaml:1:1  id"


def test_a_byte_order_mark_is_allowed(tmp_path):
    assert strict_yaml.read(write(tmp_path, "a.yaml", b"\xef\xbb\xbfa: 1\n")).data == {"a": 1}


def test_a_missing_file_names_the_nearest(tmp_path):
    write(tmp_path, "opinion.yaml", b"a: 1\n")
    text = message(tmp_path / "opinoin.yaml")
    assert "There is no such file." in text
    assert 'opinion.yaml"?' in text


def test_a_folder_names_the_files_in_it(tmp_path):
    write(tmp_path, "opinion.yaml", b"a: 1\n")
    text = message(tmp_path)
    assert "This is a folder, not a file." in text
    assert "Name a file in it: opinion.yaml" in text


def test_a_file_of_50_mb_is_refused_before_reading(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    assert "This file has 50.0 MB; at most 1 MB are read." in message(path)


def test_a_binary_file_is_refused(tmp_path):
    assert "binary" in message(write(tmp_path, "a.yaml", bytes(range(256))))


def test_a_file_in_another_encoding_names_the_line(tmp_path):
    text = message(write(tmp_path, "a.yaml", "a: 1\nb: 严格\n".encode("gb18030")))
    assert "a.yaml:2" in text
    assert "Save it as UTF-8." in text


def test_a_file_without_permission_says_so(tmp_path, monkeypatch):
    path = write(tmp_path, "a.yaml", b"a: 1\n")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "This file may not be read." in message(path)


@pytest.mark.parametrize("name", ["a\x00b.yaml", "x" * 5000 + ".yaml"])
def test_an_impossible_name_is_an_input_error(name):
    assert "This file cannot be read" in message(name)


def test_a_device_is_refused_without_reading_it():
    assert "This is not an ordinary file." in message(os.devnull)


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, len(SCENARIO)),
    length=st.integers(0, 12),
    put=st.text(alphabet="{}[]:,-?!&*#|>'\"%@`\\ \n\t\r\x85\u2028a1~.<U", max_size=8),
)
def test_a_mutated_file_is_read_or_refused_as_input(at, length, put):
    text = SCENARIO[:at] + put + SCENARIO[at + length :]
    try:
        strict_yaml.parse(text, "x.yaml")
    except InputError as error:
        assert all(problem.where and problem.what for problem in error.problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_as_input(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    try:
        strict_yaml.read(path)
    except InputError as error:
        assert error.problems
