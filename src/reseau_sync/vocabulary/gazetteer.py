"""The communes of the coast, at commune level by design: no point here is finer than a commune.

Codes are those of the French statistics office (INSEE, COG of March 2024); coordinates are the centroids of the
communes, in decimal degrees, WGS 84. Names in Flemish and English are aliases where no French word or name is
spelled like them ("Belle", for Bailleul, is left out). A network adds its own communes and sites by ``[[places]]``.
"""

from __future__ import annotations

from dataclasses import dataclass

from reseau_sync.model.place import Geo


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune: its name and INSEE code, what else it is called, and the former communes that are part of it.

    ``parts`` are (name, former code) of associated communes; ``homonyms`` are codes of other communes of that name.
    """

    name: str
    insee: str
    latitude: float
    longitude: float
    aliases: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    homonyms: tuple[str, ...] = ()

    @property
    def geo(self) -> Geo:
        """Return the centroid."""
        return Geo(latitude=self.latitude, longitude=self.longitude)

    @property
    def department(self) -> str:
        """Return the code of its department, with which its postcodes begin too."""
        return self.insee[:2]


COMMUNES: tuple[Commune, ...] = (
    Commune(
        "Dunkerque",
        "59183",
        51.031,
        2.337,
        aliases=("Dunkirk", "Duinkerke", "DK", "Malo-les-Bains", "Petite-Synthe", "Rosendaël"),
        parts=(("Mardyck", "59380"), ("Fort-Mardyck", "59248"), ("Saint-Pol-sur-Mer", "59540")),
    ),
    Commune("Grande-Synthe", "59271", 51.017, 2.291, aliases=("Gde-Synthe", "Groot-Sinten")),
    Commune("Loon-Plage", "59359", 51.001, 2.223),
    Commune(
        "Téteghem-Coudekerque-Village",
        "59588",
        51.008,
        2.441,
        aliases=("Téteghem",),
        parts=(("Coudekerque-Village", "59154"),),
    ),
    Commune("Coudekerque-Branche", "59155", 51.018, 2.395),
    Commune("Leffrinckoucke", "59340", 51.048, 2.454),
    Commune("Gravelines", "59273", 50.997, 2.144, aliases=("Grevelingen",)),
    Commune("Bourbourg", "59094", 50.942, 2.204),
    Commune("Steenvoorde", "59580", 50.821, 2.585, aliases=("Steenworde",)),
    Commune("Cassel", "59135", 50.796, 2.494, aliases=("Kassel",)),
    Commune("Bailleul", "59043", 50.727, 2.738, homonyms=("80051",)),
    Commune("Hazebrouck", "59295", 50.726, 2.539, aliases=("Hazebroek",)),
    Commune("Lille", "59350", 50.632, 3.047, aliases=("Rijsel",)),
    Commune("Calais", "62193", 50.950, 1.876, aliases=("Kales",)),
    Commune("Coquelles", "62239", 50.929, 1.815),
    Commune("Marck", "62548", 50.954, 1.950),
    Commune("Sangatte", "62774", 50.941, 1.769),
    Commune("Oye-Plage", "62645", 50.982, 2.040),
    Commune("Norrent-Fontes", "62620", 50.588, 2.410),
    Commune("Chocques", "62224", 50.541, 2.562),
    Commune("Isbergues", "62473", 50.616, 2.456),
    Commune("Angres", "62032", 50.410, 2.752),
    Commune("Béthune", "62119", 50.529, 2.643),
    Commune("Saint-Omer", "62765", 50.768, 2.264, aliases=("Sint-Omaars",), homonyms=("14635",)),
    Commune("Saint-Martin-lez-Tatinghem", "62757", 50.750, 2.217, aliases=("Tatinghem",)),
    Commune("Boulogne-sur-Mer", "62160", 50.727, 1.606, aliases=("Bonen",)),
    Commune("Amiens", "80021", 49.900, 2.290),
    Commune("Dieppe", "76217", 49.922, 1.087),
    Commune("Le Havre", "76351", 49.497, 0.140, aliases=("Havre",)),
    Commune("Caen", "14118", 49.185, -0.370),
    Commune("Ouistreham", "14488", 49.275, -0.257),
    Commune("Cherbourg-en-Cotentin", "50129", 49.632, -1.621, aliases=("Cherbourg", "Cherbourg-Octeville")),
)

DECOYS: tuple[str, ...] = (
    "Pas-de-Calais",
    "Saint-Calais",
    "Détroit de Calais",
    "dentelle de Calais",
    "havre de paix",
    "Bailleul-aux-Cornailles",
    "Bailleul-la-Vallée",
    "Bailleul-le-Soc",
    "Bailleul-lès-Pernes",
    "Bailleul-Neuville",
    "Bailleul-Sir-Berthoult",
    "Bailleul-sur-Thérain",
    "Le Bailleul",
    "Dieppe-sous-Douaumont",
    "Saint-Omer-Capelle",
    "Saint-Omer-en-Chaussée",
)
"""Names that hold the name of a commune of the coast and are another place, or no place at all."""
