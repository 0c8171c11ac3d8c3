"""Every way in which reading can fail: the one list of codes, and the words for each.

``{where}`` is the redacted location, ``{detail}`` what is particular to this failure. Codes are stable: programs
and reports rest on them. Neither a secret nor a control character of hostile text passes through here.
"""

from __future__ import annotations

from enum import StrEnum

from reseau_sync.errors import SourceError, Words

LONGEST_QUOTE = 300


class Code(StrEnum):
    """The codes of the :class:`~reseau_sync.errors.SourceError` that reading raises."""

    BAD_LOCATION = "bad-location"
    NOT_FOUND = "not-found"
    FORBIDDEN = "forbidden"
    NOT_A_FILE = "not-a-file"
    OUTSIDE = "outside-folder"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    TOO_MANY_FILES = "too-many-files"
    EMPTY = "empty"
    HTML = "html"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNKNOWN_HOST = "unknown-host"
    TLS = "tls"
    ADDRESS_REFUSED = "address-refused"
    REDIRECT_REFUSED = "redirect-refused"
    HTTP_ERROR = "http-error"
    NOT_MODIFIED = "not-modified"
    PARTIAL = "partial"
    CUT = "cut"
    ENCODING = "encoding"


_CHECK_PATH = Words(
    "vérifiez « location » dans reseau.toml : un chemin s’écrit à partir du dossier de ce fichier.",
    "check “location” in reseau.toml: a path starts from the folder of that file.",
)
_ASK_FOR_LINK = Words(
    "ouvrez ce lien dans un navigateur ; s’il ne montre pas un calendrier, demandez le nouveau lien à l’association.",
    "open the link in a browser; if it shows no calendar, ask the association for the new link.",
)
_WAIT = Words(
    "rien à faire s’il s’agit d’une panne passagère : le prochain passage réessaiera ; sinon, vérifiez le lien.",
    "nothing to do if this is a passing failure: the next run tries again; otherwise check the link.",
)
_TOLD_PRIVATE = Words(
    "si ce serveur est bien celui de l’association, autorisez-le par « allow_private = true » pour cette source.",
    "if this server really is the association’s own, allow it with “allow_private = true” for this source.",
)

