"""The distribution that carries a plugin, as its metadata tell of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from urllib.parse import unquote, urlsplit

from saas.platform.plugins.discovery import GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A distribution. files: what it installed, none where that is not noted or where it runs from its sources.

    sources: the folder of its project where it runs from there. told: licence, description and change log of its metadata.
    """

    files: frozenset[str] | None
    sources: Path | None
    told: dict[str, str]


def carrier_of(plugin: str) -> Carrier | None:
    """The distribution whose entry point has the plugin's name; none for a plugin that nobody installed."""
    found = next((one for one in distributions() if _carries(one, plugin)), None)
    if found is None:
        return None
    sources = _sources(found)
    noted = found.files if sources is None else None
    files = None if noted is None else frozenset(path.as_posix() for path in noted)
    return Carrier(files=files, sources=sources, told=_told(found))


def _carries(distribution: Distribution, name: str) -> bool:
    return any(point.group == GROUP and point.name == name for point in distribution.entry_points)


def _sources(distribution: Distribution) -> Path | None:
    direct = json.loads(distribution.read_text("direct_url.json") or "{}")
    if not direct.get("dir_info", {}).get("editable"):
        return None
    return Path(unquote(urlsplit(direct["url"]).path))


def _told(distribution: Distribution) -> dict[str, str]:
    told = distribution.metadata.json
    links = [one for one in told.get("project_url", []) if str(one).lower().startswith("changelog")]
    return {
        "README.md": str(told.get("description", "")),
        "CHANGELOG.md": "".join(map(str, links)),
        "licence": str(told.get("license_expression") or told.get("license") or ""),
    }
