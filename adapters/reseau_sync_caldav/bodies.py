"""Bodies of requests, from the elements of the caldav library (RFC 4918, 4791, 6578)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from caldav.elements import cdav, dav
from caldav.elements.base import BaseElement
from lxml import etree

ETAG = dav.GetEtag.tag
CALENDAR_DATA = cdav.CalendarData.tag
SYNC_TOKEN = dav.SyncToken.tag
RESOURCE_TYPE = dav.ResourceType.tag
CALENDAR = cdav.Calendar.tag
COLLECTION = dav.Collection.tag
DISPLAY_NAME = dav.DisplayName.tag
PRINCIPAL = dav.CurrentUserPrincipal.tag
HOME_SET = cdav.CalendarHomeSet.tag
COMPONENTS = cdav.SupportedCalendarComponentSet.tag
REPORTS = dav.SupportedReportSet.tag
SYNC_COLLECTION = dav.SyncCollection.tag
CTAG = "{http://calendarserver.org/ns/}getctag"
CONTENT_TYPE = "{DAV:}getcontenttype"
HREF = dav.Href.tag
SUBSCRIBED = "{http://calendarserver.org/ns/}subscribed"


class _Named(BaseElement):
    """An element that the library has no class for."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag  # type: ignore[misc]  # a class of its own for each would say no more


def propfind(tags: Iterable[str]) -> bytes:
    """Return the body of a PROPFIND for the properties ``tags`` (RFC 4918, 9.1)."""
    return _bytes(_holding(dav.Propfind(), _prop(tags)))


def sync_collection(token: str, tags: Iterable[str]) -> bytes:
    """Return the body of a REPORT of what changed since ``token``; of everything where it is empty (RFC 6578, 3.2)."""
    return _bytes(_holding(dav.SyncCollection(), dav.SyncToken(value=token), dav.SyncLevel(value="1"), _prop(tags)))


def multiget(hrefs: Sequence[str]) -> bytes:
    """Return the body of a REPORT of the objects ``hrefs``, with their data (RFC 4791, 7.9)."""
    named = [dav.Href(value=href) for href in hrefs]
    return _bytes(_holding(cdav.CalendarMultiGet(), _prop([ETAG, CALENDAR_DATA]), *named))


def calendar_query(start: dt.datetime, end: dt.datetime, tags: Iterable[str]) -> bytes:
    """Return the body of a REPORT of the events that have an occurrence in a window (RFC 4791, 7.8 and 9.9).

    :param start: an aware instant, as ``end``
    """
    events = _holding(cdav.CompFilter("VEVENT"), cdav.TimeRange(start, end))
    query = _holding(cdav.Filter(), _holding(cdav.CompFilter("VCALENDAR"), events))
    return _bytes(_holding(cdav.CalendarQuery(), _prop(tags), query))


def mkcalendar(name: str) -> bytes:
    """Return the body that makes a calendar of events called ``name`` (RFC 4791, 5.3.1)."""
    named = _holding(dav.Prop(), dav.DisplayName(name))
    return _bytes(_holding(cdav.Mkcalendar(), _holding(dav.Set(), named)))


def _prop(tags: Iterable[str]) -> BaseElement:
    return _holding(dav.Prop(), *(_Named(tag) for tag in tags))


def _holding(element: BaseElement, *children: BaseElement) -> BaseElement:
    return element.append(children)


def _bytes(element: BaseElement) -> bytes:
    made: bytes = etree.tostring(element.xmlelement(), encoding="utf-8", xml_declaration=True)
    return made
