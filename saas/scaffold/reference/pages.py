"""All pages of the reference, each a template filled from the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2

from saas import plugin_api
from saas.parts import SPECIFICATIONS, load_registry
from saas.platform.plugins.markers import HookKind, HookPolicy, policy_of
from saas.platform.plugins.returns import promised
from saas.scaffold.reference.api import listed_names
from saas.scaffold.reference.declared import declarations
from saas.scaffold.reference.examples import ROOT, WITHOUT_PLUGIN, Excerpt, excerpts_of, users_of
from saas.scaffold.reference.policies import Promise, promise_of
from saas.scaffold.reference.source import first_line, paragraphs, signature

FOLDER = ROOT / "docs" / "plugins" / "reference"
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class HookPage:
    """What the page of a hook says.

    types: names of `saas.plugin_api` in its signature. users: the files that implement it. without_plugin: why none of
    them is a plugin's.
    """

    name: str
    signature: str
    policy: HookPolicy
    summary: str
    text: str
    promise: Promise
    types: list[str]
    examples: list[Excerpt]
    users: list[str]
    without_plugin: str


def specifications() -> list[Callable[..., Any]]:
    """Every hook's specification, from the lowest floor up."""
    found = [value for module in SPECIFICATIONS for value in vars(module).values()]
    return list(dict.fromkeys(one for one in found if hasattr(one, "saas_spec")))


def reference_pages() -> dict[str, str]:
    """The text of each page by its file name."""
    templates = _environment()
    hooks = [_hook_page(spec) for spec in specifications()]
    declared = declarations(load_registry())
    made = {f"{hook.name}.md": templates.get_template("hook.md").render(hook=hook) for hook in hooks}
    made["README.md"] = templates.get_template("index.md").render(kinds=_by_kind(hooks))
    made["plugin_api.md"] = templates.get_template("plugin_api.md").render(sections=listed_names())
    made["declared.md"] = templates.get_template("declared.md").render(**declared, icons=_icons())
    return {name: text.rstrip() + "\n" for name, text in sorted(made.items())}


def _icons() -> list[str]:
    return (ROOT / "frontend" / "icons.txt").read_text(encoding="utf-8").split()


def _hook_page(spec: Callable[..., Any]) -> HookPage:
    told = f"{signature(spec)} {promised(spec)}"
    known = [name for name in dict.fromkeys(_WORD.findall(told)) if name in plugin_api.__all__]
    return HookPage(
        name=spec.__name__,
        signature=signature(spec),
        policy=policy_of(spec),
        summary=first_line(spec),
        text=paragraphs(spec),
        promise=promise_of(policy_of(spec), spec.__name__),
        types=known,
        examples=excerpts_of(spec.__name__),
        users=users_of(spec.__name__),
        without_plugin=WITHOUT_PLUGIN.get(spec.__name__, ""),
    )


def _by_kind(hooks: list[HookPage]) -> Mapping[str, list[HookPage]]:
    found: dict[str, list[HookPage]] = {}
    order = list(HookKind)
    for hook in sorted(hooks, key=lambda one: (order.index(one.policy.kind), one.name)):
        found.setdefault(hook.promise.kind, []).append(hook)
    return found


def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("saas.scaffold.reference")
    made = jinja2.Environment(
        loader=loader,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  # Markdown, not HTML: only what would break a table is escaped
        undefined=jinja2.StrictUndefined,
    )
    made.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    return made
