"""The adapter for sheets holds what every source must hold."""

from __future__ import annotations

from collections.abc import Mapping

from reseau_sync.ports import Adapter
from reseau_sync.testing import Body, SourceSuite
from reseau_sync_csv import CsvAdapter

LIST = """\
Planning septembre 2010;;;\r
Date;Horaire;Lieu;Activité\r
dim. 12/09;14h-16h30;Loon-Plage;Distribution\r
tous les mardis;18h;Calais;Repas\r
""".encode("cp1252")

GRID = b"""\
Semaine 37 - 2010,,
Site,lundi,mardi
Calais,repas 12h,
"""

PLAIN = "identifiant;titre;début;récurrence\nx@example.org;Réunion;2010-09-14 14:30;FREQ=DAILY\n".encode("utf-8-sig")


class TestTheCsvSource(SourceSuite):
    """Every source's suite, on sheets."""

    def adapter(self) -> Adapter:
        return CsvAdapter()

    def sample(self) -> Mapping[str, Body]:
        return {
            "liste.csv": LIST,
            "https://example.org/grille.csv": GRID,
            "dossier.csv": [("a.csv", PLAIN), ("b.csv", GRID)],
        }

    def titles(self) -> list[str]:
        return ["Distribution", "Repas", "repas", "Réunion", "repas"]

    def broken(self) -> Mapping[str, Body]:
        return {"faux.csv": LIST.replace(b"dim. 12/09", b"lun. 12/09"), "page.csv": b"<html>connexion</html>"}
