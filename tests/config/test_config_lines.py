"""A line that is told is right; where it is not certain, none is told."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.config import parse
from reseau_sync.config.lines import Locator
from reseau_sync.errors import ConfigError
from reseau_sync.model.faults import Keys

TEXT = '''# locatoin = "in a comment"
title = """
[[sources]]
locatoin = "in a text"
"""
[[sources]]
id = "a"
location = "locatoin = 1"
[[ sources ]]  # the second
id = "b"
"locatoin" = "x"
options.depth = 1
[sources.options.more]
locatoin = 2
[[feeds]]
filter = { kind = 1 }
rows = [
  { id = 1 },
]
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("title",), 2),
        (("feeds", 0, "filter", "kind"), 16),
        (("feeds", 0, "rows", 0), 17),
        (("feeds", 0, "missing"), 15),
        (("missing",), None),
        ((), None),
        # The text that looks like a table shifts the count of tables: nothing is certain, and so nothing told.
        (("sources", 0), None),
        (("sources", 0, "location"), None),
        (("sources", 1, "locatoin"), None),
    ],
)
def test_a_line_is_right_or_absent(keys: Keys, line: int | None) -> None:
    assert Locator(TEXT, tomllib.loads(TEXT)).line(keys) == line


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("sources", 1, "locatoin"), 6),
        (("sources", 1, "options", "depth"), 7),
        (("sources", 1, "options", "more", "locatoin"), 9),
        (("sources", 1, "id"), 5),
        (("sources", 0, "location"), 3),
    ],
)
def test_keys_are_found_in_their_own_row_and_its_tables(keys: Keys, line: int) -> None:
    text = TEXT.split('"""\n', 2)[2]
    assert Locator(text, tomllib.loads(text)).line(keys) == line


def test_rows_in_an_inline_list_have_the_line_of_the_key_that_is_theirs_or_none() -> None:
    text = "sources = [\n  { id = 'a', location = 'x' },\n  { id = 'b', locatoin = 'y' },\n]\n"
    locator = Locator(text, tomllib.loads(text))
    assert locator.line(("sources", 1, "locatoin")) == 3
    assert locator.line(("sources", 0, "id")) == 2


def test_searching_ends_where_a_file_repeats_itself() -> None:
    text = "[a]\n" + "".join(f"[a.b{number}]\nkey = {{ key = 1 }}\n" for number in range(2000))
    keys: Keys = ("a", "b1999", "key", "key")
    assert Locator(text, tomllib.loads(text)).line(keys) in (None, 4001)


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_the_line_that_is_told_holds_the_wrong_key(rows: list[bool], data: st.DataObject) -> None:
    noise = st.sampled_from(["", "# locatoin = 1\n", "default_kind = 'meeting'\n", "options = { locatoin = 1 }\n"])
    text = "[network]\nname = 'R'\n"
    for number, right in enumerate(rows):
        key = "location" if right else "locatoin"
        text += f"[[sources]]\n{data.draw(noise)}id = 's{number}'\n{key} = 's{number}.ics'\n"
    if all(rows):
        assert len(parse(text).sources) == len(rows)
        return
    with pytest.raises(ConfigError) as caught:
        parse(text)
    told = re.findall(r"ligne (\d+), sources\[s(\d+)\]\.locatoin", caught.value.say())
    assert len(told) == rows.count(False)
    for line, own in told:
        assert text.splitlines()[int(line) - 1] == f"locatoin = 's{own}.ics'"
