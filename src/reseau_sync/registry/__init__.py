"""Which adapters there are: found by entry point, loaded when first used, each alone in its failures."""

from reseau_sync.registry.adapters import Registry
from reseau_sync.registry.discovery import GROUP

__all__ = ["GROUP", "Registry"]
