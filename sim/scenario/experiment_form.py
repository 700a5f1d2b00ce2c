"""Forms of an experiment file: which keys it has and of which type each is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.forms import Form, Names, Number, Quarter, Text, WordingForm

SCHEMA = "parksim/experiment/1"

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
Replicates = Annotated[int, Field(ge=1, le=10_000)]
Parameters = Annotated[list[Number | Text], Field(min_length=1)]

# Keys of a design besides its method: those it needs, and those it may have.
DESIGNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "list": ((), ("rows",)),
    "ofat": ((), ("levels",)),
    "factorial": ((), ("levels",)),
    "lhs": (("n",), ("seed",)),
    "morris": (("n",), ("levels", "seed")),
    "sobol": (("n",), ("second_order", "seed")),
    "attribution": (("n",), ("clauses", "second_order", "seed")),
    "csv": (("file",), ()),
    "auto": ((), ("n", "seed")),
}


class DistributionForm(Form):
    """One family with its parameters, see `sim.scenario.distribution`."""

    uniform: Parameters | None = None
    loguniform: Parameters | None = None
    triangular: Parameters | None = None
    normal: Parameters | None = None
    truncated_normal: Parameters | None = None
    lognormal: Parameters | None = None
    beta: Parameters | None = None
    integers: Parameters | None = None
    choice: Annotated[list[Number | bool | Text], Field(min_length=1)] | None = None
    boolean: Number | None = None


class FactorForm(Form):
    """What may vary: a lever's value, date or ramp, an assumption, or whether a clause stands."""

    name: Text | None = None
    lever: Text | None = None
    assumption: Text | None = None
    clause: Text | None = None
    moves: Literal["from", "over"] | None = None
    sets: Literal["value", "scale", "add"] | None = None
    dist: DistributionForm | Literal["boolean"] | None = None
    where: Names | None = None
    from_: Quarter | None = Field(default=None, alias="from")
    over: Annotated[int, Field(ge=1, le=400)] | None = None
    until: Quarter | None = None
    parks: Names | None = None
    industries: Names | None = None
    group: Text | None = None
    why: str = ""
    beyond_range: bool = False


class DesignForm(Form):
    """How rows of factor values are laid out.

    n       points (lhs), trajectories (morris), base rows (sobol; auto: the most of them),
            permutations (attribution)
    levels  values of a factor (ofat, factorial) or of the grid (morris)
    second_order  also what pairs of factors do (sobol) or pairs of clauses (attribution)
    """

    method: Literal[
        "list", "ofat", "factorial", "lhs", "morris", "sobol", "attribution", "csv", "auto"
    ]
    n: Count | None = None
    levels: Annotated[int, Field(ge=2, le=1000)] | None = None
    second_order: bool | None = None
    clauses: Names | None = None
    rows: Annotated[list[dict[str, Number | bool | Text]], Field(min_length=1)] | None = None
    file: Text | None = None
    seed: Seed | None = None


class StopForm(Form):
    """The precision at which replicates are enough."""

    indicator: Text
    half_width: Annotated[float, Field(ge=0.0001, le=0.5)]
    share_of: Literal["reference"] = "reference"


class RuleForm(Form):
    """A rule for the number of replicates."""

    min: Annotated[int, Field(ge=2, le=10_000)] = 10
    max: Annotated[int, Field(ge=2, le=10_000)] = 60
    stop_at: StopForm


class KeepForm(Form):
    """What is stored of a run."""

    quarters: Literal["all"] | Names = "all"
    parks: Literal["all"] | Names = "all"
    industries: Literal["all"] | Names = "all"
    flows: Literal["yearly", "none"] = "yearly"
    programmes: Literal["yearly", "none"] = "yearly"
    agents: Literal["none", "last"] = "none"


class LimitsForm(Form):
    """What a run may take; 0 is no limit."""

    seconds: Annotated[float, Field(ge=0)] = 0
    memory: Number | Text = 0
    retries: Annotated[int, Field(ge=0, le=10)] = 1


class ExperimentHeadForm(Form):
    """An experiment file, of which the factors are read one by one."""

    schema_: Literal["parksim/experiment/1"] = Field(default=SCHEMA, alias="schema")
    id: Text
    title: Text | WordingForm | None = None
    question: Text | WordingForm | None = None
    scenarios: Names
    headline: list[Text] = []
    at: list[Quarter] = []
    until: Quarter | None = None
    of: Literal["difference", "level"] = "difference"
    factors: list[Any] = []
    constraints: list[Text] = []
    design: DesignForm | None = None
    replicates: Replicates | RuleForm | None = None
    seed: Seed = 1
    random: Literal["common", "independent"] = "common"
    uncertainty: Literal["luck", "start"] = "luck"
    keep: KeepForm = KeepForm()
    limits: LimitsForm = LimitsForm()
    resolution: Literal["draft", "standard", "full"] | None = None


class ExperimentForm(ExperimentHeadForm):
    """A whole experiment file, for the JSON Schema that editors read."""

    factors: list[FactorForm | Text] = []


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of an experiment file."""
    return ExperimentForm.model_json_schema(by_alias=True)
