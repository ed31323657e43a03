"""What a plugin requires and what requires it, by the manifests of the loaded plugins."""

from __future__ import annotations

from saas.platform.plugins.registry import Registry


def requirements(registry: Registry, name: str, *, deep: bool = True) -> list[str]:
    """What a plugin requires, required ones first; deep: also what these require."""
    info = registry.info(name)
    found: list[str] = []
    for required in sorted(info.requires) if info else ():
        # Circles were refused at start.
        found += [one for one in (requirements(registry, required) if deep else []) if one not in found]
        if required not in found:
            found.append(required)
    return found


def dependants(registry: Registry, name: str) -> list[str]:
    """The plugins that require this one, directly or not, those first that nothing else among them requires."""
    order = [info.name for info in registry.loaded()]
    return [one for one in reversed(order) if name in requirements(registry, one)]
