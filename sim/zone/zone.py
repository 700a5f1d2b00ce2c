"""A zone: its parks, industries, districts and margins, read from a folder of data files."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from sim.core import cache, quarters, strict_yaml
from sim.core.errors import InputError, Problem
from sim.zone import schema
from sim.zone.folder import Folder, Rows
from sim.zone.gazetteer import Gazetteer

SHIPPED = Path(__file__).parent / "data"
REST = "rest-of-city"
CLASSES = ("business", "tower", "plant")


class Links(NamedTuple):
    """What ties industries: three matrices of industry x other industry."""

    supplier_weight: np.ndarray
    relatedness: np.ndarray
    technology_distance: np.ndarray


@dataclass(frozen=True)
class Zone:
    """The world at the start, as data.

    Arrays by park have a row for the rest of the city (0) and one a park in the order of
    parks.csv; arrays by cell have the shape (parks + 1, industries).
    """

    id: str
    name: MappingProxyType
    city: MappingProxyType
    first_quarter: int
    gazetteer: Gazetteer
    digest: str
    files: MappingProxyType
    firms: np.ndarray
    staff: np.ndarray
    revenue: np.ndarray
    km: np.ndarray
    minutes: np.ndarray
    links: Links
    totals: MappingProxyType

    @classmethod
    def load(
        cls, name_or_folder: str | Path, overrides: Path | Sequence[Path] | None = None
    ) -> Zone:
        """Read a shipped zone by name, or a folder; files in ``overrides`` take precedence.

        overrides  folder, or several of which the first is looked up first
        Raises InputError with every problem of every file.
        """
        single = isinstance(overrides, str | Path)
        given = [overrides] if single else list(overrides or ())
        for each in given:
            if not Path(each).is_dir():
                raise InputError(str(each), "There is no such folder.", "Check the path.")
        places = [*map(Path, given), _folder(name_or_folder)]
        folder = Folder(places)
        facts = _facts(folder)
        tables = {file: folder.table(file, columns) for file, columns in schema.FILES.items()}
        if not folder.problems:
            for file, columns in schema.FILES.items():
                folder.check_keys(file, columns)
            for file, columns in schema.SINGLE.items():
                folder.check_single(file, *columns)
        folder.finish()
        zone = _zone(cls, facts, tables, folder.digest)
        _check_margins(zone, folder)
        folder.finish()
        return zone

    def table(self, file: str) -> Rows:
        """Return the rows of a file, such as ``parks.csv``."""
        return self.files[file]

    def column(self, file: str, name: str) -> np.ndarray:
        """Return a column of a file as numbers."""
        return np.asarray(self.files[file][name], float)

    def total(self, name: str) -> float:
        """Return a figure of city_totals.csv. Raises InputError if it is missing."""
        if name not in self.totals:
            what = f'There is no figure "{name}".'
            raise InputError("city_totals.csv", what, "Add a row with this id.")
        return self.totals[name]

    def figure(self, name: str, assumed, assumption: str) -> float:
        """Return a figure of city_totals.csv, or the assumption if the zone has none of its own."""
        return self.totals[name] if name in self.totals else float(assumed.column(assumption))

    @property
    def park_count(self) -> int:
        """Number of parks, the rest of the city not counted."""
        return self.gazetteer.park_count

    @property
    def industry_count(self) -> int:
        """Number of industries."""
        return self.gazetteer.industry_count

    @property
    def leading(self) -> np.ndarray:
        """Which industries are leading industries of the zone."""
        return self.column("industries.csv", "leading") > 0


def default_zone() -> str:
    """Return the name of the shipped zone that is used unless another one is named."""
    return (SHIPPED / "default.txt").read_text(encoding="utf-8").strip()


def _folder(name_or_folder: str | Path) -> Path:
    shipped = SHIPPED / str(name_or_folder)
    if isinstance(name_or_folder, str) and (shipped / "parks.csv").is_file():
        return shipped
    if Path(name_or_folder).is_dir():
        return Path(name_or_folder)
    names = sorted(path.parent.name for path in SHIPPED.glob("*/parks.csv"))
    near = difflib.get_close_matches(str(name_or_folder), names, n=1, cutoff=0.4)
    advice = f'Did you mean "{near[0]}"?' if near else f"Shipped zones: {', '.join(names)}."
    raise InputError("", f'There is no zone and no folder "{name_or_folder}".', advice)


def _facts(folder: Folder) -> dict:
    """Return zone.yaml as a dictionary; parsed once and kept in the cache by its content."""
    content = folder.content("zone.yaml")
    path = folder.path("zone.yaml")
    if content is None or path is None:
        return {}
    kept = cache.folder("zones") / f"{_hash(content)}.json"
    known = cache.recall(kept)
    if known is not None:
        return json.loads(known)
    document = strict_yaml.read(path)
    facts = document.data if isinstance(document.data, dict) else {}
    wrong = [
        Problem(document.place(), f'"{key}" is missing or is not {what}.', f"Write {key}: {what}")
        for key, what, right in (
            ("id", "a word", lambda v: isinstance(v, str)),
            ("name", "a pair {en, zh}", _is_label),
            ("city", "a pair {en, zh}", _is_label),
            ("first_quarter", "a quarter such as 2023Q1", lambda v: isinstance(v, str)),
        )
        if not right(facts.get(key))
    ]
    if not wrong:
        try:
            quarters.parse(facts["first_quarter"])
        except InputError as error:
            place = document.place("first_quarter")
            wrong = [Problem(place, each.what, each.do) for each in error.problems]
    if wrong:
        folder.problems.extend(wrong)
        return {}
    cache.keep(kept, json.dumps(facts, ensure_ascii=False).encode())
    return facts


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _is_label(value) -> bool:
    return isinstance(value, dict) and set(value) == {"en", "zh"}


def _zone(cls, facts: dict, tables: dict[str, Rows], digest: str) -> Zone:
    parks, industries = tables["parks.csv"], tables["industries.csv"]
    gazetteer = Gazetteer.of(parks, industries, tables["districts.csv"])
    row = {REST: 0} | {slug: p for p, slug in enumerate(parks["slug"], 1)}
    place = {id: k for k, id in enumerate(industries["id"])}
    shape = (len(row), len(place))

    def cells(name: str) -> np.ndarray:
        rows = tables["park_industry.csv"]
        out = np.zeros(shape)
        for park, industry, value in zip(rows["park"], rows["industry"], rows[name], strict=True):
            out[row[park], place[industry]] = value
        out.flags.writeable = False
        return out

    def square(file: str, first: str, second: str, name: str, index: dict) -> np.ndarray:
        rows = tables[file]
        out = np.full((len(index), len(index)), np.nan)
        for a, b, value in zip(rows[first], rows[second], rows[name], strict=True):
            out[index[a], index[b]] = value
        out.flags.writeable = False
        return out

    links = Links(
        *(
            square("industry_links.csv", "industry", "other_industry", name, place)
            for name in Links._fields
        )
    )
    totals = tables["city_totals.csv"]
    return cls(
        id=facts["id"],
        name=MappingProxyType(facts["name"]),
        city=MappingProxyType(facts["city"]),
        first_quarter=quarters.parse(facts["first_quarter"]),
        gazetteer=gazetteer,
        digest=digest,
        files=MappingProxyType(tables),
        firms=cells("firms"),
        staff=cells("staff"),
        revenue=cells("revenue_m"),
        km=square("travel.csv", "origin", "destination", "km", row),
        minutes=square("travel.csv", "origin", "destination", "minutes", row),
        links=links,
        totals=MappingProxyType(dict(zip(totals["id"], totals["value"], strict=True))),
    )


def _check_margins(zone: Zone, folder: Folder) -> None:
    """Note gaps of the matrices and cells that do not add up to their parks and industries."""
    for file, matrix in (("travel.csv", zone.km), ("industry_links.csv", zone.links[0])):
        if np.isnan(matrix).any():
            what = f"{int(np.isnan(matrix).sum())} pairs are missing."
            do = "Give every pair a row, in both directions."
            folder.problems.append(Problem(zone.files[file].name, what, do))
    used = zone.firms > 0
    if ((zone.staff > 0) != used).any() or ((zone.revenue > 0) != used).any():
        what = "A cell has firms, staff and revenue, or none of them."
        do = "Fill in what is missing, or write 0 for all three."
        folder.problems.append(Problem(zone.files["park_industry.csv"].name, what, do))
    for name, cells in (("firms", zone.firms), ("staff", zone.staff), ("revenue_m", zone.revenue)):
        for file, sums in (("parks.csv", cells.sum(1)[1:]), ("industries.csv", cells[1:].sum(0))):
            wanted = zone.column(file, name)
            for row in np.flatnonzero(np.abs(sums - wanted) > np.maximum(0.02 * wanted, 2.0)):
                what = f"{wanted[row]:,.0f}, but park_industry.csv adds up to {sums[row]:,.0f}."
                do = "Change the one or the other until they agree within 2 %."
                folder.problems.append(Problem(zone.files[file].place(row, name), what, do))
