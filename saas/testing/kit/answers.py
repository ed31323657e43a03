"""Comparing answers: what differs from one request to the next by its nature is left out."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

_ALWAYS_NEW = (
    (re.compile(r"\b[\w-]{16,}\.[\w-]{5,8}\.[\w-]{20,}"), "<csrf>"),
    (re.compile(r"\b[0-9a-f]{16,}\b"), "<hex>"),
    (re.compile(r'(name="_request" value=")[^"]*'), r"\1<request>"),
    (re.compile(r'("(?:request_id|error_id|instance)": ?")[^"]*'), r"\1<new>"),
    (re.compile(r"\d{4,}"), "<n>"),
    (re.compile(r"\b\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"), "<time>"),
)


def text_of(answer: TestResponse) -> str:
    """The body as text, whatever it is."""
    return answer.get_data().decode("utf-8", "replace")


def comparable(answer: TestResponse, *same: str) -> str:
    """Status, where it leads and body, without what is new each time; same: words that count as one."""
    told = "\n".join([str(answer.status_code), answer.headers.get("Location", ""), text_of(answer)])
    for word in sorted(same, key=len, reverse=True):
        told = told.replace(word, "<same>")
    for pattern, sign in _ALWAYS_NEW:
        told = pattern.sub(sign, told)
    return told


def excerpt(answer: TestResponse) -> str:
    """The beginning of what a person would read."""
    text = text_of(answer)
    main = text[text.find("<main") :] if "<main" in text else text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)).strip()[:200]
