"""A distribution of small plugins, written into a folder that a process finds on its path."""

from __future__ import annotations

import compileall
import shutil
from pathlib import Path

COUNT = 50
FEW = 5
_PACKAGE = "benchmark_plugins"
_PLUGIN = '''"""A small plugin: a page, a permission, an entry of the navigation with a count, chips, entries of the timeline."""

from saas.plugin_api import Category, FactSource, GroupPages, NavItem, Permission, PluginInfo, Scope, hookimpl, requires

NAME = "{name}"
READ = f"{{NAME}}.page:read"
info = PluginInfo(name=NAME, title="{title}", summary="A plugin of a benchmark.", version="1.0.0", category=Category.REPORT)
pages = GroupPages(NAME, __name__, path=f"x/{{NAME}}")


@pages.get("/")
@requires(READ)
def index():
    return "a page"


@hookimpl
def register_blueprints():
    return [pages]


@hookimpl
def register_permissions():
    return [Permission(READ, "Read", default_roles={{"group_admin": Scope.GROUP}})]


@hookimpl
def register_nav():
    return [NavItem(key="page", label="{title}", endpoint=f"{{NAME}}.index", icon="puzzle", permission=READ)]


@hookimpl
def register_facts():
    return [FactSource(key="never", slot="core.customer", facts=lambda _context: [], permission=READ)]
'''


def names(count: int = COUNT) -> list[str]:
    """The names of the plugins."""
    return [f"bench_{number:02d}" for number in range(count)]


def write_plugins(folder: Path, count: int = COUNT) -> Path:
    """Write and compile a distribution of so many; returns the folder that belongs on the path."""
    shutil.rmtree(folder, ignore_errors=True)
    package, facts = folder / _PACKAGE, folder / f"{_PACKAGE}-1.0.0.dist-info"
    package.mkdir(parents=True)
    facts.mkdir()
    (package / "__init__.py").write_text('"""Plugins of a benchmark."""\n')
    for name in names(count):
        title = name.replace("_", " ").title()
        (package / f"{name}.py").write_text(_PLUGIN.format(name=name, title=title))
    points = "".join(f"{name} = {_PACKAGE}.{name}\n" for name in names(count))
    (facts / "entry_points.txt").write_text(f"[saas.plugins]\n{points}")
    (facts / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: aftercare-benchmark-plugins\nVersion: 1.0.0\n"
    )
    compileall.compile_dir(package, quiet=2)
    return folder
