"""Provenance: all that someone needs to make a result again, and nothing about the machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from sim.core.errors import InputError

SCHEMA: Literal["parksim/result/1"] = "parksim/result/1"
LIBRARIES = (
    "mesa",
    "numpy",
    "numba",
    "llvmlite",
    "networkx",
    "scipy",
    "pandas",
    "pyarrow",
    "duckdb",
    "matplotlib",
)


Quarter = Annotated[str, Field(pattern=r"^\d{4}Q[1-4]$")]


class OfScenario(TypedDict):
    """What is recorded of a scenario, see `described`; texts by language."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # a key of pydantic's own

    id: str
    title: dict[str, str]
    question: NotRequired[dict[str, str]]
    files: NotRequired[dict[str, str]]
    count_as: NotRequired[dict[str, Any]]
    acts: NotRequired[dict[str, str]]


class Named(TypedDict):
    """A park or an industry with its names."""

    id: str
    en: str
    zh: str


class OfZone(TypedDict):
    """What is recorded of a zone; the rest of the city comes first among its parks."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # a key of pydantic's own

    id: str
    parks: Annotated[list[Named], Field(min_length=1)]
    industries: list[Named]


def _as(form: Any) -> AfterValidator:
    """Return what checks that a value has a form, and leaves its keys in their order."""

    def checked(value: Any) -> Any:
        TypeAdapter(form).validate_python(value)
        return value

    return AfterValidator(checked)


@dataclass(frozen=True)
class Provenance:
    """How a result came about.

    id           experiment and hash of its runs, ``no-reform+opinion@1a2b3c4d``
    command      the command line or call that made it
    date         day and time it was made, UTC
    versions     of parksim, Python and the libraries whose numbers count
    lock         digest of requirements.lock, empty if parksim runs without one
    registers    digest of the registers; data: of the zone's files; dynamics: of the model
    own          files of users' own folders that counted, scenarios aside -> digest
    seed, replicates, resolution, first, last   what was run, quarters as text
    scenarios    for each scenario: id, title, the files behind it with their digests, notes, and
                 lever or event -> quarter in which it first sets it apart from the reference
    zone         id and labels of the zone, its parks (rest of the city first) and industries
    at           quarters of the table; empty if none were asked for
    exploratory  whether a change was named on the command line and not saved
    content      digest of all numbers (`sim.runs.keys.content_hash`)
    failed       runs that failed
    uncertainty  luck, or start: uncertain start figures were drawn too
    headline     indicators that were declared before looking; empty is the registered family
    keep         what was kept of each run, as in the experiment file; empty is the usual
    store        folder of the store, seen from the result
    """

    id: str
    command: str
    date: str
    versions: dict[str, str]
    lock: str
    registers: str
    data: str
    dynamics: str
    seed: int
    replicates: int
    resolution: str
    first: Quarter
    last: Quarter
    scenarios: Annotated[
        list[dict[str, Any]], _as(Annotated[list[OfScenario], Field(min_length=1)])
    ]
    zone: Annotated[dict[str, Any], _as(OfZone)]
    own: dict[str, str] = field(default_factory=dict)
    at: list[str] = field(default_factory=list)
    exploratory: bool = False
    content: str = ""
    failed: int = 0
    store: str = "../store"
    uncertainty: str = "luck"
    headline: list[str] = field(default_factory=list)
    keep: dict[str, Any] = field(default_factory=dict)
    schema: Literal["parksim/result/1"] = SCHEMA

    def text(self) -> str:
        """Return the record as JSON to read and to diff."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> Provenance:
        """Read the record of a result. Raises InputError if it is none."""
        try:
            return _form().validate_json(path.read_bytes(), strict=True)
        except OSError:
            what = "This folder holds no result: it has no provenance.json."
            raise InputError(str(path.parent), what, "Name the folder of a result.") from None
        except ValidationError as error:
            first = error.errors()[0]
            wrong = f"{first['msg']} ({'.'.join(map(str, first['loc']))})"
        what = f"This is not the provenance of a result of this version: {wrong}."
        do = "Run the experiment again into this folder, or move the folder away."
        raise InputError(str(path), what, do)


@cache
def _form() -> TypeAdapter[Provenance]:
    return TypeAdapter(Provenance)


def versions() -> dict[str, str]:
    """Return the versions of parksim, Python and the libraries whose numbers count."""
    from sim import __version__

    found = {"parksim": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    return found | {name: _version(name) for name in LIBRARIES}


def lock_hash(repository: Path | None = None) -> str:
    """Return the digest of the lock file, or nothing if parksim runs without one."""
    repository = repository or Path(__file__).resolve().parents[2]
    try:
        return blake2b((repository / "requirements.lock").read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def spoken_command(arguments: Sequence[str]) -> str:
    """Return a command line as one could type it elsewhere, without this machine's folders."""
    return " ".join(["parksim", *(_quoted(_anywhere(each)) for each in arguments)])


def now() -> str:
    """Return the day and time in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def described(scenario: Any) -> dict[str, Any]:
    """Return what is recorded about a scenario: id, titles, question and the files behind it."""
    files: Mapping[str, str] = scenario.files
    return {
        "id": scenario.id,
        "title": _wordings(scenario.title),
        "question": _wordings(scenario.question),
        "files": {_anywhere(name): digest for name, digest in files.items()},
        "count_as": dict(scenario.count_as),
    }


def _wordings(text: Any) -> dict[str, str]:
    if text is None or isinstance(text, str):
        return {"en": text or "", "zh": text or ""}
    if isinstance(text, Mapping):
        return {"en": text.get("en", ""), "zh": text.get("zh", "")}
    return {"en": text.en, "zh": text.zh}


def _anywhere(argument: str) -> str:
    path = Path(argument)
    if not path.is_absolute():
        return argument
    if path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return path.name


def _quoted(argument: str) -> str:
    plain = all(sign.isalnum() or sign in "-_./,@:+=" for sign in argument)
    return argument if argument and plain else '"' + argument.replace('"', '\\"') + '"'


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
