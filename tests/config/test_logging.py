"""Log lines carry the request's id, as text and as JSON."""

import json
import logging

from config.logging import NO_REQUEST, JsonFormatter, RequestIdFilter, current_request_id


def record(**extra: object) -> logging.LogRecord:
    return logging.getLogger("orders").makeRecord(
        "orders", logging.INFO, __file__, 1, "%s lines", (3,), exc_info=None, extra=extra
    )


def test_record_outside_of_a_request_has_no_id():
    made = record()
    assert RequestIdFilter().filter(made)
    assert made.request_id == NO_REQUEST


def test_record_gets_the_id_of_the_current_request():
    token = current_request_id.set("abc-12345")
    try:
        made = record()
        RequestIdFilter().filter(made)
    finally:
        current_request_id.reset(token)
    assert made.request_id == "abc-12345"


def test_json_line_holds_message_and_extra():
    made = record(request_id="abc-12345", status=200)
    made.created = 1893456000.25
    assert json.loads(JsonFormatter().format(made)) == {
        "time": "2030-01-01T00:00:00.250+00:00",
        "level": "INFO",
        "logger": "orders",
        "message": "3 lines",
        "request_id": "abc-12345",
        "status": 200,
    }


def test_json_line_stays_one_line_with_an_exception():
    made = record()
    made.exc_info = (ValueError, ValueError("two\nlines"), None)
    line = JsonFormatter().format(made)
    assert "\n" not in line
    assert json.loads(line)["exception"].endswith("ValueError: two\nlines")
