"""The log of a server: a line of JSON for each event, without what readers, members and editors write.

A line has `time` (ISO 8601, UTC), `level`, `logger` and `message`; where there is a request `method` and `path`, once
it is answered `status` and `ms`; where something failed `error` and `traceback`. A path has no query and no tokens.
Addresses of mail and of the network are taken out wherever they stand; so is what an error quotes, and no local value
is written.
"""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

HIDDEN = "…"
_MAIL = re.compile(
    r"[^\s<>\"'(),;:/=]+@[^\s<>\"'(),;:/?&]+|[^\s<>\"'(),;:/=]+%40[^\s<>\"'(),;:/?&]+", re.I
)
_NETWORK = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])",
    re.I,
)
# What stands in quotation marks, or as PostgreSQL writes a value: Key (email)=(…).
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»|“[^”]*”|=\([^)]*\)")
# A signed text, or so many random characters as no word has: capitals with digits, or hexadecimal alone.
_TOKEN = re.compile(
    r"[\w-]{16,}:[\w-]{16,}(?::[\w-]{16,})?|\b[0-9a-f]{32,}\b|(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{24,}"
)
_QUERY = re.compile(r"\?[^\s\"']*")
# Whoever watches the site asks every minute.
_UNWRITTEN = "/healthz"

_request: ContextVar[dict[str, Any]] = ContextVar("request", default={})  # noqa: B039 (never changed)


def without_content(text: str) -> str:
    """A sentence of the log, without addresses, queries and tokens."""
    for private in (_QUERY, _MAIL, _TOKEN, _NETWORK):
        text = private.sub(HIDDEN, text)
    return text


def path_of(request: HttpRequest) -> str:
    path = request.path
    if request.resolver_match:
        for name, value in request.resolver_match.kwargs.items():
            if "token" in name and value:
                path = path.replace(str(value), HIDDEN)
    return without_content(path)


class LogRequests:
    """The first middleware: writes each request that was answered, and whose the lines in between are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.monotonic()
        known = _request.set({"method": request.method, "path": path_of(request)})
        try:
            response = self.get_response(request)
            if request.path != _UNWRITTEN:
                took = round((time.monotonic() - begun) * 1000)
                said = {"path": path_of(request), "status": response.status_code, "ms": took}
                _request.set(_request.get() | said)
                logger.info("Answered")
            return response
        finally:
            _request.reset(known)


def is_written(record: logging.LogRecord) -> bool:
    """A filter: an answer of 503 to whoever watches is no event."""
    request = getattr(record, "request", None)
    return not (isinstance(request, HttpRequest) and request.path == _UNWRITTEN)


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_content(record.getMessage()),
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            line |= {"method": request.method, "path": path_of(request)}
            line |= {"status": record.status_code} if hasattr(record, "status_code") else {}
        else:
            line |= _request.get()
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line |= {"error": _said(error), "traceback": _traceback(error)}
        return json.dumps(line, ensure_ascii=False)


def _said(error: BaseException) -> str:
    """The kind of an error and the first line of what it says, without what it quotes."""
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {without_content(_QUOTED.sub(HIDDEN, first))}"


def _traceback(error: BaseException) -> str:
    """Where in the code, from the first cause to the last error."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(
        "".join(traceback.format_tb(found.__traceback__)) + _said(found)
        for found in reversed(chain)
    )
