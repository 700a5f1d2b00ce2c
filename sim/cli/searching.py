"""The verb ``search``: runs that are chosen as results come in, until a question is answered."""

from __future__ import annotations

import json
from pathlib import Path

from sim.cli.messages import Voice
from sim.cli.options import COMPLETE, SOME_FAILED
from sim.core.errors import InputError
from sim.report.drivers.tipping_tables import TippingPoint
from sim.runs import api, experiment, files
from sim.runs.api import Prepared
from sim.runs.engines.choice import chosen
from sim.runs.engines.readiness import Ready
from sim.runs.progress import progress
from sim.runs.setting import Setting
from sim.runs.specs import Receipt
from sim.scenario.experiment import Experiment
from sim.scenario.searches import search_file
from sim.scenario.searches.search_file import Question, SearchFile
from sim.scenario.searches.search_library import search_path
from sim.search.bench import Bench
from sim.search.crossing import Batch
from sim.search.tipping import Tipping, tipping


def search(
    word: str,
    *,
    out: str = "",
    workers: int = 0,
    dask: str = "",
    setting: Setting,
    language: str = "",
    command: str = "",
) -> int:
    """Carry out a search file, say what it found and write its result.

    word  a search file by path or id
    Raises InputError with all problems of the file, and KeyboardInterrupt if the end was asked for;
    what was run by then is stored, and the same command goes on.
    """
    voice = Voice(language)
    file = search_file.read(search_path(word, setting.library))
    asked, question = looked_up(file, setting)

    def carry(prepared: Prepared) -> list[Receipt]:
        todo = len(set(experiment.lost(prepared.plan, prepared.place)))
        with progress(todo, voice.text("progress")) as watch:
            return experiment.carry_out(
                prepared.plan,
                prepared.place,
                workers=workers,
                engine=chosen(workers, "", dask),
                watch=watch,
                warm=Ready.of(prepared.plan.world),
            )

    def report(batch: Batch) -> None:
        points = ", ".join(f"{each:g}" for each in batch.points)
        factor = question.factor.name
        voice.note("sampling", factor=factor, points=points, replicates=batch.replicates)

    bench = Bench(asked, setting, carry, out or None)
    found = tipping(bench, question, file.head.replicates, report)
    last = found.prepared
    made, _ = api.carry_out(
        last, workers=workers, dask=dask, command=command, failed=bench.lost(last)
    )
    spoken = TippingPoint(found, setting.registers, voice.language)
    for sentence in spoken.sentences:
        print(sentence)
    voice.show(spoken.table)
    if made is not None:
        _write(made.folder, found, setting)
        voice.say("result", path=made.folder)
    return SOME_FAILED if found.failed else COMPLETE


def looked_up(file: SearchFile, setting: Setting) -> tuple[Experiment, Question]:
    """Return what a search samples and what it asks, with all words looked up.

    Raises InputError with all problems of the file.
    """
    try:
        asked = setting.experiment(file.experiment)
    except InputError as error:
        others = search_file.misfits(file, setting.registers)
        every = dict.fromkeys([*file.problems, *error.problems, *others])
        raise InputError(list(every)) from None
    return asked, search_file.question(file, asked, setting.registers)


def _write(folder: Path, found: Tipping, setting: Setting) -> None:
    """Write the points, the answer and the sentences beside the tables of the result."""
    contents = {"tipping.csv": found.samples.to_csv(index=False, lineterminator="\n").encode()}
    contents["tipping.json"] = (json.dumps(found.record(), indent=2) + "\n").encode()
    for language in ("en", "zh"):
        text = TippingPoint(found, setting.registers, language).table.markdown()
        contents[f"tipping.{language}.md"] = text.encode()
    with files.writing(folder / "tables"):
        for name, content in contents.items():
            files.write_whole(folder / "tables" / name, content)
