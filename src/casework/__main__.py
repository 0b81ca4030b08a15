"""``python -m casework``: the program, from its beginning. Must not do anything else."""

from __future__ import annotations

from casework.cli.begin import main

main()
