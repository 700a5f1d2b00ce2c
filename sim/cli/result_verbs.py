"""The verbs that read results and the store; each verb's work is in its own module."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import NONE, Data, Debug, Language, Own, setting_of, share, whole

verbs = typer.Typer()


@verbs.command()
def compare(
    result: Annotated[
        str, typer.Argument(help="Result, by folder or id; by default the last.")
    ] = "",
    to: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Compare with it; by default the first.")
    ] = "",
    at: Annotated[str, typer.Option(help="Quarters or years, as 2025Q4,2030Q4.")] = "",
    by: Annotated[str, typer.Option(help="zone, park, industry, year; or park,year.")] = "zone",
    perimeter: Annotated[
        str, typer.Option(help="fixed, or legal: without parks that were delisted.")
    ] = "fixed",
    indicators: Annotated[str, typer.Option(help="Indicators by id, as revenue,staff.")] = "",
    headline: Annotated[
        str, typer.Option(help="Declared indicators, that Holm's correction is over.")
    ] = "",
    coverage: Annotated[float, share("--coverage", "Coverage of the intervals.")] = 0.95,
    precision: Annotated[
        float, share("--precision", "Half-width to count replicates for, share of the reference.")
    ] = 0.005,
    regret: Annotated[bool, typer.Option("--regret", help="Who is best, and regret.")] = False,
    targets: Annotated[bool, typer.Option("--targets", help="All definitions of targets.")] = False,
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Write the tables there.")] = "",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMS", help="csv, xlsx, tex, md, docx.")
    ] = "",
    language: Language = "",
    debug: Debug = False,
) -> int:
    """Compare the scenarios of a result: effects, evidence, displacement, cost, regret."""
    from sim.cli import effects
    from sim.cli.messages import split_words

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
    replicate: Annotated[int, whole("--replicate", "Which world of the luck.")] = 0,
    seed: Annotated[int, whole("--seed", "Seed of the luck of both worlds.")] = 1,
    resolution: Annotated[str, typer.Option(help="draft, standard or full.")] = "",
    until: Annotated[str, typer.Option(metavar="QUARTER", help="Last quarter to run.")] = "",
    top: Annotated[int, whole("--top", "Without WHO: how many agents to list.")] = 20,
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
