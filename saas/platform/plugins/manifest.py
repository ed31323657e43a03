"""What a plugin says about itself, and what is wrong with it before it is looked at any further."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from saas.platform.i18n import LazyStr

API = "1"
"""The major version of the hook contract; a plugin for another one is not loaded."""
CORE = "core"
"""The owner of what the core rooms contribute; never the name of a plugin."""
MAX_NAME = 20

_NAME = re.compile(r"[a-z][a-z0-9_]*")
# No SVG: opened by itself it is a document that may hold scripts.
_PICTURE = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.(?:png|jpe?g|webp)")


class Category(StrEnum):
    """What a plugin is about; the catalogue groups by it."""

    APPRAISAL = "appraisal"
    PARTS = "parts"
    FINANCE = "finance"
    QUALITY = "quality"
    CHANNEL = "channel"
    INTEGRATION = "integration"
    REPORT = "report"


class Availability(StrEnum):
    """Who may switch a plugin on, and how it stands where nobody decided."""

    OPTIONAL = "optional"
    """Off until the group switches it on."""
    DEFAULT_ON = "default_on"
    """On until the group switches it off."""
    RESTRICTED = "restricted"
    """Off; the group may switch it on once the operator has entitled it."""
    SYSTEM = "system"
    """Always on."""


class LegalBasis(StrEnum):
    """Why data about people may be stored at all (PIPL art. 13, GDPR art. 6)."""

    CONSENT = "consent"
    """The person agreed."""
    CONTRACT = "contract"
    """It is needed for a contract with the person."""
    LEGAL_DUTY = "legal_duty"
    """A law asks for it."""
    EMPLOYMENT = "employment"
    """It is needed to manage staff under the rules of the house."""
    LEGITIMATE_INTEREST = "legitimate_interest"
    """An interest of the group outweighs, where the law knows such a basis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUse:
    """One kind of data that a plugin stores; the catalogue shows it before anybody switches the plugin on."""

    what: LazyStr
    """Which data, as people call them, translated: "Name and number of who complained"."""
    purpose: LazyStr
    """What for, translated."""
    basis: LegalBasis = LegalBasis.CONTRACT
    """Why they may be stored."""
    retention_days: int | None = None
    """How long they are kept after they were last needed; none: as long as the group keeps the customer."""
    leaves_the_system: LazyStr = ""
    """To whom the plugin sends them outside this system, translated; empty when they stay here."""
    columns: tuple[str, ...] = ()
    """The columns that hold them, as `table.column`; every personal column of the plugin stands in one entry."""
    seen_with: tuple[str, ...] = ()
    """The plugin's permissions with which somebody sees them; none: all of its permissions that end with `:read`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture for the catalogue: a PNG, JPEG or WebP file in the plugin's own package."""

    file: str
    """Path beside the module of the manifest, with slashes: `pictures/list.png`."""
    title: LazyStr
    """What it shows, translated; also read aloud to who cannot see it."""


def _no_problems() -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginInfo:
    """The manifest of a plugin: the value `info` of the module that its entry point names."""

    name: str
    """The entry point's name; prefix of everything the plugin owns."""
    title: LazyStr
    """What people call it, translated."""
    summary: LazyStr
    """One sentence for the catalogue, translated."""
    version: str
    """Version of the plugin (PEP 440)."""
    category: Category
    """Where the catalogue lists it."""
    api: str = API
    """Major version of the hook contract it was written for."""
    core: str = ""
    """Versions of the core it works with; a lower bound is binding, an upper bound only warns."""
    description: LazyStr = ""
    """A paragraph or two for the catalogue, translated."""
    author: str = ""
    """Who answers for it."""
    homepage: str = ""
    """Where its documentation is."""
    licence: str = ""
    """Licence identifier (SPDX)."""
    icon: str = "puzzle"
    """Name of the icon in the icon set of the shell."""
    requires: Mapping[str, str] = field(default_factory=dict)
    """Plugins without which it does not work, each with the versions it accepts."""
    uses: tuple[str, ...] = ()
    """Plugins that it works better with; they are loaded before it."""
    availability: Availability = Availability.OPTIONAL
    """Who may switch it on."""
    migrations: str = ""
    """Folder of its migration chain beside the module, empty when it has no tables."""
    core_schema: str = ""
    """The oldest revision of the core's tables that it works with; empty for any."""
    data_categories: Sequence[DataUse] = ()
    """What it stores about people, and why."""
    pictures: Sequence[Picture] = ()
    """What it looks like, for the catalogue; the first is the one on its card."""
    problems: Callable[[], Sequence[str]] = _no_problems
    """The plugin's own check of its surroundings: what is missing, in words; empty when it can run."""

    @property
    def tables_prefix(self) -> str:
        """What the names of its tables start with."""
        return f"{self.name}_"


def manifest_problems(info: PluginInfo, *, entry_point: str) -> list[str]:
    """What is wrong with the manifest itself, all of it, in words for the operator."""
    found = []
    if info.name != entry_point:
        found.append(f"the manifest says {info.name!r}, the entry point {entry_point!r}")
    if not _NAME.fullmatch(info.name) or len(info.name) > MAX_NAME or info.name == CORE:
        found.append(
            f"the name {info.name!r} cannot be: it is a lower-case word of letters, digits and _ of at most {MAX_NAME} "
            f"characters, begins with a letter, and is not {CORE!r}{_instead(info.name)}"
        )
    if not _is_version(info.version):
        found.append(f"the version {info.version!r} is not one of PEP 440")
    ranges = {"core": info.core, **info.requires}
    found += [f"the version range {r!r} of {n} cannot be read" for n, r in ranges.items() if not _is_range(r)]
    if info.name in info.requires or info.name in info.uses:
        found.append("it requires itself")
    found += [
        f"the picture {picture.file!r} is no PNG, JPEG or WebP file of its package"
        for picture in info.pictures
        if not _PICTURE.fullmatch(picture.file)
    ]
    return found


def _instead(name: str) -> str:
    near = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:MAX_NAME]
    return f"; perhaps {near}" if _NAME.fullmatch(near) and near not in (name, CORE) else ""


def compatibility_problems(info: PluginInfo, *, core_version: str) -> list[str]:
    """Why the plugin cannot run on this core, in words for the operator; empty when it can."""
    found = []
    if info.api != API:
        found.append(f"it was written for hook API {info.api}, this is {API}")
    found += [
        f"it needs core {bound}, this is {core_version}"
        for bound in _binding(info.core)
        if not bound.contains(core_version, prereleases=True)
    ]
    return [*found, *info.problems()]


def accepts(versions: str, version: str) -> bool:
    """Whether a version range of a requirement takes this version."""
    return SpecifierSet(versions).contains(version, prereleases=True)


def _binding(versions: str) -> list[Specifier]:
    # An upper bound is a guess about a future that the author had not seen.
    return [bound for bound in SpecifierSet(versions) if bound.operator not in ("<", "<=")]


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _is_range(text: str) -> bool:
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True
