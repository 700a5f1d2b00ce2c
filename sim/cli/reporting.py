"""The verb ``report``: the report on a result as a page or a Word document."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.messages import Voice
from sim.cli.options import COMPLETE
from sim.report.paper.files import forms_of
from sim.report.result import results
from sim.runs.setting import Setting


def report(
    result: str,
    *,
    forms: Sequence[str] = (),
    out: str = "",
    setting: Setting,
    language: str = "",
) -> int:
    """Write the report on a result and say where it is.

    result  folder or id; empty is the newest
    forms   html, docx; empty is html      out  folder, by default ``report`` in that of the result
    Raises InputError for what there is not, before anything is written.
    """
    voice = Voice(language)
    wanted = forms_of(forms)
    made = results(result)
    for path in made.report(voice.language, wanted, folder=out, setting=setting):
        voice.say("report", path=path)
    return COMPLETE
