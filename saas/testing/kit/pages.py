"""Reading a page as a screen reader would: what has no name cannot be used."""

from __future__ import annotations

from html.parser import HTMLParser

_NAMING = ("aria-label", "aria-labelledby", "title")
_NAMELESS_INPUTS = {"hidden", "submit", "button", "image", "reset"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.headings = 0
        self.labelled: set[str] = set()
        self.ids: set[str] = set()
        self.fields: list[tuple[str, dict[str, str], bool]] = []
        self.pictures: list[dict[str, str]] = []
        self.named: list[tuple[str, dict[str, str], str]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._labels = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "label":
            self._labels += 1
            self.labelled.add(given.get("for", ""))
        elif tag in ("input", "select", "textarea"):
            self.fields.append((tag, given, self._labels > 0))
        elif tag == "img":
            self.pictures.append(given)
            self._say(given.get("alt", ""))
        if tag in ("a", "button"):
            self._open.append((tag, given, []))

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._labels -= 1
        elif tag in ("a", "button") and self._open and self._open[-1][0] == tag:
            name, given, said = self._open.pop()
            self.named.append((name, given, " ".join(said).strip()))

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, text: str) -> None:
        for _tag, _given, said in self._open:
            said.append(text.strip())


def faults_of_page(text: str, *, whole: bool) -> list[str]:
    """What cannot be used on a page or a part of one. whole: it is a page, with a language and a heading of its own."""
    reader = _Reader()
    reader.feed(text)
    found = []
    if whole and not reader.language:
        found.append("the page says no language")
    if whole and reader.headings != 1:
        found.append(f"the page has {reader.headings} main headings")
    found += [
        f"<{tag} name={given.get('name', '')!r}> has no label"
        for tag, given, inside in reader.fields
        if given.get("type") not in _NAMELESS_INPUTS
        and not inside
        and given.get("id", " ") not in reader.labelled
        and not any(given.get(name) for name in _NAMING)
    ]
    found += [f"<img src={one.get('src', '')!r}> has no text" for one in reader.pictures if "alt" not in one]
    return found + [
        f"<{tag} {given.get('href', given.get('name', ''))!r}> has no name"
        for tag, given, said in reader.named
        if not said and not any(given.get(name) for name in _NAMING)
    ]
