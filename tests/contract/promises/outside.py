"""Plugins that are distributions of their own, in a process of its own: tables that were once mapped stay mapped."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path

from flask import Blueprint, Flask

from saas.parts import ROOMS, SPECIFICATIONS
from saas.platform.i18n import catalogues
from saas.platform.plugins import Candidate, Registry, load_plugins
from tests.contract.promises.gaps import promises, unshown, untranslated, wordless
from tests.contract.promises.shown import ROOT, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What was found of a plugin, and what is missing. found: kinds; the rest as `gaps` tells it."""

    found: list[str]
    wordless: list[str]
    untranslated: list[str]
    unshown: list[str]


def gaps_of(project: Path, package: str) -> Gaps:
    """What is missing of the plugin in a project's folder, asked of a new process."""
    command = [sys.executable, "-m", __name__, str(project), package]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return Gaps(**json.loads(told.stdout))


def _gaps(project: Path, package: str) -> Gaps:
    sys.path.insert(0, str(project))
    registry, name = _loaded(package), package.removeprefix("aftercare_")
    catalogues.load([project / package / "translations"])
    constants = _constants(project / package)
    found = [
        replace(one, also=(*one.also, *constants.get(one.name, ())))
        for one in promises(registry)
        if one.name.startswith(f"{name}.")
    ]
    tests = shown(path.read_text(encoding="utf-8") for path in sorted(project.glob("tests/**/*.py")))
    return Gaps(
        found=sorted({one.kind for one in found}),
        wordless=wordless(found),
        untranslated=untranslated(found),
        unshown=unshown(found, tests, set(_guarding(registry, name))),
    )


def _constants(package: Path) -> dict[str, list[str]]:
    """What the modules of a package call a text: its own tests import `MATCH` and do not write "recalls.match"."""
    found = dict[str, list[str]]()
    for path in sorted(package.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                found.setdefault(str(node.value.value), []).extend(names)
    return found


def _loaded(package: str) -> Registry:
    module, name = f"{package}.plugin", package.removeprefix("aftercare_")
    candidate = Candidate(name=name, reference=module, load=lambda: import_module(module))
    found = load_plugins(specs=SPECIFICATIONS, rooms=ROOMS, candidates=[candidate], core_version="99")
    assert found.failed() == ()
    return found


def _guarding(registry: Registry, name: str) -> Iterator[str]:
    """The permissions that guard its addresses: the kit tries each with and without."""
    app = Flask(name)
    for one in registry.declared(Blueprint):
        if one.owner == name:
            app.register_blueprint(one.value)
    for view in app.view_functions.values():
        yield str(getattr(view, "required_permission", ""))


if __name__ == "__main__":
    print(json.dumps(asdict(_gaps(Path(sys.argv[1]), sys.argv[2]))))
