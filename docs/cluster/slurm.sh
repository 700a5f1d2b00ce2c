#!/bin/bash
# An experiment as an array of SLURM jobs: each runs its shard of the runs, the last job the rest.
#
#   sbatch --array=1-8 docs/cluster/slurm.sh run my-experiment.yaml --out results/mine
#
# All jobs write to one store, so the folder of the result must be on a disk that every node sees.
# Cut off or killed, a job loses the run it was at: the same sbatch line goes on.
#SBATCH --job-name=parksim
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=8
#SBATCH --mem=16G
#SBATCH --time=02:00:00
#SBATCH --signal=TERM@60
#SBATCH --output=parksim-%A-%a.log
set -euo pipefail

cd "$SLURM_SUBMIT_DIR"
parksim="${PARKSIM:-.venv/bin/parksim}"
workers="${SLURM_CPUS_PER_TASK:-1}"

# A job submitted from within a job inherits its variables, so the last one is told apart by its own.
if [[ -n "${SLURM_ARRAY_TASK_ID:-}" && -z "${PARKSIM_REST:-}" ]]; then
  shard="$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
  if [[ "$SLURM_ARRAY_TASK_ID" == "$SLURM_ARRAY_TASK_MIN" ]]; then
    # Once all shards have ended, well or not, one job runs what is left and writes the result.
    PARKSIM_REST=yes sbatch --dependency="afterany:$SLURM_ARRAY_JOB_ID" "$0" "$@"
  fi
  exec srun "$parksim" "$@" --yes --workers "$workers" --shard "$shard"
fi
exec srun "$parksim" "$@" --yes --workers "$workers"
