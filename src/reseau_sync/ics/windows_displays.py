"""The names under which Windows shows its zones to people, and which Outlook and Exchange then write as TZIDs.

Each line: the zone's Windows name, then what is shown after "(UTC+01:00)", one way or another, between bars. Cities are
told apart by commas or slashes. What was shown in older versions, and in French or German, stands behind.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from reseau_sync.model.zones import iana_key

_DISPLAYS = """
Dateline Standard Time|International Date Line West
Aleutian Standard Time|Aleutian Islands
Hawaiian Standard Time|Hawaii|Hawaï
Marquesas Standard Time|Marquesas Islands|Îles Marquises
Alaskan Standard Time|Alaska
Pacific Standard Time (Mexico)|Baja California|Tijuana, Baja California
Pacific Standard Time|Pacific Time (US & Canada)|Pacific Time (US & Canada), Tijuana|Pacifique (États-Unis et Canada)
US Mountain Standard Time|Arizona
Mountain Standard Time (Mexico)|La Paz, Mazatlan|Chihuahua, La Paz, Mazatlan
Mountain Standard Time|Mountain Time (US & Canada)
Yukon Standard Time|Yukon
Central America Standard Time|Central America|Amérique centrale
Central Standard Time|Central Time (US & Canada)
Easter Island Standard Time|Easter Island|Île de Pâques
Central Standard Time (Mexico)|Guadalajara, Mexico City, Monterrey
Canada Central Standard Time|Saskatchewan
SA Pacific Standard Time|Bogota, Lima, Quito, Rio Branco|Bogota, Lima, Quito
Eastern Standard Time (Mexico)|Chetumal
Eastern Standard Time|Eastern Time (US & Canada)|Est (États-Unis et Canada)
Haiti Standard Time|Haiti
Cuba Standard Time|Havana|La Havane
US Eastern Standard Time|Indiana (East)
Turks And Caicos Standard Time|Turks and Caicos
Paraguay Standard Time|Asuncion
Atlantic Standard Time|Atlantic Time (Canada)|Heure de l'Atlantique (Canada)
Venezuela Standard Time|Caracas
Central Brazilian Standard Time|Cuiaba
SA Western Standard Time|Georgetown, La Paz, Manaus, San Juan
Pacific SA Standard Time|Santiago
Newfoundland Standard Time|Newfoundland|Terre-Neuve
Tocantins Standard Time|Araguaina
E. South America Standard Time|Brasilia
SA Eastern Standard Time|Cayenne, Fortaleza
Argentina Standard Time|City of Buenos Aires|Buenos Aires
Greenland Standard Time|Greenland|Groenland
Montevideo Standard Time|Montevideo
Magallanes Standard Time|Punta Arenas
Saint Pierre Standard Time|Saint Pierre and Miquelon|Saint-Pierre-et-Miquelon
Bahia Standard Time|Salvador
Azores Standard Time|Azores|Açores
Cape Verde Standard Time|Cabo Verde Is.|Cape Verde Is.|Îles du Cap-Vert
GMT Standard Time|Dublin, Edinburgh, Lisbon, London|Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London\
|Dublin, Édimbourg, Lisbonne, Londres|Dublin, Edinburgh, Lissabon, London
Greenwich Standard Time|Monrovia, Reykjavik|Casablanca, Monrovia
Sao Tome Standard Time|Sao Tome
Morocco Standard Time|Casablanca
W. Europe Standard Time|Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\
|Amsterdam, Berlin, Berne, Rome, Stockholm, Vienne|Amsterdam, Berlin, Bern, Rom, Stockholm, Wien
Central Europe Standard Time|Belgrade, Bratislava, Budapest, Ljubljana, Prague\
|Belgrad, Bratislava, Budapest, Ljubljana, Prag
Romance Standard Time|Brussels, Copenhagen, Madrid, Paris|Bruxelles, Copenhague, Madrid, Paris\
|Brüssel, Kopenhagen, Madrid, Paris
Central European Standard Time|Sarajevo, Skopje, Warsaw, Zagreb|Sarajevo, Skopje, Varsovie, Zagreb\
|Sarajevo, Skopje, Warschau, Zagreb|Sarajevo, Skopje, Sofija, Vilnius, Warsaw, Zagreb
W. Central Africa Standard Time|West Central Africa|Afrique centrale - Ouest
GTB Standard Time|Athens, Bucharest|Athens, Bucharest, Istanbul|Athènes, Bucarest|Athen, Bukarest\
|Athens, Istanbul, Minsk
Middle East Standard Time|Beirut|Beyrouth
Egypt Standard Time|Cairo|Le Caire
E. Europe Standard Time|Chisinau
Syria Standard Time|Damascus|Damas
West Bank Standard Time|Gaza, Hebron|Gaza, Hébron
South Africa Standard Time|Harare, Pretoria
FLE Standard Time|Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius|Helsinki, Kiev, Riga, Sofia, Tallinn, Vilnius\
|Helsinki, Riga, Tallinn
Israel Standard Time|Jerusalem|Jérusalem
South Sudan Standard Time|Juba|Djouba
Kaliningrad Standard Time|Kaliningrad
Sudan Standard Time|Khartoum
Libya Standard Time|Tripoli
Namibia Standard Time|Windhoek
Jordan Standard Time|Amman
Arabic Standard Time|Baghdad|Bagdad
Turkey Standard Time|Istanbul
Arab Standard Time|Kuwait, Riyadh|Koweït, Riyad
Belarus Standard Time|Minsk
Russian Standard Time|Moscow, St. Petersburg|Moscow, St. Petersburg, Volgograd|Moscou, Saint-Pétersbourg
E. Africa Standard Time|Nairobi
Volgograd Standard Time|Volgograd
Iran Standard Time|Tehran|Téhéran
Arabian Standard Time|Abu Dhabi, Muscat|Abou Dhabi, Mascate
Astrakhan Standard Time|Astrakhan, Ulyanovsk
Azerbaijan Standard Time|Baku|Bakou
Russia Time Zone 3|Izhevsk, Samara
Mauritius Standard Time|Port Louis
Saratov Standard Time|Saratov
Georgian Standard Time|Tbilisi|Tbilissi
Caucasus Standard Time|Yerevan|Erevan
Afghanistan Standard Time|Kabul|Kaboul
West Asia Standard Time|Ashgabat, Tashkent
Qyzylorda Standard Time|Qyzylorda
Ekaterinburg Standard Time|Ekaterinburg
Pakistan Standard Time|Islamabad, Karachi
India Standard Time|Chennai, Kolkata, Mumbai, New Delhi|Calcutta, Chennai, Mumbai, New Delhi
Sri Lanka Standard Time|Sri Jayawardenepura
Nepal Standard Time|Kathmandu|Katmandou
Bangladesh Standard Time|Dhaka|Dacca
Omsk Standard Time|Omsk
N. Central Asia Standard Time|Novosibirsk
Myanmar Standard Time|Yangon (Rangoon)
SE Asia Standard Time|Bangkok, Hanoi, Jakarta
Altai Standard Time|Barnaul, Gorno-Altaysk
W. Mongolia Standard Time|Hovd
North Asia Standard Time|Krasnoyarsk
Tomsk Standard Time|Tomsk
China Standard Time|Beijing, Chongqing, Hong Kong, Urumqi|Beijing, Chongqing, Hong Kong SAR, Urumqi|Pékin
North Asia East Standard Time|Irkutsk
Singapore Standard Time|Kuala Lumpur, Singapore|Kuala Lumpur, Singapour
W. Australia Standard Time|Perth
Taipei Standard Time|Taipei|Taipeh
Ulaanbaatar Standard Time|Ulaanbaatar
North Korea Standard Time|Pyongyang
Aus Central W. Standard Time|Eucla
Transbaikal Standard Time|Chita
Tokyo Standard Time|Osaka, Sapporo, Tokyo
Korea Standard Time|Seoul|Séoul
Yakutsk Standard Time|Yakutsk
Cen. Australia Standard Time|Adelaide|Adélaïde
AUS Central Standard Time|Darwin
E. Australia Standard Time|Brisbane
AUS Eastern Standard Time|Canberra, Melbourne, Sydney
West Pacific Standard Time|Guam, Port Moresby
Tasmania Standard Time|Hobart
Vladivostok Standard Time|Vladivostok
Lord Howe Standard Time|Lord Howe Island
Bougainville Standard Time|Bougainville Island
Russia Time Zone 10|Chokurdakh
Magadan Standard Time|Magadan
Norfolk Standard Time|Norfolk Island
Sakhalin Standard Time|Sakhalin
Central Pacific Standard Time|Solomon Is., New Caledonia|Îles Salomon, Nouvelle-Calédonie
Russia Time Zone 11|Anadyr, Petropavlovsk-Kamchatsky
New Zealand Standard Time|Auckland, Wellington
Fiji Standard Time|Fiji|Fidji
Chatham Islands Standard Time|Chatham Islands
Tonga Standard Time|Nuku'alofa
Samoa Standard Time|Samoa
Line Islands Standard Time|Kiritimati Island
"""

_SEPARATOR = re.compile(r"\s*[,/;]\s*")


def folded(name: str) -> str:
    """Return ``name`` without accents and letter case, its spaces single and its apostrophes plain."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def windows_zone(name: str) -> str | None:
    """Return the IANA id of a Windows zone ("Romance Standard Time", also with "Daylight"), or ``None``."""
    return _windows().get(folded(name).replace(" daylight time", " standard time"))


def displayed_zone(text: str) -> str | None:
    """Return the IANA id of the one Windows zone that is shown as ``text``, or whose cities ``text`` names.

    ``None`` where a city is not known, or where they are of several zones.
    """
    texts, cities = _displays()
    name = folded(text)
    if name in texts:
        return texts[name]
    named = [cities.get(city, frozenset()) for city in _SEPARATOR.split(name)]
    common = frozenset.intersection(*named)
    return next(iter(common)) if len(common) == 1 else None


@functools.cache
def _windows() -> dict[str, str]:
    known = ((name, iana_key(key)) for name, key in WINDOWS_TO_OLSON.items())
    return {folded(name): key for name, key in known if key}


@functools.cache
def _displays() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    texts: dict[str, str] = {}
    cities: dict[str, frozenset[str]] = {}
    for line in _DISPLAYS.strip().splitlines():
        name, *shown = line.split("|")
        key = windows_zone(name)
        if key is None:
            continue
        for text in map(folded, shown):
            texts[text] = key
            for city in _SEPARATOR.split(text.partition(" : ")[2] or text):
                cities[city] = cities.get(city, frozenset()) | {key}
    return texts, cities
