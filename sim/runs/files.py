"""Writing files whole or not at all, and saying plainly why a folder cannot be written."""

from __future__ import annotations

import errno
import io
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sim.core.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_REASONS = {
    errno.ENOSPC: ("The disk is full.", "Free some space, or name another folder with --out."),
    errno.EDQUOT: ("Your share of the disk is full.", "Free some space, or name another folder."),
    errno.EACCES: ("This folder may not be written.", "Name another folder with --out."),
    errno.EPERM: ("This folder may not be written.", "Name another folder with --out."),
    errno.EROFS: ("This disk is read-only.", "Name another folder with --out."),
    errno.EEXIST: ("There is a file in the place of this folder.", "Name another folder."),
    errno.ENOTDIR: ("A part of this path is a file.", "Name another folder with --out."),
    errno.ENAMETOOLONG: ("This path is too long.", "Name a shorter one with --out."),
    errno.EFBIG: ("This disk takes no file of this size.", "Name another folder with --out."),
}
SPARE = 20_000_000  # bytes that stay free


@contextmanager
def writing(place: Path, option: str = "--out") -> Iterator[None]:
    """Turn what the system says about a folder into an InputError that names it.

    option  of the command line by which another place is named
    """
    try:
        yield
    except OSError as error:
        what, advice = _REASONS.get(error.errno or 0, (f"{error.strerror or error}.", ""))
        advice = (advice or "Name another folder with --out.").replace("--out", option)
        raise InputError(str(place), what, advice) from error


def claim(folder: Path, expected: int = 0) -> None:
    """Make a folder and see that it can be written and has room, before anything runs.

    expected  bytes that are going to be written
    Raises InputError, and then leaves no folder behind that was not there.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            try:
                write_whole(probe, b"parksim")
            finally:
                with suppress(OSError):
                    probe.unlink()
            free = shutil.disk_usage(folder).free
        if expected + SPARE > free:
            need, has = (expected + SPARE) / 1e6, free / 1e6
            what = f"The disk has {has:,.0f} MB left; this needs about {need:,.0f} MB."
            raise InputError(str(folder), what, "Free some space, or name another folder.")
    except InputError:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there entirely and on the disk, or not at all."""
    with whole(path) as stream:
        stream.write(content)


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that is there entirely and on the disk in the end, or not at all.

    Two processes may write the same file at a time; the last one to end has its way.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk; systems that cannot are let be."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def fill(folder: Path, fresh: Path, mark: str, keep: str) -> None:
    """Put what was prepared in ``fresh`` into a folder, in the place of what stood there.

    mark  file without which the folder does not count: taken away first, put back last
    keep  entry of the folder that stays
    """
    (folder / mark).unlink(missing_ok=True)
    for each in folder.iterdir():
        if each.name != keep and each != fresh:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    for each in sorted(fresh.iterdir(), key=lambda path: path.name == mark):
        os.rename(each, folder / each.name)
    fresh.rmdir()
    sync_folder(folder)


def put(folder: Path, contents: Mapping[str, bytes], option: str = "--out") -> list[Path]:
    """Write some files into a folder and return their paths; the same file again is left as it is.

    Raises InputError, before anything is written, if another file of one of the names is there.
    """
    paths = {folder / name: content for name, content in contents.items()}
    with writing(folder, option):
        taken = [path for path, content in paths.items()
                 if path.exists() and path.read_bytes() != content]  # fmt: skip
        if taken:
            what = f"There is a file {taken[0].name} in this folder; nothing was touched."
            raise InputError(str(folder), what, f"Name another folder with {option}.")
    claim(folder, sum(map(len, contents.values())))
    with writing(folder, option):
        for path, content in paths.items():
            if not path.exists():
                write_whole(path, content)
    return list(paths)


def parquet(frame: pd.DataFrame) -> bytes:
    """Return a frame as the bytes of a Parquet file."""
    held = io.BytesIO()
    frame.to_parquet(held, index=False, compression="zstd")
    return held.getvalue()


def csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as the bytes of a CSV file."""
    import pyarrow as pa

    held = io.BytesIO()
    write_csv(pa.Table.from_pandas(frame, preserve_index=False), held)
    return held.getvalue()


def write_csv(table: pa.Table, stream: BinaryIO, *, header: bool = True) -> None:
    """Write a table as CSV: numbers so that they are read back exactly, what is missing empty.

    header  whether the names of the columns come first
    """
    from pyarrow import csv as writing_csv

    options = writing_csv.WriteOptions(include_header=header, quoting_header="none")
    writing_csv.write_csv(table, stream, options)
