"""Where the catalogues of the product and of the loaded plugins are."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

_SAAS = Path(__file__).parents[1]

_NOT_OURS = {"skeleton", "bad_plugins"}
"""What new plugins say, and those that the kit is tried on."""


def translation_folders(plugin_packages: Iterable[str] = ()) -> list[Path]:
    """The `translations` folders, ours first, then those of the plugins by name.

    plugin_packages: import names of the packages around the plugins' modules.
    """
    ours = sorted(path for path in _SAAS.rglob("translations") if not _NOT_OURS & set(path.parts))
    theirs = [Path(str(files(package))) / "translations" for package in sorted(plugin_packages)]
    return [folder for folder in [*ours, *theirs] if folder.is_dir()]
