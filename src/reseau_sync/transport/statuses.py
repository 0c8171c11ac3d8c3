"""What an HTTP status means to a volunteer (RFC 9110, 15)."""

from __future__ import annotations

from reseau_sync.errors import Words

_ASKS_PASSWORD = Words(
    "le lien a changé ou demande un mot de passe (réponse {status})",
    "the link has changed or asks for a password (answer {status})",
)
_GONE = Words(
    "ce lien ne mène plus à rien (réponse {status})",
    "this link leads to nothing any more (answer {status})",
)
_BY_STATUS = {
    401: _ASKS_PASSWORD,
    403: _ASKS_PASSWORD,
    404: _GONE,
    410: _GONE,
    429: Words(
        "le serveur reçoit trop de demandes (réponse {status})",
        "the server gets too many requests (answer {status})",
    ),
}
_SERVER = Words("le serveur est en panne (réponse {status})", "the server is out of order (answer {status})")
_OTHER = Words("réponse inattendue du serveur ({status})", "unexpected answer of the server ({status})")


def said_of(status: int) -> Words:
    """Return ``status`` in words that complete “the link: …”."""
    words = _BY_STATUS.get(status, _SERVER if 500 <= status <= 599 else _OTHER)
    return Words(words.fr.format(status=status), words.en.format(status=status))
