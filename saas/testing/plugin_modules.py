"""Small plugins made inside a test: a module with a manifest and whatever hooks the test needs."""

from types import ModuleType
from typing import Any

from saas.platform.plugins import Candidate, Category, PluginInfo, hookimpl


def manifest(name: str, **fields: Any) -> PluginInfo:
    """A valid manifest; `fields` replace parts of it."""
    values = {
        "title": name.title(),
        "summary": "A plugin of a test.",
        "version": "1.0.0",
        "category": Category.REPORT,
    }
    return PluginInfo(name=name, **{**values, **fields})


def module(name: str, **members: Any) -> ModuleType:
    """A module that holds these members; functions become hook implementations unless they are marked already."""
    made = ModuleType(name)
    for key, value in members.items():
        implements = callable(value) and not hasattr(value, "saas_impl")
        setattr(made, key, hookimpl(value) if implements else value)
    return made


def plugin(name: str, *, info: PluginInfo | None = None, **hooks: Any) -> Candidate:
    """An installed plugin with these hook implementations."""
    made = module(f"plugins.{name}.plugin", info=info or manifest(name), **hooks)
    return Candidate(name=name, reference=made.__name__, load=lambda: made)
