"""How bytes get out: whole files or none, and only where something changed."""

from reseau_sync.publish.atomic import write_atomic
from reseau_sync.publish.gate import FeedGate, Gate, open_gate
from reseau_sync.publish.sink import FileSink, apply_file, plan_file

__all__ = ["FeedGate", "FileSink", "Gate", "apply_file", "open_gate", "plan_file", "write_atomic"]
