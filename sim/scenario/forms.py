"""Forms of a scenario file: which keys it has and of which type each is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "parksim/scenario/1"

Number = int | float
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Names = Annotated[list[Text], Field(min_length=1)]
Quarter = int | str


class Form(BaseModel):
    """A mapping of which no key is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WordingForm(Form):
    """A text in English, Chinese or both."""

    en: Text | None = None
    zh: Text | None = None


class ClausesForm(Form):
    """Which clauses stand: only these, or all without these."""

    only: list[Text] | None = None
    without: list[Text] | None = None


class PeriodForm(Form):
    """First and last quarter of a run."""

    from_: Quarter = Field(alias="from")
    until: Quarter


class ChangeForm(Form):
    """A change of a lever; ``layer``, the rank of its file, stands only in resolved files."""

    from_: Quarter = Field(alias="from")
    value: Number | bool | Text | None = None
    scale: Number | None = None
    add: Number | Text | None = None
    over: Annotated[int, Field(ge=1, le=400)] = 1
    until: Quarter | None = None
    parks: Names | None = None
    industries: Names | None = None
    why: str = ""
    beyond_range: bool = False
    layer: Annotated[int, Field(ge=0, le=100)] = 0


class ActForm(Form):
    """A registered one-off act."""

    at: Quarter
    do: Text
    parks: Names | None = None
    firms: Names | None = None
    industries: Names | None = None
    months: Number | None = None
    staff: Number | None = None
    why: str = ""


class OverrideForm(Form):
    """Another value for an assumption."""

    value: Number
    why: str = ""
    beyond_range: bool = False


class HeadForm(Form):
    """A scenario file, of which the parts with many entries are read one by one."""

    schema_: Literal["parksim/scenario/1"] = Field(default=SCHEMA, alias="schema")
    id: Text
    title: Text | WordingForm | None = None
    question: Text | WordingForm | None = None
    extends: Text | None = None
    clauses: Literal["all"] | ClausesForm | None = None
    policy: dict[str, Any] = {}
    events: list[Any] = []
    assumptions: dict[str, Any] = {}
    count_as: dict[str, Text] = {}
    period: PeriodForm | None = None
    resolution: Literal["draft", "standard", "full"] | None = None
    completions: Literal["model", "observed"] | None = None


class ScenarioForm(HeadForm):
    """A whole scenario file, for the JSON Schema that editors read."""

    policy: dict[str, list[ChangeForm]] = {}
    events: list[ActForm] = []
    assumptions: dict[str, OverrideForm] = {}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    return ScenarioForm.model_json_schema(by_alias=True)
