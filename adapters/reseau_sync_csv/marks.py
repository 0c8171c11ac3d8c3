"""What is wrong with a sheet as people write them, said to its author: what was read, and what to write instead."""

from __future__ import annotations

import datetime as dt

from reseau_sync.errors import Words
from reseau_sync_csv.dates import Problem
from reseau_sync_csv.problems import CellError, malformed, not_a_table, shown

_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SAID: dict[str, tuple[Words, Words]] = {
    "no-date": (
        Words("« {0} » n'est pas une date, ou pas un jour qui existe.", "“{0}” is no date, or no day that exists."),
        Words("Écrivez le jour : 12/09/2010.", "Write the day: 2010-09-12."),
    ),
    "ambiguous-date": (
        Words("« {0} » ne dit pas quel jour, ou peut en dire plusieurs.", "“{0}” does not say which day, or several."),
        Words(
            "Écrivez le jour, le mois et l'année : 12 septembre 2010.", "Write day, month and year: 12 September 2010."
        ),
    ),
    "unparsed-time": (
        Words("« {0} » ne dit pas à quelle heure.", "“{0}” does not say at what time."),
        Words("Écrivez le début et la fin : 14h-16h30.", "Write start and end: 14:00-16:30."),
    ),
    "unparsed-recurrence": (
        Words("« {0} » ne dit pas quels jours cela se répète.", "“{0}” does not say on which days it repeats."),
        Words(
            "Écrivez le rythme et le premier jour (un samedi sur deux à partir du 4/09/2010), ou une ligne par date.",
            "Write the rhythm and the first day (every other Saturday from 4 September 2010), or one row per date.",
        ),
    ),
    "needs-year": (
        Words("« {0} » n'a pas d'année, et rien dans la feuille ne la dit.", "“{0}” has no year, nor has the sheet."),
        Words(
            "Écrivez l'année dans la date ou dans le titre (Planning septembre 2010).",
            "Write the year in the date or in the title (Schedule September 2010).",
        ),
    ),
    "malformed-row": (
        Words("« {0} » ne peut pas être lu à cette place.", "“{0}” cannot be read where it stands."),
        Words("Vérifiez que chaque cellule est dans sa colonne.", "Check that every cell is in its column."),
    ),
}  # fmt: skip


def said(problem: Problem, text: str) -> CellError:
    """Return a problem of the grammar in words; ``text`` is what was written."""
    if problem.code == "weekday-mismatch":
        return _wrong_weekday(problem, text)
    reason, advice = _SAID[problem.code]
    if not text.strip() and problem.code == "no-date":
        return no_date_at_all()
    word = shown(text)
    return CellError(problem.code, Words(reason.fr.format(word), reason.en.format(word)), advice)


def no_date_at_all() -> CellError:
    """Return: the row says something, but not when."""
    return CellError(
        "no-date",
        Words("Cette ligne n'a pas de date.", "This row has no date."),
        Words("Écrivez le jour sur cette ligne : 12/09/2010.", "Write the day on this row: 2010-09-12."),
    )


def _wrong_weekday(problem: Problem, text: str) -> CellError:
    day = dt.date.fromisoformat(problem.detail)
    return CellError(
        "weekday-mismatch",
        Words(
            f"« {shown(text)} » : le {day:%d/%m/%Y} est un {_DAYS_FR[day.weekday()]}.",
            f"“{shown(text)}”: {day.isoformat()} is a {_DAYS_EN[day.weekday()]}.",
        ),
        Words("Corrigez le jour de la semaine ou la date.", "Correct the weekday or the date."),
    )


def too_many_cells(text: str) -> CellError:
    """Return: the row has more cells than the table has columns."""
    return malformed(
        Words(
            f"Cette ligne a plus de cellules que le tableau n'a de colonnes (« {shown(text)} »).",
            f"This row has more cells than the table has columns (“{shown(text)}”).",
        ),
        Words(
            "Ôtez le séparateur en trop, ou mettez le texte qui le contient entre guillemets.",
            "Take out the separator too many, or put the text that holds it in quotation marks.",
        ),
    )


