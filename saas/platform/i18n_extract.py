"""Collect every text of each package and bring its `translations/zh_CN.po` up to date: `python -m saas.platform.i18n_extract`.

Translations that exist are kept, texts that are gone are dropped, new ones are written empty for somebody to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from babel.messages.extract import extract_from_file
from babel.messages.pofile import normalize, read_po

from saas.platform.i18n_packages import translation_folders

ROOT = Path(__file__).parents[2]
LOCALE = "zh_CN"
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
_NOT_OURS = {
    "bad_plugins",
    "tests",
    "migrations",
    "_migrations",
    "static",
    "gallery",
    "skeleton",
    "__pycache__",
}
_PLACE = re.compile(r"%\((\w+)\)[sd]")
_HEADER = f"""msgid ""
msgstr ""
"Language: {LOCALE}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""

Message = str | tuple[str, str]


def package_of(path: Path) -> Path:
    """The package whose catalogue holds the texts of a file: a room, a plugin, an example, or the floor itself."""
    parts = path.relative_to(ROOT).parts
    deep = parts[0] == "examples" or parts[:2] in {("saas", "platform"), ("saas", "core")}
    depth = 3 if deep else 2
    return ROOT.joinpath(*parts[: min(depth, len(parts) - 1)])


def sources() -> Iterator[Path]:
    """The Python files and templates of the product."""
    for top in ("saas", "plugins", "examples"):
        for path in sorted((ROOT / top).rglob("*")):
            inside = path.relative_to(ROOT).parts
            template = path.suffix in {".html", ".txt"} and "templates" in inside
            if (template or path.suffix == ".py") and not _NOT_OURS & set(inside):
                yield path


def messages_of(path: Path) -> Iterator[Message]:
    """The texts of one file; a pair for a text with a plural."""
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    for _line, found, _comments, _context in extract_from_file(method, str(path), keywords=_KEYWORDS):
        yield (found[0], found[1]) if isinstance(found, tuple) else found


def texts_in(package: Path) -> list[Message]:
    """The texts of one package wherever it is, such as a plugin's, in the order of files and lines, each once."""
    sources = [path for path in sorted(package.rglob("*")) if path.suffix in {".py", ".html", ".txt"}]
    inside = (path for path in sources if not _NOT_OURS & set(path.relative_to(package).parts))
    return list(dict.fromkeys(message for path in inside for message in messages_of(path)))


def wanted() -> dict[Path, list[Message]]:
    """Each package's texts, in the order of files and lines, each once."""
    packages: dict[Path, dict[Message, None]] = {}
    for path in sources():
        for message in messages_of(path):
            packages.setdefault(package_of(path), {})[message] = None
    return {package: list(found) for package, found in packages.items()}


def translated(package: Path) -> dict[str, tuple[str, ...]]:
    """The translations that a package's catalogue holds, by the (singular) source text."""
    path = package / "translations" / f"{LOCALE}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=LOCALE)
    kept: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        text = message.string
        kept[str(key)] = tuple(text) if isinstance(text, (tuple, list)) else (str(text),)
    return kept


def said_by_the_core() -> dict[str, tuple[str, ...]]:
    """The Chinese of the core's texts by their English: what people read for such a text, whoever else translates it."""
    said: dict[str, tuple[str, ...]] = {}
    for folder in translation_folders():
        for key, texts in translated(folder.parent).items():
            if all(texts):
                said.setdefault(key, texts)
    return said


def unheard(package: Path) -> dict[str, tuple[str, str]]:
    """The texts of a plugin that the core translates otherwise: the plugin's Chinese and the core's, which is shown."""
    core = said_by_the_core()
    return {
        key: (texts[0], core[key][0])
        for key, texts in translated(package).items()
        if all(texts) and core.get(key, texts) != texts
    }


def faults(message: Message, texts: tuple[str, ...] | None) -> str:
    """What is wrong with a translation, in words; nothing for a good one."""
    if not texts or not all(texts):
        return "is not translated"
    source = message if isinstance(message, str) else message[1]
    places = set(_PLACE.findall(source))
    # a Chinese plural may leave out nothing else than what its singular leaves out too
    if any(set(_PLACE.findall(text)) != places for text in texts):
        return f"must keep the places {sorted(places)}"
    return ""


def written(messages: list[Message], texts: Mapping[str, tuple[str, ...]]) -> str:
    """The catalogue as a file."""
    entries = [_HEADER]
    for message in messages:
        key = message if isinstance(message, str) else message[0]
        text = texts.get(key, ("",))[0]
        if isinstance(message, str):
            entries.append(f"msgid {normalize(key)}\nmsgstr {normalize(text)}\n")
        else:
            plural = normalize(message[1])
            entries.append(f"msgid {normalize(key)}\nmsgid_plural {plural}\nmsgstr[0] {normalize(text)}\n")
    return "\n".join(entries)


def update(package: Path, messages: list[Message]) -> int:
    """Rewrite a package's catalogue; returns how many of its texts still want a translation.

    What the core says already is filled in as the core says it.
    """
    texts = said_by_the_core() | {key: found for key, found in translated(package).items() if all(found)}
    path = package / "translations" / f"{LOCALE}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_text(written(messages, texts), encoding="utf-8")
    keys = [message if isinstance(message, str) else message[0] for message in messages]
    return sum(1 for key in keys if not all(texts.get(key, ("",))))


@click.command()
@click.argument("only", nargs=-1)
def main(only: tuple[str, ...]) -> None:
    """Update the catalogues and say what is not translated. ONLY: these packages alone, such as saas/core/accounts."""
    for package, messages in wanted().items():
        name = str(package.relative_to(ROOT))
        if not only or name in only:
            click.echo(f"{name}: {update(package, messages)} of {len(messages)} texts not translated")


if __name__ == "__main__":
    main()
