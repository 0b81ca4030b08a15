"""``python -m casework``: the command line. Must not do anything else."""

from __future__ import annotations

from casework.cli.main import main

main()
