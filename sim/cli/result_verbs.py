"""The verbs that read results and the store; each verb's work is in its own module."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli import garbage
from sim.cli.options import NONE, Data, Debug, Language, Own, setting_of, share, whole

verbs = typer.Typer()
store = typer.Typer(help="Keep the store of runs: verify, rerun, compact.")
verbs.add_typer(store, name="store")
At = Annotated[str, typer.Option(help="Quarters or years, as 2025Q4,2030Q4.")]
Indicators = Annotated[str, typer.Option(help="Indicators by id, as revenue,staff.")]
Result = Annotated[str, typer.Argument(help="Result, by folder or id; by default the last.")]


@verbs.command()
def compare(
    result: Result = "",
    to: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Compare with it; by default the first.")
    ] = "",
    at: At = "",
    by: Annotated[str, typer.Option(help="zone, park, industry, year; or park,year.")] = "zone",
    perimeter: Annotated[
        str, typer.Option(help="fixed, or legal: without parks that were delisted.")
    ] = "fixed",
    indicators: Indicators = "",
    headline: Annotated[
        str, typer.Option(help="Declared indicators, that Holm's correction is over.")
    ] = "",
    coverage: Annotated[float, share("--coverage", "Coverage of the intervals.")] = 0.95,
    precision: Annotated[
        float, share("--precision", "Half-width to count replicates for, share of the reference.")
    ] = 0.005,
    regret: Annotated[bool, typer.Option("--regret", help="Who is best, and regret.")] = False,
    targets: Annotated[bool, typer.Option("--targets", help="All definitions of targets.")] = False,
    attribution: Annotated[
        bool,
        typer.Option(
            "--attribution", help="Clauses of a design attribution; --by kind, family, payer."
        ),
    ] = False,
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Write the tables there.")] = "",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMS", help="csv, xlsx, tex, md, docx.")
    ] = "",
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Compare the scenarios of a result: effects, evidence, displacement, cost, regret."""
    from sim.cli import attributing, effects
    from sim.cli.messages import split_words

    if attribution:
        return attributing.attribute(
            result,
            at=split_words(at),
            by="clause" if by == "zone" else by,
            indicators=split_words(indicators),
            coverage=coverage,
            out=out,
            forms=split_words(form),
            language=language,
        )
    return effects.compare(
        result,
        out=out,
        forms=split_words(form),
        targets=targets,
        language=language,
        reference=to,
        at=split_words(at),
        by=by,
        perimeter=perimeter,
        indicators=split_words(indicators),
        headline=split_words(headline),
        coverage=coverage,
        precision=precision,
        regret=regret,
    )