def shifted(text: str) -> CellError:
    """Return: the cells of the row are not under their headers."""
    return malformed(
        Words(
            f"Les cellules de cette ligne ne sont pas dans leurs colonnes (« {shown(text)} »).",
            f"The cells of this row are not in their columns (“{shown(text)}”).",
        ),
        Words(
            "Remettez la date, l'heure et le texte sous leurs titres.", "Put date, time and text under their headers."
        ),
    )


def control_characters() -> CellError:
    """Return: the date or time holds characters that cannot be seen."""
    return malformed(
        Words("La date ou l'heure contient des caractères invisibles.", "The date or time holds invisible characters."),
        Words("Effacez la cellule et retapez-la.", "Empty the cell and type it again."),
    )


def unclear_status(text: str) -> CellError:
    """Return: nobody can tell whether this is cancelled."""
    return CellError(
        "unknown-status",
        Words(f"« {shown(text)} » ne dit pas si c'est annulé.", f"“{shown(text)}” does not say if it is cancelled."),
        Words("Écrivez oui ou non.", "Write yes or no."),
    )  # fmt: skip


def doubtful(text: str) -> CellError:
    """Return: a remark says that something is off, and perhaps not this."""
    return CellError(
        "unknown-status",
        Words(
            f"« {shown(text)} » ne dit pas clairement si cette action est annulée.",
            f"“{shown(text)}” does not say clearly whether this is cancelled.",
        ),
        Words(
            "Écrivez ANNULÉ devant le titre si elle n'a pas lieu ; sinon, dites-le autrement.",
            "Write CANCELLED before the title if it does not take place; otherwise say it in other words.",
        ),
    )


def impossible(text: str) -> CellError:
    """Return: no calendar holds this."""
    return malformed(
        Words(f"« {shown(text)} » ne tient dans aucun agenda.", f"“{shown(text)}” fits into no calendar."), None
    )


def web_page() -> CellError:
    """Return: this is a page, not a sheet."""
    return not_a_table(
        Words("Ce fichier est une page web, pas un tableau.", "This file is a web page, not a table."),
        Words(
            "Exportez la feuille en CSV ; si la page demande de se connecter, rendez le lien de partage lisible.",
            "Export the sheet as CSV; if the page asks to sign in, make the shared link readable.",
        ),
    )


def too_wide(most: int) -> CellError:
    """Return: this table has more columns than a planning has."""
    return not_a_table(
        Words(f"Ce tableau a plus de {most} colonnes remplies.", f"This table has more than {most} filled columns."),
        Words(
            "Ne gardez que les colonnes du planning, ou enregistrez-les dans un autre fichier.",
            "Keep the columns of the plan only, or save them as another file.",
        ),
    )


def no_layout() -> CellError:
    """Return: neither a header, nor days, nor dates were found."""
    return not_a_table(
        Words(
            "On ne trouve dans ce fichier ni colonne de dates ni jours de la semaine.",
            "Neither a column of dates nor days of the week were found in this file.",
        ),
        Words(
            "Donnez à la feuille une ligne de titres (Date, Heure, Lieu, Activité), ou indiquez les colonnes dans "
            "reseau.toml : options = { columns = { \"Votre titre\" = \"date\" } }.",
            "Give the sheet a row of headers (Date, Time, Place, Activity), or name the columns in reseau.toml: "
            "options = { columns = { \"Your header\" = \"date\" } }.",
        ),
    )  # fmt: skip


def poll() -> CellError:
    """Return: answers to a poll say when people could come, not when anything is."""
    return not_a_table(
        Words(
            "Ce tableau est un sondage de dates : il dit qui peut venir, pas quand cela a lieu.",
            "This table is a poll: it says who could come, not when anything takes place.",
        ),
        Words("Une fois la date choisie, écrivez-la ici.", "Once the day is chosen, write it in the sheet."),
    )  # fmt: skip
