"""Getting ready: what a worker sees to before its first run of the model."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sim.core.errors import InputError
from sim.runs.dynamics import model_files, source_hash
from sim.runs.folders import stage_files, with_registers
from sim.runs.keys import digest
from sim.runs.simulation import build, load_zone
from sim.runs.specs import RunSpec, World


def basis(world: World) -> str:
    """Return what stands for the files that runs are made from, as this process finds them.

    The model's source, users' own stages, the registers and the zone's data.
    """
    from sim.policy.registers import load

    package = Path(__file__).resolve().parents[2]
    files = [*model_files(package), *stage_files(world.folders)]
    registers = load(with_registers(world.folders)).digest
    zone = load_zone(world.zone, world.overrides).digest
    return digest([source_hash(files), registers, zone])


@dataclass(frozen=True)
class Ready:
    """Makes a worker ready: it must find the parent's files; then all stages are compiled.

    basis  of the process that began (`basis`)
    """

    basis: str

    @classmethod
    def of(cls, world: World) -> Ready:
        """Return what makes workers ready for the runs of a world."""
        return cls(basis(world))

    def __call__(self, spec: RunSpec) -> None:
        """See to the files, then open a draft world and run its first quarter.

        Raises InputError if files were changed since the command began, or are others here.
        """
        if basis(spec.world) != self.basis:
            what = "A worker finds other files of the model, its registers or data than the parent."
            do = "Let nobody change them while runs go on, then start the same command again."
            raise InputError("sim", what, do)
        with suppress(Exception):  # what is wrong with a run, the run itself will say
            build(replace(spec, world=replace(spec.world, resolution="draft"))).run_for(1)
