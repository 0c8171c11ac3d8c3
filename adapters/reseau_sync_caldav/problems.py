"""What can go wrong with a CalDAV server, in words: what happened, and what to do next. One table.

``{where}`` is the redacted location. The codes are stable; a status that is not in the table has the code of its class.
"""

from __future__ import annotations

from reseau_sync.errors import SourceError, Words
from reseau_sync.model.location import redact

_NEXT_RUN = Words(
    "rien à faire si la panne est passagère : le prochain passage réessaiera ; sinon, prévenez qui tient ce serveur.",
    "nothing to do if this passes: the next run tries again; otherwise tell whoever keeps the server.",
)
_PASSWORD = Words(
    "vérifiez « username » et « password » ; beaucoup de serveurs (Nextcloud, Framagenda) veulent un mot de passe "
    "d’application, à créer dans les réglages de sécurité du compte.",
    "check “username” and “password”; many servers (Nextcloud, Framagenda) want an app password, made in the security "
    "settings of the account.",
)
_ADDRESS = Words(
    "vérifiez l’adresse : dans Nextcloud et Framagenda, c’est « Copier le lien privé » de l’agenda ; le guide dit où "
    "la trouver ailleurs.",
    "check the address: in Nextcloud and Framagenda it is the calendar’s “Copy private link”; the guide says where to "
    "find it elsewhere.",
)
_SHARE = Words(
    "demandez à qui tient cet agenda de le partager avec ce compte.",
    "ask whoever keeps this calendar to share it with this account.",
)

