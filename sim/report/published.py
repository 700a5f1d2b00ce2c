"""A result as it is published: tables in both languages, provenance, and the command to repeat it.

What stands in the repository is small; the runs themselves are not kept there::

    python -m sim.report.published delisting-thresholds
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.family import headline
from sim.core.errors import InputError
from sim.report.drivers.attribution_tables import attributed
from sim.report.findings import PAGE, section
from sim.report.headline import TABLE
from sim.report.result import Results, results
from sim.report.table import Table
from sim.runs import files
from sim.search.page import replaced

PLACE = Path("results/published")
LANGUAGES = ("en", "zh")
LARGEST = 300_000  # bytes of a file
ALWAYS = (*TABLE, "public_cost")
_LOCAL = ("store",)  # keys of the provenance that hold on the machine of the runs alone
_SCREENED = "dropped.csv"  # left by a design auto, with the indices of its last step


def contents(result: Results) -> dict[str, bytes]:
    """Return the files of a published result by their names.

    Raises InputError for a file over 300 KB, and for what its tables cannot be made of.
    """
    found: dict[str, bytes] = dict(_drivers(result) if designed(result) else _comparison(result))
    provenance = json.loads((result.folder / "provenance.json").read_text("utf-8"))
    kept = {key: value for key, value in provenance.items() if key not in _LOCAL}
    found["provenance.json"] = f"{json.dumps(kept, indent=1, ensure_ascii=False)}\n".encode()
    found["experiment.yaml"] = (result.folder / "experiment.yaml").read_bytes()
    found["README.md"] = _readme(result, sorted(found)).encode()
    for name, content in found.items():
        if len(content) > LARGEST:
            what = f"{name} would have {len(content) / 1000:.0f} KB, more than {LARGEST // 1000}."
            raise InputError(result.id, what, "Name fewer headline indicators or quarters.")
    return found


def designed(result: Results) -> bool:
    """Return whether a result is about factors or clauses, and not about its scenarios alone."""
    return bool(result.experiment().get("factors")) or method(result) == "attribution"


def method(result: Results) -> str:
    """Return the method of a result's design."""
    return str(result.experiment()["design"]["method"])


def indicators(result: Results) -> list[str]:
    """Return the indicators that are published: the headline, those of every table, the cost."""
    held = result.indicators()
    wanted = dict.fromkeys((*headline(result), *ALWAYS))
    return [name for name in wanted if name in held]


def publish(result: Results, place: Path = PLACE) -> Path:
    """Write the files of a result into its folder, in the place of older ones; return the folder.

    Raises InputError for a folder that holds something else, before anything is written.
    """
    folder = place / result.id.partition("@")[0]
    found = contents(result)
    with files.writing(folder):
        held = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
        if held and "provenance.json" not in held:
            what = "This folder holds something else than a published result."
            raise InputError(str(folder), what, "Name another place with --place.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in found.items():
            files.write_whole(folder / name, content)
        for name in held - set(found):
            (folder / name).unlink()
    return folder


def _comparison(result: Results) -> dict[str, bytes]:
    """Return scenarios against the first: effects, what they cost, targets."""
    names, at = indicators(result), result.table_quarters
    found = {
        "comparison.csv": _csv(result.compare(at, indicators=names)),
        "cost.csv": _csv(result.cost_of_effects(at)),
        "targets.csv": _csv(result.targets()),
    }
    for language in LANGUAGES:
        made = {
            "comparison": result.table(at, language, names),
            "cost": result.cost_tables(at, language),
            "targets": result.target_tables(language, short=True),
        }
        for name, tables in made.items():
            found[f"{name}.{language}.md"] = _markdown(tables)
    return {name: content for name, content in found.items() if content}


def _drivers(result: Results) -> dict[str, bytes]:
    """Return what clauses contribute, or what factors drive."""
    found = {}
    if method(result) == "attribution":
        for language in LANGUAGES:
            made = attributed(result, result.provenance.at, language)
            found |= {
                f"{name}.csv": _csv(frame) for name, frame in made.frames.items() if len(frame)
            }
            found[f"attribution.{language}.md"] = _markdown(made.tables)
        return found
    tables = result.folder / "tables"
    if (tables / _SCREENED).is_file():
        names = ("sensitivity.csv", _SCREENED, *(f"sensitivity.{each}.md" for each in LANGUAGES))
        return {name: (tables / name).read_bytes() for name in names}
    indices = result.sensitivity()
    found["sensitivity.csv"] = _csv(indices.frame)
    for language in LANGUAGES:
        found[f"sensitivity.{language}.md"] = _markdown(
            result.sensitivity_tables(indices, language)
        )
    return found


def _readme(result: Results, names: list[str]) -> str:
    asked, made = result.experiment(), result.provenance
    lines = []
    for key, mark in (("title", "# "), ("question", "")):
        said = asked.get(key) or {}
        words = dict.fromkeys(said.values()) if isinstance(said, dict) else [said]
        lines += [f"{mark}{' · '.join(words)}" if mark else "\n\n".join(words), ""]
    folder = f"{PLACE.as_posix()}/{result.id.partition('@')[0]}"
    failed = f", {made.failed} of which failed" if made.failed else ""
    lines += [
        "The model is not yet calibrated: sizes are those of its assumptions.  ",
        "模型尚未校准：数值大小取决于其假设。",
        "",
        f"{len(result.plan)} runs{failed}; {made.replicates} replicates; {made.resolution}; "
        f"{made.first} to {made.last}; parksim {made.versions['parksim']}; {made.id}; "
        f"content {made.content}.",
        "",
        "Repeat it · 复现:",
        "",
        "```sh",
        f"parksim run {folder}/experiment.yaml",
        f"python -m sim.report.published {result.id.partition('@')[0]}",
        "```",
        "",
        *(f"* [{name}]({name})" for name in names),
    ]
    return "\n".join(lines) + "\n"


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode() if len(frame) else b""


def _markdown(tables: Any) -> bytes:
    made: list[Table] = list(tables)
    return "\n".join(each.markdown() for each in made).encode()


def main(arguments: list[str] | None = None) -> int:
    """Publish results and renew their sections of the page of findings."""
    parser = argparse.ArgumentParser(prog="python -m sim.report.published", description=__doc__)
    parser.add_argument("results", nargs="+", help="folders or ids of results")
    parser.add_argument("--place", type=Path, default=PLACE, help="folder of published results")
    parser.add_argument("--page", type=Path, default=PAGE, help="page of findings")
    chosen = parser.parse_args(arguments)
    try:
        for name in chosen.results:
            result = results(name)
            print(publish(result, chosen.place))
            word = result.id.partition("@")[0]
            if chosen.page.is_file() and f"<!-- {word} -->" in chosen.page.read_text("utf-8"):
                page = replaced(chosen.page.read_text("utf-8"), word, section(result))
                files.write_whole(chosen.page, page.encode())
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