_SAID: dict[Code, tuple[Words, Words]] = {
    Code.BAD_LOCATION: (
        Words(
            "« {where} » n’est pas une adresse lisible{detail}.",
            "“{where}” is not a location that can be read{detail}.",
        ),
        Words(
            "écrivez un chemin, ou une adresse qui commence par https://, http:// ou webcal://.",
            "write a path, or an address that begins with https://, http:// or webcal://.",
        ),
    ),
    Code.NOT_FOUND: (
        Words("« {where} » n’existe pas{detail}.", "“{where}” does not exist{detail}."),
        _CHECK_PATH,
    ),
    Code.FORBIDDEN: (
        Words("« {where} » : la lecture est interdite à ce compte.", "“{where}”: this account may not read it."),
        Words(
            "donnez au compte qui lance reseau-sync le droit de lire ce fichier ou ce dossier.",
            "give the account that runs reseau-sync the right to read this file or folder.",
        ),
    ),
    Code.NOT_A_FILE: (
        Words(
            "« {where} » n’est ni un fichier ni un dossier ordinaire{detail}.",
            "“{where}” is neither an ordinary file nor a folder{detail}.",
        ),
        _CHECK_PATH,
    ),
    Code.OUTSIDE: (
        Words("« {where} » est un lien qui sort de son dossier.", "“{where}” is a link that leaves its folder."),
        Words(
            "copiez le fichier dans le dossier, ou déclarez-le comme une source à part.",
            "copy the file into the folder, or declare it as a source of its own.",
        ),
    ),
    Code.CHANGED: (
        Words(
            "« {where} » a changé pendant la lecture{detail}.",
            "“{where}” changed while it was being read{detail}.",
        ),
        Words("relancez quand l’autre programme a fini d’écrire.", "run again once the other program is done writing."),
    ),
    Code.UNREADABLE: (
        Words("« {where} » n’a pas pu être lu{detail}.", "“{where}” could not be read{detail}."),
        _CHECK_PATH,
    ),
    Code.TOO_LARGE: (
        Words("« {where} » est trop gros{detail}.", "“{where}” is too large{detail}."),
        Words(
            "vérifiez que c’est bien un calendrier ; un agenda de quartier tient en quelques mégaoctets.",
            "make sure that it is a calendar; a neighbourhood’s takes a few megabytes.",
        ),
    ),
    Code.TOO_MANY_FILES: (
        Words("« {where} » contient trop de fichiers{detail}.", "“{where}” holds too many files{detail}."),
        Words("choisissez le dossier d’un seul calendrier.", "choose the folder of one calendar."),
    ),
    Code.EMPTY: (
        Words("« {where} » est vide{detail}.", "“{where}” is empty{detail}."),
        Words(
            "vérifiez l’export de l’association : un agenda sans aucun évènement est traité comme une panne.",
            "check the association’s export: a calendar without any event is treated as a failure.",
        ),
    ),
    Code.HTML: (
        Words(
            "« {where} » est une page web, pas un calendrier (souvent une page de connexion).",
            "“{where}” is a web page, not a calendar (often a login page).",
        ),
        Words(
            "demandez à l’association le lien d’export iCal (ou CSV), public ou secret, de son agenda.",
            "ask the association for the iCal (or CSV) export link, public or secret, of its calendar.",
        ),
    ),
    Code.TIMEOUT: (
        Words("« {where} » n’a pas répondu à temps{detail}.", "“{where}” did not answer in time{detail}."),
        _WAIT,
    ),
    Code.UNREACHABLE: (
        Words("« {where} » : le serveur ne répond pas{detail}.", "“{where}”: the server does not answer{detail}."),
        _WAIT,
    ),
    Code.UNKNOWN_HOST: (
        Words(
            "« {where} » : ce nom de serveur est inconnu{detail}.",
            "“{where}”: there is no server of that name{detail}.",
        ),
        Words(
            "vérifiez l’orthographe du lien et la connexion à Internet.",
            "check the spelling of the link and the connection to the Internet.",
        ),
    ),
    Code.TLS: (
        Words(
            "« {where} » : la connexion sûre (https) a échoué{detail}.",
            "“{where}”: the secure connection (https) failed{detail}.",
        ),
        Words(
            "le certificat du serveur est peut-être périmé : prévenez l’association ; sans https, écrivez http://.",
            "the server’s certificate may have expired: tell the association; without https, write http://.",
        ),
    ),
    Code.ADDRESS_REFUSED: (
        Words(
            "« {where} » mène à une machine d’un réseau privé{detail}.",
            "“{where}” leads to a machine of a private network{detail}.",
        ),
        _TOLD_PRIVATE,
    ),
    Code.REDIRECT_REFUSED: (
        Words("« {where} » renvoie ailleurs{detail}.", "“{where}” leads elsewhere{detail}."),
        _ASK_FOR_LINK,
    ),
    Code.HTTP_ERROR: (
        Words("« {where} » : {detail}.", "“{where}”: {detail}."),
        _ASK_FOR_LINK,
    ),
    Code.NOT_MODIFIED: (
        Words(
            "« {where} » répond « rien de nouveau » sans que rien n’ait été demandé.",
            "“{where}” answers “nothing new” though nothing was asked.",
        ),
        _WAIT,
    ),
    Code.PARTIAL: (
        Words("« {where} » n’a envoyé qu’une partie du calendrier.", "“{where}” sent only a part of the calendar."),
        _WAIT,
    ),
    Code.CUT: (
        Words("« {where} » : l’envoi s’est coupé en route{detail}.", "“{where}”: the transfer was cut short{detail}."),
        _WAIT,
    ),
    Code.ENCODING: (
        Words(
            "« {where} » est compressé d’une façon illisible{detail}.",
            "“{where}” is compressed in a way that cannot be read{detail}.",
        ),
        Words(
            "prévenez l’association : son serveur est mal réglé.", "tell the association: its server is misconfigured."
        ),
    ),
}

NOTHING = Words("", "")


def problem(code: Code, where: str, detail: Words = NOTHING) -> SourceError:
    """Return the error for ``code``; ``where`` must be redacted already, ``detail`` completes the sentence."""
    said, hint = _SAID[code]
    fr = said.fr.format(where=plain(where), detail=plain(detail.fr))
    en = said.en.format(where=plain(where), detail=plain(detail.en))
    return SourceError(code.value, Words(fr, en), hint)


def plain(text: str) -> str:
    """Return text of unknown origin fit for a terminal: printable, and not longer than a paragraph."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"


def aside(text: str) -> Words:
    """Return ``text``, the same in both languages, as a parenthesis that follows a sentence."""
    return Words(f" ({text})", f" ({text})")
