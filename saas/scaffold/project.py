"""Writing the project of a new plugin: the skeleton, cut to the chosen features, under the plugin's own names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from saas.platform.clock import now
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n_extract import texts_in, translated, written
from saas.platform.plugins import Category, PluginInfo
from saas.platform.plugins.manifest import manifest_problems
from saas.scaffold.cutting import cut, without_unused_imports
from saas.scaffold.features import Feature, complete

SKELETON = Path(__file__).parent / "skeleton"
_PACKAGE = "aftercare_plugname"
# Where a title stands in code, TOML and templates, these would end or open something.
_TITLE = re.compile(r"[^\"'\\{}%<>\n]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlugin:
    """What is to be written. title, title_zh: what people call it in English and Chinese."""

    name: str
    title: str
    title_zh: str
    author: str
    features: frozenset[Feature]

    @property
    def folder(self) -> str:
        """Name of the project's folder and of its distribution."""
        return f"aftercare-{self.name.replace('_', '-')}"

    @property
    def package(self) -> str:
        """Import name of its package."""
        return f"aftercare_{self.name}"


def planned(
    name: str, *, features: frozenset[Feature], title: str = "", title_zh: str = "", author: str = ""
) -> NewPlugin:
    """The plugin with everything that was not said filled in; raises Invalid for a name or title that cannot be."""
    problems = manifest_problems(
        PluginInfo(name=name, title=name, summary=name, version="0", category=Category.QUALITY),
        entry_point=name,
    )
    if problems:
        raise Invalid("name", "; ".join(problems))
    title = title or name.replace("_", " ").capitalize()
    for told in (title, title_zh, author):
        if told and not _TITLE.fullmatch(told):
            raise Invalid(
                "title", f"{told!r} has more than 40 characters, or quotes, braces or signs of code"
            )
    return NewPlugin(
        name=name,
        title=title,
        title_zh=title_zh or title,
        author=author or f"The authors of {title}",
        features=complete(features),
    )


def write_project(plugin: NewPlugin, into: Path) -> Path:
    """Write the project into a new folder inside `into`; returns the folder. Raises Conflict when it is there already."""
    target = into / plugin.folder
    if target.exists():
        raise Conflict(f"{target} is there already; nothing was written")
    for source in _sources():
        inside = source.relative_to(SKELETON)
        text = cut(source.read_text(encoding="utf-8"), plugin.features)
        if text is not None:
            path = target / _named(inside.as_posix().replace("dot_", "."), plugin)
            path.parent.mkdir(parents=True, exist_ok=True)
            text = _named(text, plugin)
            text = without_unused_imports(text) if path.suffix == ".py" and text else text
            path.write_text(text, encoding="utf-8")
    _write_catalogue(target / plugin.package, plugin)
    return target


def _sources() -> list[Path]:
    # Tools leave caches behind; the catalogue is written from the texts that are left.
    found = (path for path in sorted(SKELETON.rglob("*")) if path.is_file() and path.suffix != ".po")
    return [
        path
        for path in found
        if not any(part.startswith((".", "__pycache__")) for part in path.relative_to(SKELETON).parts)
    ]


def _named(text: str, plugin: NewPlugin) -> str:
    names = {
        "aftercare-plugname": plugin.folder,
        "plugname": plugin.name,
        "Plugclass": "".join(word.capitalize() for word in plugin.name.split("_")),
        "Plugtitle": plugin.title,
        "Plugauthor": plugin.author,
        "plugcore": version("aftercare"),
        "plugyear": str(now().year),
    }
    for mark, told in names.items():
        text = text.replace(mark, told)
    return text


def _write_catalogue(package: Path, plugin: NewPlugin) -> None:
    """The Chinese of the texts that the project has, in the order of files and lines."""
    known = {
        _named(key, plugin): tuple(_named(text, plugin) for text in texts)
        for key, texts in translated(SKELETON / _PACKAGE).items()
    }
    known[plugin.title] = (plugin.title_zh,)
    folder = package / "translations"
    folder.mkdir()
    (folder / "zh_CN.po").write_text(written(texts_in(package), known), encoding="utf-8")
