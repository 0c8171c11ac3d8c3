"""The examples for those who serve feeds: what they say is what reseau-sync does."""

from __future__ import annotations

import configparser
import runpy
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "servir"
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def ask(**more: str) -> tuple[str, dict[str, str], bytes]:
    application = validator(runpy.run_path(str(FOLDER / "wsgi.py"))["serving"](lambda: BODY))
    environ: dict[str, Any] = {"QUERY_STRING": "", **more}
    setup_testing_defaults(environ)
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], error: object = None) -> Any:
        said.extend((status, dict(headers)))
        return lambda _: None

    answer: Any = application(environ, start_response)
    body = b"".join(answer)
    answer.close()
    return said[0], said[1], body


def test_the_application_serves_a_calendar_and_then_says_that_nothing_changed() -> None:
    status, headers, body = ask()
    assert (status, body) == ("200 OK", BODY)
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert ask(HTTP_IF_NONE_MATCH=headers["ETag"])[::2] == ("304 Not Modified", b"")
    assert ask(HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"
    assert ask(REQUEST_METHOD="HEAD")[::2] == ("200 OK", b"")


@pytest.mark.parametrize("name", ["nginx.conf", "apache.conf", "Caddyfile"])
def test_every_server_gives_the_type_lists_no_folder_and_hides_what_is_being_written(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "text/calendar" in text
    assert "utf-8" in text
    assert "noindex" in text
    assert not any(each in text for each in ("autoindex on", "Options +Indexes", "file_server browse"))


def test_the_service_is_no_failure_where_only_a_source_failed() -> None:
    service, timer = configparser.ConfigParser(strict=False), configparser.ConfigParser()
    service.read(FOLDER / "reseau-sync.service", encoding="utf-8")
    timer.read(FOLDER / "reseau-sync.timer", encoding="utf-8")
    assert service["Service"]["SuccessExitStatus"] == "3"
    assert "reseau-sync merge -q" in service["Service"]["ExecStart"]
    assert timer["Timer"]["OnCalendar"] == "*:0/15"
    assert "*/15 * * * *" in (FOLDER / "crontab").read_text(encoding="utf-8")
