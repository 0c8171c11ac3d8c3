"""The adapter of iCalendar files, folders of .ics (vdir) and feeds over http(s) and webcal."""

from reseau_sync_ical.adapter import IcalAdapter, IcalOptions

__all__ = ["IcalAdapter", "IcalOptions"]
