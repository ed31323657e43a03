"""Comparing answers: what differs from one request to the next by its nature is left out."""

from __future__ import annotations

import io
import re
import zipfile
from difflib import unified_diff

from werkzeug.test import TestResponse

_ALWAYS_NEW = (
    # sealed and random values: tokens against forged requests, ids of forms and requests
    (re.compile(r"\b[\w-]{16,}\.[\w-]{5,8}\.[\w-]{20,}"), "<csrf>"),
    (re.compile(r"\b[0-9a-f]{16,}\b"), "<hex>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b"), "<uuid>"),
    (re.compile(r'(name="(?:_request|submission)" value=")[^"]*'), r"\1<request>"),
    (re.compile(r'("(?:request_id|error_id)": ?")[^"]*'), r"\1<request>"),
    (re.compile(r"\b[A-HJ-NPR-Z0-9]{17}\b"), "<vin>"),
    # ids have eight digits, telephone numbers and their tails four and more; a count keeps its meaning
    (re.compile(r"\d{4,}"), "<n>"),
    (re.compile(r"\b\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"), "<time>"),
)


def told(answer: TestResponse) -> str:
    """Everything that an answer tells: status, where it leads, body."""
    return "\n".join([str(answer.status_code), answer.headers.get("Location", ""), text_of(answer)])


def text_of(answer: TestResponse) -> str:
    """The body as text, whatever it is; of an archive or a workbook all that is packed in it."""
    return unpacked(answer.get_data())


def unpacked(content: bytes) -> str:
    """Bytes as text; what is packed would hide every word."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{name}\n{unpacked(archive.read(name))}" for name in archive.namelist())


def excerpt(answer: TestResponse) -> str:
    """What a person would read on a page, or the beginning of whatever else it is."""
    text = text_of(answer)
    main = text[text.find("<main") :] if "<main" in text else text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))[:600]


def plain(text: str, *same: str) -> str:
    """A text without what is new in every answer; same: words that are to count as one."""
    for word in same:
        text = text.replace(word, "<same>")
    for pattern, sign in _ALWAYS_NEW:
        text = pattern.sub(sign, text)
    return text


def difference(one: TestResponse, other: TestResponse, *same: str) -> str:
    """The first lines in which two answers differ; empty when they are alike."""
    first, second = plain(told(one), *same), plain(told(other), *same)
    if first == second:
        return ""
    lines = list(unified_diff(first.splitlines(), second.splitlines(), lineterm="", n=0))
    return "\n".join(line[:200] for line in lines[:12])