_SAID: dict[str, tuple[Words, Words]] = {
    "unauthorized": (
        Words(
            "« {where} » : le serveur refuse l’identifiant ou le mot de passe{detail}.",
            "“{where}”: the server refuses the user name or the password{detail}.",
        ),
        _PASSWORD,
    ),
    "forbidden": (
        Words("« {where} » : ce compte n’en a pas le droit{detail}.", "“{where}”: this account may not{detail}."),
        _SHARE,
    ),
    "not-found": (
        Words(
            "« {where} » : il n’y a pas d’agenda à cette adresse{detail}.", "“{where}”: no calendar is there{detail}."
        ),
        _ADDRESS,
    ),
    "not-caldav": (
        Words(
            "« {where} » ne répond pas comme un serveur CalDAV{detail}.",
            "“{where}” does not answer as a CalDAV server does{detail}.",
        ),
        _ADDRESS,
    ),
    "login-page": (
        Words(
            "« {where} » répond par une page web, sans doute de connexion, et non par un agenda.",
            "“{where}” answers with a web page, likely a login page, and not with a calendar.",
        ),
        _ADDRESS,
    ),
    "conflict": (
        Words("« {where} » : le serveur voit un conflit{detail}.", "“{where}”: the server sees a conflict{detail}."),
        _NEXT_RUN,
    ),
    "changed": (
        Words("« {where} » a changé pendant la lecture{detail}.", "“{where}” changed while it was being read{detail}."),
        _NEXT_RUN,
    ),
    "too-large": (
        Words(
            "« {where} » : le serveur juge l’envoi trop gros{detail}.", "“{where}”: too large, says the server{detail}."
        ),
        Words(
            "réduisez la fenêtre lue par « past_days » et « future_days », ou « batch ».",
            "read less, by “past_days” and “future_days”, or a smaller “batch”.",
        ),
    ),
    "locked": (
        Words("« {where} » est verrouillé par un autre programme{detail}.", "“{where}” is locked{detail}."),
        _NEXT_RUN,
    ),
    "server-full": (
        Words("« {where} » : le serveur n’a plus de place{detail}.", "“{where}”: the server has no room left{detail}."),
        Words("prévenez qui tient ce serveur.", "tell whoever keeps the server."),
    ),
    "server-error": (
        Words("« {where} » : le serveur est en panne{detail}.", "“{where}”: the server is out of order{detail}."),
        _NEXT_RUN,
    ),
    "unexpected": (
        Words("« {where} » : réponse inattendue du serveur{detail}.", "“{where}”: unexpected answer{detail}."),
        _ADDRESS,
    ),
    "cut": (
        Words(
            "« {where} » : la réponse du serveur est coupée ou illisible.",
            "“{where}”: the answer of the server is cut or cannot be read.",
        ),
        _NEXT_RUN,
    ),
    "incomplete": (
        Words(
            "« {where} » : le serveur n’a pas donné tout ce qu’il annonce{detail}.",
            "“{where}”: the server did not give all that it lists{detail}.",
        ),
        _NEXT_RUN,
    ),
    "too-many": (
        Words("« {where} » contient trop d’objets{detail}.", "“{where}” holds too many objects{detail}."),
        Words(
            "réduisez la fenêtre lue par « past_days » et « future_days ».",
            "read less, by “past_days” and “future_days”.",
        ),
    ),
    "no-such-calendar": (
        Words(
            "« {where} » : aucun agenda ne s’appelle ainsi{detail}.", "“{where}”: no calendar has that name{detail}."
        ),
        Words(
            "écrivez dans « calendar » le nom ou l’identifiant de l’un d’eux.",
            "write the name or the id of one of them as “calendar”.",
        ),
    ),
    "several-calendars": (
        Words("« {where} » a plusieurs agendas{detail}.", "“{where}” has several calendars{detail}."),
        Words(
            "choisissez-en un par son nom ou son identifiant : « calendar ».",
            "choose one by its name or id: “calendar”.",
        ),
    ),
    "elsewhere": (
        Words(
            "« {where} » renvoie à un autre serveur{detail}, à qui le mot de passe ne sera pas envoyé.",
            "“{where}” leads to another server{detail}, which will not be told the password.",
        ),
        Words(
            "si c’est bien là qu’est l’agenda, donnez cette adresse comme « location ».",
            "if the calendar really is there, give that address as “location”.",
        ),
    ),
    "no-conversation": (
        Words(
            "« {where} » : cet accès ne sait que lire, et ne parle pas à un serveur CalDAV.",
            "“{where}”: this access can only read, and does not speak to a CalDAV server.",
        ),
        Words("donnez à l’adaptateur le transport de reseau-sync.", "give the adapter the transport of reseau-sync."),
    ),
}
_BY_STATUS = {
    401: "unauthorized",
    402: "forbidden",
    403: "forbidden",
    404: "not-found",
    405: "not-caldav",
    409: "conflict",
    410: "not-found",
    412: "changed",
    413: "too-large",
    415: "not-caldav",
    423: "locked",
    501: "not-caldav",
    507: "server-full",
}

NOTHING = Words("", "")


def problem(code: str, where: str, detail: Words = NOTHING) -> SourceError:
    """Return the error of a code of the table; ``where`` must be redacted already."""
    said, hint = _SAID[code]
    fr = said.fr.format(where=where, detail=detail.fr)
    en = said.en.format(where=where, detail=detail.en)
    return SourceError(code, Words(fr, en), hint)


def status_problem(status: int, where: str) -> SourceError:
    """Return the error of an HTTP status."""
    code = _BY_STATUS.get(status, "server-error" if 500 <= status <= 599 else "unexpected")
    return problem(code, where, Words(f" (réponse {status})", f" (answer {status})"))


def listed(names: list[str]) -> Words:
    """Return names of calendars as what completes a sentence; what cannot be printed is not."""
    shown = [
        "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name) for name in names[:12]
    ]
    more = ", …" if len(names) > len(shown) else ""
    text = ", ".join(f"« {each[:60]} »" for each in shown)
    english = ", ".join(f"“{each[:60]}”" for each in shown)
    return Words(f" : {text}{more}", f": {english}{more}") if shown else NOTHING


def host_of(url: str) -> Words:
    """Return a server as a parenthesis, without anything secret."""
    return Words(f" ({redact(url)})", f" ({redact(url)})")
