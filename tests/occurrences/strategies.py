"""Recurrence rules for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _numbers(lowest: int, highest: int, *, negative: bool = False, most: int = 4) -> st.SearchStrategy[str]:
    number = st.integers(lowest, highest)
    signed = st.builds(lambda each, minus: -each if minus and negative else each, number, st.booleans())
    return st.lists(signed, min_size=1, max_size=most, unique=True).map(lambda found: ",".join(map(str, found)))


def _weekdays(ordinals: int) -> st.SearchStrategy[str]:
    number = st.integers(-ordinals, ordinals).map(lambda each: str(each) if each else "")
    return st.lists(st.builds("{}{}".format, number, st.sampled_from(DAYS)), min_size=1, max_size=4, unique=True).map(
        ",".join
    )


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule that RFC 5545 allows, its parts in any number and order."""
    frequency = draw(st.sampled_from(FREQUENCIES))
    parts = {
        "INTERVAL": st.integers(1, 40).map(str),
        "COUNT": st.integers(1, 60).map(str),
        "WKST": st.sampled_from(DAYS),
        "BYMONTH": _numbers(1, 12),
        "BYMONTHDAY": _numbers(1, 31, negative=True),
        "BYDAY": _weekdays({"YEARLY": 53, "MONTHLY": 5}.get(frequency, 0)),
        "BYHOUR": _numbers(0, 23),
        "BYMINUTE": _numbers(0, 59),
        "BYSETPOS": _numbers(1, 6, negative=True, most=2),
    }
    if frequency == "WEEKLY":
        del parts["BYMONTHDAY"]
    if frequency == "YEARLY":
        parts["BYYEARDAY"] = _numbers(1, 366, negative=True)
    names = draw(st.lists(st.sampled_from(sorted(parts)), max_size=4, unique=True))
    if not any(name.startswith("BY") and name != "BYSETPOS" for name in names) and "BYSETPOS" in names:
        names.remove("BYSETPOS")
    if frequency == "YEARLY" and "BYMONTH" in names:
        parts["BYDAY"] = _weekdays(4)  # counted within the months then
    texts = [f"FREQ={frequency}", *(f"{name}={draw(parts[name])}" for name in names)]
    return ";".join(draw(st.permutations(texts)))
