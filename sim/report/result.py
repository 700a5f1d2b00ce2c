"""A result with all that can be asked of it: frames, comparison, tables, figures.

What answers a question is imported when it is asked: a figure does not wait for the statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.report import fonts
from sim.report.figures import drawing
from sim.report.figures.catalogue import Look
from sim.report.figures.catalogue import figure as named_figure
from sim.report.figures.presets import preset
from sim.runs import files
from sim.runs import results as stored

if TYPE_CHECKING:
    from sim.analysis.sensitivity.indices import Sensitivity
    from sim.report.table import Table
    from sim.runs.setting import Setting


class Results(stored.Results):
    """A result on disk, see `sim.runs.results.Results`, with comparison, tables and figures."""

    def compare(self, at: Sequence[str | int] = (), **options: Any) -> pd.DataFrame:
        """Compare the scenarios under common luck, see `sim.analysis.comparison.compare`."""
        from sim.analysis.comparison import compare

        return compare(self, at, **options)

    def regret(self, at: Sequence[str | int] = (), **options: Any) -> pd.DataFrame:
        """Return how often each scenario is best and its regret, see `sim.analysis.regret`."""
        from sim.analysis.regret import regret

        return regret(self, at, **options)

    def write_comparison(
        self, folder: str | Path, formats: Sequence[str] = (), **asked: Any
    ) -> list[Path]:
        """Write the comparison in full into a folder and return its files.

        formats  any of csv, xlsx, tex, md, docx; empty is all
        asked    as `sim.report.comparison_files.Question`: at, by, reference, headline and so on
        Raises InputError for what there is not, and for another file of a name.
        """
        from sim.report.comparison_files import Question, forms_of

        contents = Question(self, **asked).files(forms_of(formats, folder=True))
        return files.put(Path(folder), contents)

    def table(
        self, at: Sequence[str] = (), language: str = "en", indicators: Sequence[str] = ()
    ) -> list[Table]:
        """Return the tables of the result, one a scenario against the first.

        at  quarters; empty takes those that were asked for, else 2025Q4, 2030Q4 and the last
        """
        from sim.report import tables

        return tables.tables(self, at or self.table_quarters, language, indicators)

    def targets(self, **options: Any) -> pd.DataFrame:
        """Return every target under every definition, see `sim.analysis.targets.targets`."""
        from sim.analysis.targets import targets

        return targets(self, **options)

    def cost_of_effects(self, at: Sequence[str | int] = (), **options: Any) -> pd.DataFrame:
        """Return what a job, a talent and a yuan of revenue cost, see `sim.analysis.cost`."""
        from sim.analysis.cost import cost_of_effects

        return cost_of_effects(self, at, **options)

    def cost_tables(self, at: Sequence[str] = (), language: str = "en") -> list[Table]:
        """Return the table of what effects cost, one a scenario against the first."""
        from sim.report.cost_tables import cost_tables

        return cost_tables(self, at or self.table_quarters, language)

    def target_tables(self, language: str = "en", short: bool = False) -> list[Table]:
        """Return the table of targets of each scenario.

        short  under the definitions that the scenario counts by alone
        """
        from sim.report.target_tables import target_tables

        return target_tables(self, language, short=short)

    def sensitivity(self, method: str = "", **options: Any) -> Sensitivity:
        """Return what drives the result: indices with intervals, the share of luck.

        method   sobol, morris, ofat, pawn or delta; empty is that of the design
        options  scenario, indicators, at, of, by, coverage, seed, as of
                 `sim.analysis.sensitivity.indices.sensitivity`
        """
        from sim.analysis.sensitivity.indices import sensitivity

        return sensitivity(self, method, **options)

    def sensitivity_tables(self, found: Sensitivity, language: str = "en") -> list[Table]:
        """Return the tables of what `sensitivity` found, with what they say."""
        from sim.report.sensitivity.tables import sensitivity_tables

        return sensitivity_tables(self, found, language)

    def convergence_tables(
        self, found: Sensitivity, language: str = "en", **options: Any
    ) -> list[Table]:
        """Return the table of indices from parts of the design, to see whether they have settled.

        found, options  what `sensitivity` found, and the options by which it was asked
        """
        from sim.report.sensitivity.tables import convergence_tables

        return convergence_tables(self, found, language, **options)

    def figure(
        self,
        name: str = "trajectories",
        look: str = "word",
        language: str = "en",
        indicators: Sequence[str] = (),
        *,
        formats: Sequence[str] = (),
        font: str = "",
        folder: str | Path = "",
        **asked: Any,
    ) -> Path:
        """Draw a figure, save it with its data and captions, and return its first file.

        name     as `sim.report.figures.catalogue.FIGURES`
        look     preset: single, double, word or slides
        formats  png, pdf, svg; empty takes those of the preset
        font     for Chinese, by family name or file
        folder   to write to, by default ``figures`` in that of the result
        asked    at, scenarios, agent, as of `sim.report.figures.catalogue.Look`
        Raises InputError for an unknown figure, preset, format or indicator, and `NotInResult` for
        a figure that the result does not hold.
        """
        lists = {key: (v if isinstance(v, str) else tuple(v)) for key, v in asked.items()}
        wanted = Look(preset(look), language, tuple(indicators), **lists)
        with fonts.named(font):
            made = named_figure(name).draw(self, wanted)
            place = Path(folder) if folder else self.folder / "figures"
            return drawing.save(made, place, wanted.preset, formats)[0]

    def report(
        self,
        language: str = "en",
        formats: Sequence[str] = ("html",),
        *,
        folder: str | Path = "",
        setting: Setting | None = None,
    ) -> list[Path]:
        """Write the report on the result and return its files.

        formats  html, docx
        folder   to write to, by default ``report`` in that of the result, where a report of before
                 is replaced; in another folder no other file is
        setting  where the words of its scenarios are looked up, as `sim.runs.setting.folder` gives
        Raises InputError for another format, a folder that cannot be written, and a result of which
        no run ended.
        """
        from sim.report.paper.files import forms_of, report_files

        contents = report_files(self, language, forms_of(formats), setting)
        if folder:
            return files.put(Path(folder), contents)
        place = self.folder / "report"
        with files.writing(place):
            place.mkdir(parents=True, exist_ok=True)
            for name, content in contents.items():
                files.write_whole(place / name, content)
        return [place / name for name in contents]

    @property
    def table_quarters(self) -> list[str]:
        """Quarters of the tables unless others are named."""
        from sim.report import tables

        return self.provenance.at or tables.default_quarters(self.period)

    def write_tables(self) -> list[Path]:
        """Write the comparison unrounded, and the tables in both languages; return the files."""
        from sim.report import tables

        folder = self.folder / "tables"
        frame = tables.data(self, self.table_quarters)
        contents = {
            "comparison.csv": frame.to_csv(index=False, lineterminator="\n").encode(),
            "comparison.parquet": files.parquet(frame),
        }
        aimed = self.targets()
        priced = self.cost_of_effects(self.table_quarters)
        for name, each in (("targets.csv", aimed), ("cost.csv", priced)):
            if not each.empty:
                contents[name] = each.to_csv(index=False, lineterminator="\n").encode()
        for language in ("en", "zh"):
            more = {
                "targets": self.target_tables(language),
                "cost": self.cost_tables(language=language),
            }
            for name, held in more.items():
                if held:
                    text = "\n".join(table.markdown() for table in held)
                    contents[f"{name}.{language}.md"] = text.encode()
            made = self.table(language=language)
            contents[f"table.{language}.md"] = "\n".join(t.markdown() for t in made).encode()
            contents[f"table.{language}.tex"] = "\n".join(t.latex() for t in made).encode()
        with files.writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in contents.items():
                files.write_whole(folder / name, content)
        return [folder / name for name in contents]


def results(name: str | Path = "") -> Results:
    """Return a result by its folder, by its id or the beginning of one, or the newest."""
    return Results(stored.find(str(name)))
