"""Languages: English source strings, catalogues of every package merged at start, one context per request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from babel.messages.pofile import read_po
from markupsafe import escape

LOCALES = ("zh_CN", "en")
DEFAULT_LOCALE = "zh_CN"

log = structlog.get_logger(__name__)

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


@dataclass(slots=True)
class Catalogues:
    """Messages of all packages by locale: `(context-free msgid, plural form)` to text."""

    singular: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in LOCALES})
    plural: dict[str, dict[str, tuple[str, ...]]] = field(
        default_factory=lambda: {name: {} for name in LOCALES}
    )

    def load(self, folders: Iterable[Path]) -> None:
        """Merge `<folder>/<locale>.po` of each folder; a later package does not replace an earlier one's text."""
        for folder in folders:
            for locale in LOCALES:
                path = folder / f"{locale}.po"
                if path.is_file():
                    self._merged(locale, path)

    def _merged(self, locale: str, path: Path) -> None:
        try:
            self._merge(locale, path)
        except (ValueError, LookupError) as error:
            # A plugin's catalogue that cannot be read costs its words, not the start.
            log.error("translations_not_read", path=str(path), reason=str(error))

    def _merge(self, locale: str, path: Path) -> None:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
        for message in catalogue:
            if not message.id or message.fuzzy or not message.string:
                continue
            if isinstance(message.id, (tuple, list)):
                self.plural[locale].setdefault(message.id[0], tuple(message.string))
            else:
                self.singular[locale].setdefault(str(message.id), str(message.string))


catalogues = Catalogues()


def current_locale() -> str:
    """The locale of this request or job, one of `LOCALES`."""
    return _locale.get()


def set_locale(locale: str) -> None:
    """Set the locale of the current context; raises ValueError for one that is not in `LOCALES`."""
    if locale not in LOCALES:
        msg = f"no such locale: {locale}"
        raise ValueError(msg)
    _locale.set(locale)


@contextmanager
def locale_context(locale: str) -> Iterator[None]:
    """Run a block in another locale."""
    token = _locale.set(_locale.get())
    try:
        set_locale(locale)
        yield
    finally:
        _locale.reset(token)


def _(message: str, **values: object) -> str:
    """Translate an English source string and fill `%(name)s` places from `values`."""
    text = catalogues.singular[_locale.get()].get(message, message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """Translate with the plural form for `n`; `%(n)d` is filled with it."""
    locale = _locale.get()
    forms = catalogues.plural[locale].get(singular, (singular, plural))
    text = forms[min(_plural_index(locale, n), len(forms) - 1)]
    return text % {"n": n, **values}


def _plural_index(locale: str, n: int) -> int:
    # Chinese has one form; an untranslated text falls back to the English pair.
    return int(n != 1) if locale == "en" else 0


class LazyText:
    """A text that is translated when it is shown, for declarations made at import time."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, values: dict[str, object]) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return _(self.message, **self.values)

    def __repr__(self) -> str:
        return f"LazyText({self.message!r})"

    def __html__(self) -> str:
        # Jinja asks for this first: the text is data, so it is escaped like any other.
        return str(escape(str(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText) and (self.message, self.values) == (other.message, other.values)

    def __hash__(self) -> int:
        return hash(self.message)


LazyStr = str | LazyText


def _l(message: str, **values: object) -> LazyText:
    """Mark a text for translation now and translate it when it is shown."""
    return LazyText(message, values)
