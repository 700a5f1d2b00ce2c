"""The verb ``show``: find what a word means and explain it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.cli import clauses, entries, library, stages, structure
from sim.cli.messages import Voice, chosen_language
from sim.cli.options import COMPLETE
from sim.core.errors import InputError
from sim.measure.register import indicators
from sim.runs.setting import Setting
from sim.scenario import experiment_file
from sim.scenario.experiment_library import experiment_path
from sim.scenario.searches.search_library import named_search

_MOST_HITS = 12
_KINDS = frozenset(
    "lever assumption clause target event definition programme indicator scenario experiment "
    "search park stage kind".split()
)
Shown = list[str] | None


def show(word: str, *, setting: Setting, language: str, timed: bool = False) -> int:
    """Print what a word means: an id first, then a name, then whatever a search finds.

    timed  measure how long the stages take, for the word ``stages``

    Raises InputError if nothing is found.
    """
    spoken = chosen_language(language)
    if timed and word.strip().lower() != "stages":
        what = "Only stages take a time that can be measured."
        raise InputError("parksim show --time", what, "Write: parksim show stages --time")
    first, _, result = word.strip().partition(" ")
    if first.lower() == "targets" and result:
        return _targets(result.strip(), spoken)
    lines = stages.listed(setting, timed=True) if timed else explained(word, setting, spoken)
    print("\n".join(lines))
    return COMPLETE


def explained(word: str, setting: Setting, language: str) -> list[str]:
    """Return the lines that explain a word. Raises InputError if nothing is found."""
    word = word.strip()
    first, _, rest = word.partition(" ")
    if first.lower() in _KINDS and rest:
        word = rest
    listed = _lists(setting, language).get(word.lower())
    if listed is not None:
        return listed()
    finders: tuple[Callable[[], Shown], ...] = (
        lambda: entries.entry(word, setting, language),
        lambda: _indicator(word, language),
        lambda: _scenario(word, setting, language),
        lambda: _experiment(word, setting, language),
        lambda: _search(word, setting, language),
        lambda: stages.stage(word, setting),
        lambda: structure.kind(word),
        lambda: structure.park(word, setting, language),
    )
    for finder in finders:
        found = finder()
        if found is not None:
            return found
    return _searched(word, setting, language)


def _targets(result: str, language: str) -> int:
    """Print every target of a result under every definition. Raises InputError for no result."""
    from sim.report.result import results

    voice = Voice(language)
    for table in results(result).target_tables(language):
        voice.show(table)
    return COMPLETE


def _lists(setting: Setting, language: str) -> dict[str, Callable[[], list[str]]]:
    registers = setting.registers
    kinds = ("levers", "assumptions", "targets", "events", "definitions", "programmes")
    lists: dict[str, Callable[[], list[str]]] = {
        kind: lambda kind=kind: entries.listed(getattr(registers, kind).values(), language)
        for kind in kinds
    }
    return lists | {
        "indicators": lambda: entries.listed(indicators().values(), language),
        "scenarios": lambda: library.scenarios(setting, language),
        "experiments": lambda: library.experiments(setting, language),
        "searches": lambda: library.searches(setting, language),
        "clauses": lambda: clauses.listed(setting, language),
        "stages": lambda: stages.listed(setting),
        "kinds": lambda: structure.kinds(),
        "parks": lambda: structure.parks(setting, language),
        "zone": lambda: structure.zone(setting),
    }


def _indicator(word: str, language: str) -> Shown:
    found = indicators().get(word)
    return None if found is None else entries.indicator(found, language)


def _scenario(word: str, setting: Setting, language: str) -> Shown:
    name = word.partition(":")[0]
    is_file = word.endswith((".yaml", ".yml")) and Path(word).exists()
    if not is_file and name not in setting.library.ids():
        return None
    return structure.scenario(setting.resolve(word), setting, language)


def _experiment(word: str, setting: Setting, language: str) -> Shown:
    path = experiment_path(word, setting.library)
    if path is None:
        return None
    return library.experiment(setting.experiment(experiment_file.read(path)), path, language)


def _search(word: str, setting: Setting, language: str) -> Shown:
    path = named_search(word, setting.library)
    return None if path is None else library.search(path, setting, language)


def _searched(word: str, setting: Setting, language: str) -> list[str]:
    hits = setting.registers.search(word)
    hits += [
        _Found(each.id, each.label["en"], each.label["zh"])
        for each in indicators().values()
        if word.lower() in each.label["en"].lower() or word in each.label["zh"]
    ]
    if not hits:
        what = f'Nothing is called "{word}", and no text holds it.'
        raise InputError("parksim show", what, "Try: parksim show levers, clauses, stages, zone")
    lines = entries.entry(hits[0].id, setting, language) or []
    rest = hits[1:] if lines else hits
    if lines and rest:
        lines += ["", "也可看：" if language == "zh" else "See also:"]
    for hit in rest[:_MOST_HITS]:
        lines.append(f"  {hit.kind:<10} {hit.id:<36} {hit.label.of(language)}")
    if len(rest) > _MOST_HITS:
        lines.append(f"  ... {len(rest) - _MOST_HITS} more")
    return lines


class _Found:
    """An indicator that a search found, in the form of the registers' hits."""

    kind, score = "indicator", 0.0

    def __init__(self, name: str, en: str, zh: str) -> None:
        from sim.core.label import Label

        self.id, self.label = name, Label(en, zh)
