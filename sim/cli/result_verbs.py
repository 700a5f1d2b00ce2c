"""The verbs that read results and the store; each verb's work is in its own module."""

from __future__ import annotations

import typer

verbs = typer.Typer()
