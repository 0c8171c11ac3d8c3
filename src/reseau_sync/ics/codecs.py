"""Every group of properties that says a field of the schema."""

from __future__ import annotations

from reseau_sync.ics import codec, network, when
from reseau_sync.ics.codec import Codec, number_codec, stamp_codec, text_codec, texts_codec

ALL_CODECS: tuple[Codec, ...] = (
    text_codec("UID", "uid"),
    stamp_codec("DTSTAMP", "stamp"),
    when.START,
    when.END,
    when.RECURRENCE_ID,
    when.RECURRENCE,
    text_codec("SUMMARY", "title"),
    codec.DESCRIPTION,
    codec.STATUS,
    codec.CLASSIFICATION,
    texts_codec("CATEGORIES", "categories", one_line=True),
    texts_codec("CONTACT", "contacts", one_line=False),
    codec.URL,
    text_codec("X-RESEAU-PUBLIC-URL", "public_url"),
    number_codec("SEQUENCE", "sequence"),
    stamp_codec("CREATED", "created"),
    stamp_codec("LAST-MODIFIED", "last_modified"),
    codec.AUDIENCE,
    text_codec("X-RESEAU-THEME", "theme"),
    texts_codec("X-RESEAU-SERVICE", "services", one_line=True, lines_written=True),
    texts_codec("X-RESEAU-NEED", "needs", one_line=True, lines_written=True),
    number_codec("X-RESEAU-CAPACITY", "capacity"),
    text_codec("X-RESEAU-AGENDA", "agenda"),
    text_codec("X-RESEAU-MINUTES", "minutes"),
    text_codec("X-RESEAU-OUTCOME", "outcome"),
    texts_codec("X-RESEAU-LANGUAGE", "languages", one_line=True, lines_written=True),
    texts_codec("X-RESEAU-COMPETENCE", "competences", one_line=True, lines_written=True),
    *network.NETWORK_CODECS,
)
"""Decoded in this order, since an end needs its start, and an approximate date its span and status."""
