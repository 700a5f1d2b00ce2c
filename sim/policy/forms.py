"""Forms of the register files: which keys an entry has and of which type each is.

Only read when a register is compiled; a warm cache needs neither this module nor pydantic.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Confidence = Literal["high", "medium", "low", "assumed"]
Number = int | float
Text = Annotated[str, Field(min_length=1)]
Bounds = Annotated[list[Number], Field(min_length=2, max_length=2)]
Sign = Literal["+", "-", "?"]


def _both_languages(value: object) -> object:
    return {"en": value, "zh": value} if isinstance(value, str) else value


def _known_exactly(value: object) -> object:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"value": value, "low": value, "high": value} if number else value


class Form(BaseModel):
    """An entry of which no key is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


class LabelForm(Form):
    """A wording in both languages; one text alone stands for both."""

    en: Text
    zh: Text


Wording = Annotated[LabelForm, BeforeValidator(_both_languages)]


class NamesForm(Form):
    """Other names in both languages."""

    en: list[Text] = []
    zh: list[Text] = []


class ByColumnForm(Form):
    """A value taken from a column of the zone's parks file."""

    default: Number
    column: Text


class OpinionForm(Form):
    """The value of a lever under the Opinion."""

    from_: str | int = Field(alias="from")
    value: Number | bool | str


class LeverForm(Form):
    """A lever. The keys without a default are those that a user's own lever must have."""

    label: Wording
    unit: Text
    range: Bounds | None = None  # of a choice: its choices
    before: Number | bool | str | ByColumnForm
    clause: Text
    also: NamesForm = NamesForm()
    kind: Literal["number", "integer", "share", "switch", "choice"] = "number"
    plausible: Bounds | None = None
    scope: Literal["zone", "park", "industry", "district"] = "zone"
    opinion: OpinionForm | None = None
    choices: dict[str, int] = {}
    part_of: str = ""
    acts: Literal["quarterly", "yearly Q1"] = "quarterly"
    cost: Text = "not stated"
    mechanism: Text = "not stated"
    indicators: dict[str, Sign] = {}
    observable: Text = "none"
    source: Text = "not stated"
    confidence: Confidence = "assumed"


class PointForm(Form):
    """The value of one component, and in what it differs from the whole."""

    value: Number
    low: Number
    high: Number
    symbol: str | None = None
    unit: str | None = None
    used_in: str | None = None
    source: str | None = None
    confidence: Confidence | None = None
    calibrate: Literal["fixed", "fit", "deep"] | None = None
    known_by: str | None = None
    why: str | None = None


Point = Annotated[PointForm, BeforeValidator(_known_exactly)]  # a number alone has no range


class AssumptionForm(Form):
    """An assumption: one number, or ``by`` with ``values``."""

    label: Wording
    unit: Text
    symbol: str = ""
    theme: Text = "own"
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    by: Literal["industry", "year", "item"] | None = None
    values: dict[str | int, Point] = {}
    used_in: str = ""
    source: Text = "not stated"
    confidence: Confidence = "assumed"
    calibrate: Literal["fixed", "fit", "deep"] = "deep"
    known_by: Text = "2023Q4"
    why: Text = "not stated"


class ClauseForm(Form):
    """A clause of the Opinion."""

    kind: Literal["principle", "target", "measure", "safeguard"]
    heading: Wording
    summary: Wording
    evidence: Wording
    through: list[Text] = []


class DefinitionForm(Form):
    """A switch between readings of a term."""

    label: Wording
    choices: Annotated[dict[str, Wording], Field(min_length=2)]


class TargetForm(Form):
    """A target of the Opinion."""

    heading: Wording
    summary: Wording
    at_least: Number | None
    at_most: Number | None
    unit: Text
    due: Text
    definitions: dict[str, Annotated[list[str], Field(min_length=2)]]
    indicators: dict[str, Sign]
    start: Text
    reading: Text
    computed_in: Text
    source: Text
    confidence: Confidence


Payer = Literal["city", "district", "special_fund", "centre"]


class ProgrammeForm(Form):
    """A public programme: a line of a budget through which levers cost money."""

    label: Wording
    payers: Annotated[list[Payer], Field(min_length=1)]
    levers: list[Text] = []
    basis: Text = "not stated"
    transfer: bool = False


Need = Literal["parks", "firms", "industries", "months", "staff"]


class EventForm(Form):
    """An act at the start of a quarter. A user's own is carried out by a stage of theirs."""

    label: Wording
    does: Wording
    needs: list[Need]
    may: list[Need] = []
    clause: Text = "proposal"
    test: str = ""
    stage: Text
