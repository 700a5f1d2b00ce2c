"""The verbs that read scenarios, registers and data; each verb's work is in its own module."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sim.cli.options import INTERRUPTED, NONE, Data, Debug, Language, Own, setting_of, whole

verbs = typer.Typer()


@verbs.command()
def run(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(help="Scenarios, by id or file, the reference first; or one experiment."),
    ],
    what_if: Annotated[
        list[str],
        typer.Option("--what-if", help='A change, as "assessment.pass_mark=70 from 2025".'),
    ] = NONE,
    save: Annotated[str, typer.Option(metavar="FILE", help="Keep the what-if as a file.")] = "",
    at: Annotated[str, typer.Option(help="Quarters of the table, as 2025Q4,2030Q4.")] = "",
    replicates: Annotated[
        int | None, whole("--replicates", "Worlds a scenario is run in; by default by rule.")
    ] = None,
    seed: Annotated[int | None, whole("--seed", "Seed of the luck of all worlds.")] = None,
    resolution: Annotated[str, typer.Option(help="draft, standard or full.")] = "",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Folder of the result.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be run, and stop.")] = False,
    workers: Annotated[int, whole("--workers", "Processes; 0 is one a core.")] = 0,
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="A part of the runs, as 2/3: docs/cluster.md.")
    ] = "",
    dask: Annotated[
        str, typer.Option(metavar="WHERE", help="tcp://HOST:PORT, or a profile: docs/cluster.md.")
    ] = "",
    check: Annotated[bool, typer.Option("--check", help="Check the accounts.")] = False,
    uncertainty: Annotated[
        str, typer.Option(help="luck, or start: draw uncertain start figures too.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Run a long plan without asking.")] = False,
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Run scenarios or an experiment, compare with the reference, and write a result."""
    from sim.cli import running
    from sim.cli.messages import split_words
    from sim.runs.provenance import spoken_command

    request = running.Request(
        what=tuple(what),
        what_ifs=tuple(what_if),
        save=save,
        at=split_words(at),
        replicates=replicates,
        seed=seed,
        resolution=resolution,
        out=out,
        workers=workers,
        shard=shard,
        dask=dask,
        check=check,
        uncertainty=uncertainty,
        yes=yes,
        setting=setting_of(data, own),
        command=spoken_command(context.obj),
    )
    try:
        return running.run(request, only_plan=plan, language=language)
    except KeyboardInterrupt:
        print("Interrupted. What was run is stored; the same command goes on.", file=sys.stderr)
        return INTERRUPTED


@verbs.command()
def search(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A search, by file or id.")],
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Folder of the result.")] = "",
    workers: Annotated[int, whole("--workers", "Processes; 0 is one a core.")] = 0,
    dask: Annotated[
        str, typer.Option(metavar="WHERE", help="tcp://HOST:PORT, or a profile: docs/cluster.md.")
    ] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Search for a tipping point: at which value of a lever an effect or a target turns."""
    from sim.cli import searching
    from sim.runs.provenance import spoken_command

    try:
        return searching.search(
            file,
            out=out,
            workers=workers,
            dask=dask,
            setting=setting_of(data, own),
            language=language,
            command=spoken_command(context.obj),
        )
    except KeyboardInterrupt:
        print("Interrupted. What was run is stored; the same command goes on.", file=sys.stderr)
        return INTERRUPTED


@verbs.command()
def show(
    word: Annotated[list[str], typer.Argument(help="An id, a name or words to look for.")],
    time: Annotated[bool, typer.Option("--time", help="Measure the stages: show stages.")] = False,
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Explain a lever, assumption, clause, target, indicator, scenario, experiment, park, stage."""
    from sim.cli import showing

    setting = setting_of(data, own)
    return showing.show(" ".join(word), setting=setting, language=language, timed=time)


@verbs.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Scenarios or experiments, by id or file.")],
    at: Annotated[str, typer.Option(help="Quarters that you are going to ask for.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Check scenario and experiment files: all problems at once, and when a change can act."""
    from sim.cli import comparing
    from sim.cli.messages import split_words

    setting = setting_of(data, own)
    return comparing.check(files, at=split_words(at), setting=setting, language=language)


@verbs.command()
def diff(
    one: Annotated[str, typer.Argument(help="A scenario, by id or file.")],
    other: Annotated[str, typer.Argument(help="Another one.")],
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Say in what two scenarios differ, clause by clause, and from when on it can matter."""
    from sim.cli import comparing

    return comparing.diff(one, other, setting=setting_of(data, own), language=language)


@verbs.command()
def export(
    what: Annotated[
        str, typer.Argument(help="zone, schema, csv, parquet or xlsx; with --format a result.")
    ] = "",
    result: Annotated[
        str, typer.Argument(help="Result, by folder or id; by default the last.")
    ] = "",
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help="csv, parquet or xlsx of a result.")
    ] = "",
    out: Annotated[
        str, typer.Option("--to", "--out", metavar="PATH", help="Folder or file to write to.")
    ] = "",
    levels: Annotated[str, typer.Option(help="Levels of the result, as final,quarters.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Write the zone's files to start from, the schemas of files, or a result's tables."""
    from sim.cli import exporting
    from sim.cli.messages import split_words

    return exporting.export(
        what,
        result,
        form=form,
        out=out,
        levels=split_words(levels),
        setting=setting_of(data, own),
        language=language,
    )


@verbs.command()
def new(
    folder: Annotated[str, typer.Argument(help="A folder that is not there yet, or is empty.")],
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Begin a folder of your own: levers, assumptions, events, scenarios, stages, data."""
    from sim.cli import beginning

    return beginning.new(folder, language=language)
