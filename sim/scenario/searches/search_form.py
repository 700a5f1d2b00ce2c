"""Forms of a search file: which keys it has and of which type each is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.experiment_form import FactorForm, KeepForm, LimitsForm, Seed
from sim.scenario.forms import Form, Names, Number, Quarter, Text, WordingForm

SCHEMA = "parksim/search/1"

Least = Annotated[int, Field(ge=5, le=10_000)]


class CrossesForm(Form):
    """What crosses which value: an indicator, or the probability that a target is met.

    of     difference to the reference, or level, of an indicator
    value  that is crossed: 0 of an indicator, 0.5 of a probability
    """

    indicator: Text | None = None
    target: Text | None = None
    of: Literal["difference", "level"] = "difference"
    value: Number | None = None


class SampledForm(Form):
    """How often a point is sampled: at least, at most, and how many runs there may be in all."""

    min: Least = 10
    max: Least = 80
    runs: Annotated[int, Field(ge=1, le=1_000_000)] = 4000


class SearchHeadForm(Form):
    """A search file, of which the factor is read as in an experiment."""

    schema_: Literal["parksim/search/1"] = Field(default=SCHEMA, alias="schema")
    id: Text
    kind: Literal["tipping"] = "tipping"
    title: Text | WordingForm | None = None
    question: Text | WordingForm | None = None
    scenarios: Names
    factor: Any
    crosses: CrossesForm
    at: Quarter | None = None
    precision: Annotated[float, Field(gt=0)] | None = None
    replicates: SampledForm = SampledForm()
    seed: Seed = 1
    uncertainty: Literal["luck", "start"] = "luck"
    keep: KeepForm = KeepForm()
    limits: LimitsForm = LimitsForm()
    resolution: Literal["draft", "standard", "full"] | None = None


class SearchForm(SearchHeadForm):
    """A whole search file, for the JSON Schema that editors read."""

    factor: FactorForm | Text


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a search file."""
    return SearchForm.model_json_schema(by_alias=True)
