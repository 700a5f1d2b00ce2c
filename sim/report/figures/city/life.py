"""One firm in two worlds: its state quarter by quarter, and when the worlds part.

Both worlds are run again side by side with the luck of the first replicate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.core import quarters
from sim.report import captions, fonts, state_words
from sim.report.figures import panels
from sim.report.figures.catalogue import Look, NotInResult
from sim.report.figures.city import places
from sim.report.figures.drawing import Drawing
from sim.report.figures.presets import Preset, style
from sim.report.trace import SHOWN
from sim.search.tracing.lives import Lives, lives

NAME = "life"
State = dict[str, Any] | None
ROOM = {"single": 4, "double": 6, "word": 6, "slides": 4}  # state variables
UNDRAWN = ("index", "code", "0/1", "quarter")  # units of what is no quantity


def draw(results: Any, look: Look) -> Drawing:
    """Draw the states of an agent in the reference and in another scenario.

    agent      code of a firm, or whoever `parksim trace` takes; without one the firm of the parks,
               of the kept agents, whose staff differs most at the end
    scenarios  two of the result; the first two unless they are named
    Raises NotInResult with one scenario, without an agent if none were kept, and if the runs would
    not be the same today; InputError for an agent that neither world ever has.
    """
    language, preset = fonts.language(look.language), look.preset
    scenarios = places.shown_scenarios(results, look, 2)
    if len(scenarios) != 2:
        what = f"A life is drawn in two worlds, not in {len(scenarios)}."
        raise NotInResult(str(results.folder), what, "Name two with --scenarios.")
    agent = look.agent or _most_different(results, scenarios)
    found = _lives(results, scenarios, agent)
    data = _data(found, scenarios, ROOM[preset.name], results.period[0])
    with style(preset):
        figure = _drawn(results, found, data, scenarios, preset, language)
    captioned = {each: _caption(results, found, scenarios, each) for each in ("en", "zh")}
    return Drawing(NAME, language, figure, data, captioned)


def _most_different(results: Any, scenarios: Sequence[str]) -> str:
    """Return the code of the firm of the parks, in both worlds, whose staff differs most."""
    if "agents" not in results.levels:
        what = "No agent is named, and this result holds no firms to choose one from."
        raise NotInResult(str(results.folder), what,
                          f"Name one with --agent, or write {places.AGENTS} into the experiment"
                          " file and run it again.")  # fmt: skip
    keys = [places.ended(results, name).iloc[0]["key"] for name in scenarios]
    firms = places.firms(results, keys, ["code", "staff"])
    firms = firms[~firms["code"].str.startswith(f"{results.rest_of_city}/")]
    one, other = (firms[firms["run"] == run].set_index("uid") for run in range(2))
    shared = one.index.intersection(other.index)
    if shared.empty:
        what = "No firm of the parks is in both worlds at the end."
        raise NotInResult(str(results.folder), what, "Name one with --agent.")
    apart = (other["staff"] - one["staff"])[shared].abs()
    return str(one.loc[apart.idxmax(), "code"])


def _lives(results: Any, scenarios: Sequence[str], agent: str) -> Lives:
    """Return the life of an agent in the first runs of two scenarios, run again."""
    return lives(*(places.first_spec(results, name) for name in scenarios), agent)


def _data(found: Lives, scenarios: Sequence[str], room: int, first: int) -> pd.DataFrame:
    """Return states: variable, unit, quarter, and a column a scenario; missing: not there.

    A quarter of entry is left out: who comes in it has no pay, rent or sales of a quarter yet.
    first  quarter of the runs
    """
    life = found.life
    from_start = life.quarters[0] == first
    states = [_without_entry(at, from_start=from_start) for at in life.states]
    drawn = [n for n in life.units if life.units[n] not in UNDRAWN and "[" not in n]
    usual = [name for name in SHOWN.get(life.table, ()) if name in drawn]
    names = [*usual, *(n for n in life.differing() if n in drawn and n not in usual)][:room]
    rows = [
        (name, life.units[name], quarters.text(quarter), *((s or {}).get(name, np.nan) for s in at))
        for name in names
        for quarter, *at in zip(life.quarters, *states, strict=True)
    ]
    return pd.DataFrame(rows, columns=["variable", "unit", "quarter", *scenarios])


def _without_entry(states: Sequence[State], *, from_start: bool) -> list[State]:
    before = [{} if from_start else None, *states[:-1]]
    return [None if was is None else now for was, now in zip(before, states, strict=True)]


def _drawn(
    results: Any,
    found: Lives,
    data: pd.DataFrame,
    scenarios: Sequence[str],
    preset: Preset,
    language: str,
) -> Figure:
    names = list(data["variable"].unique())
    columns = 1 if preset.width < 100 else 2 if preset.name == "slides" else 3
    columns = min(columns, len(names))
    rows = -(-len(names) // columns)
    figure, grid = panels.canvas(preset, [1.0] * rows, columns, spare=18.0, sharex=True)
    room = 0.75 * preset.width / columns / panels.small(preset)
    for place, name in enumerate(names):
        axes, own = grid.ravel()[place], data[data["variable"] == name]
        handles = [
            axes.plot(panels.years(own["quarter"]), own[scenario].astype(float),
                      **panels.look_of(results, scenario))[0]
            for scenario in scenarios
        ]  # fmt: skip
        if found.parted is not None:
            panels.mark_dates(axes, [found.parted])
        label = state_words.label(found.life.table, name, language)
        unit = state_words.unit(found.life.table, name, language)
        panels.title(axes, panels.titled(label, unit, room, language), preset)
        panels.axis_of_years(axes)
    for empty in grid.ravel()[len(names) :]:
        empty.set_axis_off()
    labels = [panels.named(results, name, language) for name in scenarios]
    head = f"{found.name}；n = 1" if language == "zh" else f"{found.name}; n = 1"
    panels.legend(figure, preset, handles, labels, head)
    return figure


def _caption(results: Any, found: Lives, scenarios: Sequence[str], language: str) -> str:
    number = places.ended(results, scenarios[0]).iloc[0]["replicate"]
    alone = [name for name, there in zip(scenarios, found.life.there, strict=True) if there]
    if language == "zh":
        what = f"同一主体（{found.name}）在两个情景中的状况"
        said = [f"第{number}号模拟重新运行所得，相同随机数，无区间。"]
        if found.parted is not None:
            said.append(f"点线：该主体最早出现差别的季度（{found.parted}）。")
        else:
            said.append("两个情景中状况始终相同。")
        if len(alone) == 1:
            said.append(f"该主体只存在于“{results.title(alone[0], 'zh')}”。")
    else:
        what = f"The same agent ({found.name}) in two scenarios"
        said = [f"Replicate {number}, run again under the same luck; no interval."]
        if found.parted is not None:
            said.append(f"Dotted: the quarter in which it first differs"
                        f" ({found.parted}).")  # fmt: skip
        else:
            said.append("Its state is the same in both.")
        if len(alone) == 1:
            said.append(f'It is in "{results.title(alone[0], "en")}" alone.')
    return captions.caption(results, language, what, *said, scenarios=scenarios, intervals=False)
