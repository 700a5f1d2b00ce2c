"""The cache: whole entries or none, and no error when it cannot be written."""

import threading

import pytest

from sim.core import cache


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PARKSIM_CACHE", str(tmp_path / "cache"))


def test_the_folder_is_the_one_of_the_environment(tmp_path):
    assert cache.folder("stages") == tmp_path / "cache" / "stages"
    assert cache.folder("stages").is_dir()


def test_without_a_setting_the_folder_lies_in_the_users_cache(tmp_path, monkeypatch):
    monkeypatch.delenv("PARKSIM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.folder("stages") == tmp_path / "xdg" / "parksim" / "stages"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache.folder("stages") == tmp_path / "home" / ".cache" / "parksim" / "stages"


def test_an_entry_comes_back_as_it_was_kept():
    path = cache.folder("registers") / "entry"
    assert cache.keep(path, b"content")
    assert cache.recall(path) == b"content"


def test_a_missing_entry_is_none():
    assert cache.recall(cache.folder("registers") / "nothing") is None


@pytest.mark.parametrize("damage", [b"", b"short", b"\x00" * 64])
def test_a_damaged_entry_counts_as_missing(damage):
    path = cache.folder("registers") / "entry"
    cache.keep(path, b"content")
    path.write_bytes(damage)
    assert cache.recall(path) is None


def test_a_torn_entry_counts_as_missing():
    path = cache.folder("registers") / "entry"
    cache.keep(path, b"content")
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.recall(path) is None


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    path = cache.folder("registers") / "entry"
    assert not cache.keep(path, b"content")
    assert cache.recall(path) is None


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    path = tmp_path / "taken"
    path.mkdir()
    (path / "inside").write_text("so that it cannot be replaced")
    assert not cache.write(path, b"content")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_writers_of_one_entry_at_once_leave_a_whole_one():
    path = cache.folder("registers") / "entry"
    contents = [bytes([number]) * 200_000 for number in range(8)]
    writers = [threading.Thread(target=cache.keep, args=(path, each)) for each in contents]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert cache.recall(path) in contents
    assert [each.name for each in path.parent.iterdir()] == ["entry"]
