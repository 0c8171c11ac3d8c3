"""A merged calendar inside an association's own tool: no file, no database, no setting shared with anybody.

Paste the ten lines of :func:`merged_calendar`, give them bytes that your tool already has, serve what comes back as
``text/calendar; charset=utf-8``. See docs/for-developers.md.
"""

import sys

from reseau_sync import Feed, Network, NetworkInfo, Organisation, Source, merge_calendars, read


def merged_calendar(calendars: dict[str, bytes]) -> bytes:
    """Return one iCalendar feed (RFC 5545) out of several, given as the bytes of each by the id of its association."""
    network = Network(
        network=NetworkInfo(name="Réseau du littoral"),
        organisations=tuple(Organisation(id=each, name=each) for each in calendars),
        sources=tuple(Source(id=each, organisation=each, location=f"{each}.ics") for each in calendars),
        feeds=(Feed(id="reseau", path="reseau.ics"),),
    )
    decoded = [read(data, network=network, source=each) for each, data in calendars.items()]
    for rejected in (each for one in decoded for each in one.rejected):
        print(rejected.where.source, rejected.reason, file=sys.stderr)
    return merge_calendars(network, [entry for one in decoded for entry in one.entries]).render("reseau")


DUNES = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Entraide des Dunes//FR\r
BEGIN:VEVENT\r
UID:5f0c2f0e-7d0a-4a36-9a5f-2b1f4c1d2e01\r
DTSTAMP:20100901T080000Z\r
DTSTART:20100906T100000Z\r
DTEND:20100906T120000Z\r
RRULE:FREQ=WEEKLY;BYDAY=MO\r
SUMMARY:Repas \xc3\xa0 Loon-Plage\r
END:VEVENT\r
END:VCALENDAR\r
"""
POLDERS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//La Marmite des Polders//FR\r
BEGIN:VEVENT\r
UID:8a61c7b4-3c35-4d0c-8a43-6a0d9c4b7e02\r
DTSTAMP:20100901T080000Z\r
DTSTART;TZID=Europe/Paris:20100928T100000\r
DTEND;TZID=Europe/Paris:20100928T113000\r
SUMMARY:D\xc3\xa9l\xc3\xa9gation aupr\xc3\xa8s du sous-pr\xc3\xa9fet\r
END:VEVENT\r
END:VCALENDAR\r
"""

if __name__ == "__main__":
    sys.stdout.buffer.write(merged_calendar({"dunes": DUNES, "polders": POLDERS}))
