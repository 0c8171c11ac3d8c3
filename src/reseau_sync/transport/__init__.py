"""How bytes get in: files, folders, HTTP and secrets; the only place that opens a file of a source, or a socket."""

from reseau_sync.transport.access import Transport
from reseau_sync.transport.limits import Limits
from reseau_sync.transport.problems import Code
from reseau_sync.transport.retry import Patience
from reseau_sync.transport.secrets import Redactor, holds_a_secret, resolve, resolved_secrets

__all__ = ["Code", "Limits", "Patience", "Redactor", "Transport", "holds_a_secret", "resolve", "resolved_secrets"]