@verbs.command()
def sensitivity(
    result: Result = "",
    method: Annotated[
        str, typer.Option(help="sobol, morris, ofat, pawn, delta; by default the design's own.")
    ] = "",
    indicators: Annotated[
        str, typer.Option(help="Indicators or targets by id; by default the headline.")
    ] = "",
    at: At = "",
    of: Annotated[str, typer.Option(help="difference, level, or probability of targets.")] = "",
    by: Annotated[str, typer.Option(help="zone, park, industry, year; or park,year.")] = "zone",
    scenario: Annotated[str, typer.Option(help="Whose outputs, if there are several.")] = "",
    coverage: Annotated[float, share("--coverage", "Coverage of the intervals.")] = 0.95,
    convergence: Annotated[
        bool, typer.Option("--convergence", help="The indices from parts of the design, too.")
    ] = False,
    extend: Annotated[
        int, whole("--extend", "Run the design with this larger n first; stored runs stay.")
    ] = 0,
    workers: Annotated[int, whole("--workers", "Processes; 0 is one a core.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Run a long extension unasked.")] = False,
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Write the tables there.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Say what drives a result: indices of factors freed of luck, with intervals and a reading."""
    from sim.cli import sensitivity as work
    from sim.cli.messages import split_words, typed

    return work.sensitivity(
        result,
        method=method,
        extend=extend,
        converged=convergence,
        workers=workers,
        yes=yes,
        out=out,
        setting=setting_of(data, own),
        language=language,
        command=typed("sensitivity", result, "--extend", str(extend)),
        scenario=scenario,
        indicators=split_words(indicators),
        at=split_words(at),
        of=of,
        by=by,
        coverage=coverage,
    )


@verbs.command()
def trace(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [WHO]",
            help="Two scenarios, and a firm by code, a park, talent/..., fund/...",
        ),
    ],
    what_if: Annotated[
        list[str],
        typer.Option("--what-if", help="A change of B, as floor.rent_subsidy=0.1 from 2024."),
    ] = NONE,
    replicate: Annotated[int, whole("--replicate", "Which world of the luck.", 0)] = 0,
    seed: Annotated[int, whole("--seed", "Seed of the luck of both worlds.")] = 1,
    resolution: Annotated[str, typer.Option(help="draft, standard or full.")] = "",
    until: Annotated[str, typer.Option(metavar="QUARTER", help="Last quarter to run.")] = "",
    top: Annotated[int, whole("--top", "Without WHO: how many agents to list.", 1)] = 20,
    of: Annotated[str, typer.Option(help="Whom to list: firms, talents, funds, parks.")] = "firms",
    by: Annotated[
        str, typer.Option(help="State to rank by, as staff, or difference.")
    ] = "difference",
    at: Annotated[str, typer.Option(metavar="QUARTER", help="Quarter of the ranking.")] = "",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Write tables and chain.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Follow one agent in two worlds: where they part, through which stage and lever, what follows.

    Without WHO: how the difference spreads, and who differs most.
    """
    from sim.cli import tracing

    return tracing.trace(
        words,
        what_ifs=what_if,
        out=out,
        setting=setting_of(data, own),
        language=language,
        replicate=replicate,
        seed=seed,
        resolution=resolution or None,
        until=until or None,
        top=top,
        of=of,
        by=by,
        at=at or None,
    )


@verbs.command()
def figure(
    names: Annotated[
        list[str],
        typer.Argument(metavar="[NAME...|all]", help="Figures, and a result; none: the list."),
    ] = NONE,
    result: Annotated[
        str, typer.Option("--result", help="Result, by folder or id; by default the last.")
    ] = "",
    look: Annotated[
        str, typer.Option("--preset", metavar="PRESET", help="single, double, word or slides.")
    ] = "word",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMS", help="png, pdf, svg; else the preset's.")
    ] = "",
    indicators: Indicators = "",
    at: At = "",
    scenarios: Annotated[str, typer.Option(help="Scenarios by id; by default all.")] = "",
    agent: Annotated[str, typer.Option(metavar="CODE", help="Whom to follow, by code.")] = "",
    font: Annotated[
        str, typer.Option(metavar="NAME", help="Font for Chinese: a family, or a font file.")
    ] = "",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Write the figures there.")] = "",
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Draw figures of a result, each with its data and its captions in both languages."""
    with garbage.seldom():
        from sim.cli import figuring
        from sim.cli.messages import split_words

        return figuring.draw(
            names,
            result=result,
            look=look,
            formats=split_words(form),
            font=font,
            out=out,
            language=language,
            indicators=split_words(indicators),
            at=split_words(at),
            scenarios=split_words(scenarios),
            agent=agent,
        )


@verbs.command()
def report(
    result: Result = "",
    form: Annotated[str, typer.Option("--format", metavar="FORMS", help="html, docx.")] = "html",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Write the report there.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Write the report on a result: question, effects, parks, costs, limits, methods, sources."""
    with garbage.seldom():
        from sim.cli import reporting
        from sim.cli.messages import split_words

        setting = setting_of(data, own)
        forms = split_words(form)
        return reporting.report(result, forms=forms, out=out, setting=setting, language=language)


@verbs.command()
def status(
    result: Result = "",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="The --out of the run.")] = "",
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Say how far a result is: done, failed and why, missing, old code, disk. Also while it runs.

    Exit code 0: complete; 3: some runs failed; 4: some are missing.
    """
    from sim.cli import standing

    return standing.status(out or result, setting=setting_of(data, own), language=language)


@store.command()
def verify(result: Result = "", language: Language = "", debug: Debug = False) -> int:
    """Read every number that is stored and compare it with what its writer wrote down."""
    from sim.cli import storing

    return storing.verify(result, language=language)


@store.command()
def rerun(
    key: Annotated[str, typer.Argument(help="Key of a run, or its beginning.")],
    result: Result = "",
    pdb: Annotated[
        bool, typer.Option("--pdb", help="Go into the debugger where it fails.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Run stages over agents: slow.")] = False,
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Do one run of a result again and compare it with what is stored, bit for bit."""
    from sim.cli import storing

    setting = setting_of(data, own)
    return storing.rerun(key, result, setting=setting, debugger=pdb, plain=plain, language=language)


@store.command()
def compact(result: Result = "", language: Language = "", debug: Debug = False) -> int:
    """Merge what many writers wrote into few files, and clear away what was cut short."""
    from sim.cli import storing

    return storing.compact(result, language=language)


@store.command()
def remove(
    what: Annotated[
        str,
        typer.Argument(help="old: runs of other models; failed; damaged: files that are."),
    ] = "",
    result: Result = "",
    keys: Annotated[str, typer.Option(metavar="KEYS", help="These runs, by a comma.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = "",
    own: Own = NONE,
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Drop runs from the store: those of old code, failures, of damaged files, or some by key."""
    from sim.cli import storing
    from sim.cli.messages import split_words

    return storing.remove(
        what, result, keys=split_words(keys), yes=yes, setting=setting_of(data, own),
        language=language,
    )  # fmt: skip
