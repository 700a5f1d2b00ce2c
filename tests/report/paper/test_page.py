"""The report as a page: whole in one file, safe, the same bytes, readable in a browser."""

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from sim.report.paper.page import page
from tests.report.paper.conftest import RISKY, undrawn

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
SORTED = """
const head = document.querySelector("#parks thead button");
head.click(); head.click();
"""


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def written(english):
    return page(english).decode()


def test_nothing_is_asked_of_a_network(written):
    tags = Tags(written).found
    sources = [found["src"] for _, found in tags if "src" in found]
    assert sources
    assert all(each.startswith("data:image/png;base64,") for each in sources)
    assert all(found["href"].startswith("#") for _, found in tags if "href" in found)
    assert "link" not in [tag for tag, _ in tags]
    assert not re.search(r"https?://|@import|url\(", written)


def test_words_of_a_file_are_never_markup(risky):
    tags = Tags(page(risky).decode())
    assert [tag for tag, _ in tags.found].count("script") == 1
    assert [tag for tag, _ in tags.found].count("style") == 1
    assert RISKY in "".join(tags.text)


def test_the_same_result_gives_the_same_bytes(made, chinese):
    assert page(undrawn(made, "zh")) == page(chinese)


def test_every_section_is_in_the_contents_under_a_name_of_its_own(english, written):
    tags = Tags(written).found
    sections = [found["id"] for tag, found in tags if tag == "section"]
    assert sections == [each.key for each in english.sections]
    assert [f"#{name}" for name in sections] == [f["href"] for tag, f in tags if tag == "a"]


def test_pictures_have_words_for_those_who_cannot_see_them(written):
    images = [found for tag, found in Tags(written).found if tag == "img"]
    assert images
    assert all(each["alt"] for each in images)


# A browser is no Python package: where there is none, what the page holds is tested above.
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_browser_shows_the_page_and_sorts_its_tables(chinese, tmp_path):
    """The first click sorts parks from the end of the alphabet, the second from its beginning."""
    text = page(chinese).decode().replace("</body>", f"<script>{SORTED}</script></body>")
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    called = [BROWSER, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        [*called, (tmp_path / "report.html").as_uri()], capture_output=True, timeout=120, check=True
    )
    shown = done.stdout.decode()
    assert "从业人员：+12人（+1.99%）" in shown
    assert 'aria-sort="ascending"' in shown
    table = shown.partition('id="parks"')[2].partition("</table>")[0]
    parks = re.findall(r'<th scope="row">([^<（]+)', table)
    assert parks == sorted(parks, key=["港口", "老磨坊", "全市其他地区", "山"].index)
