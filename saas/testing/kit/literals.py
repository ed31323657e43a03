"""Words that stand in a template as they are, and so read the same in every language."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_CODE = re.compile(
    r"{#.*?#}|{%-?\s*trans\b.*?endtrans\s*-?%}|{%-?\s*block \w*class\b.*?endblock\s*-?%}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
_READ = ("alt", "aria-label", "placeholder", "title")
"""Attributes that people read or hear."""
_UNREAD = ("script", "style")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_]{2,}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            if name in _READ:
                self._judge(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in _UNREAD:
            for text in data.splitlines():
                self._judge(text)

    def _judge(self, text: str) -> None:
        if _WORD.search(text):
            self.found.append((self.getpos()[0], text.strip()))


def literal_texts(template: str) -> list[tuple[int, str]]:
    """The words between the tags and in attributes that people read, with their lines; nothing of what Jinja writes."""
    reader = _Reader()
    reader.feed(_CODE.sub(_stand_in, template))
    reader.close()
    return reader.found


def _stand_in(code: re.Match[str]) -> str:
    # Lines are kept, so that the places are right; code may also be the name of a tag.
    names_tag = code.string[: code.start()].endswith(("<", "</"))
    return ("b" if names_tag else " ") + "\n" * code.group().count("\n")
