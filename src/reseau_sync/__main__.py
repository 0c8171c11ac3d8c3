"""``python -m reseau_sync`` is ``reseau-sync``."""

from reseau_sync.cli import main

main(prog_name="reseau-sync")
