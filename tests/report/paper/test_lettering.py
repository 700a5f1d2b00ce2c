"""A page carries the Chinese letters that it needs, and no others."""

import base64
import io
import re

from fontTools.ttLib import TTFont

from sim.report.paper import lettering
from sim.report.paper.lettering import face


def held(rule):
    found = re.search(r"base64,([^)]+)\)", rule)
    return TTFont(io.BytesIO(base64.b64decode(found[1]))).getBestCmap()


def test_a_page_carries_the_chinese_signs_that_it_says():
    letters = held(face("营业收入 (billion yuan)，亿元"))
    assert set(letters) == set(map(ord, "营业收入，亿元"))


def test_the_same_signs_give_the_same_bytes_and_latin_alone_gives_none():
    assert face("园区企业") == face("企业: firms of 园区")
    assert face("Firms of the parks, 5 m²") == ""


def test_signs_that_the_font_has_not_are_left_to_the_system():
    assert ord("园") in held(face("园\u2fff"))


def test_the_styles_name_the_font():
    style = lettering.__file__.replace("lettering.py", "page.css")
    with open(style, encoding="utf-8") as file:
        assert f'"{lettering.FAMILY}"' in file.read()
