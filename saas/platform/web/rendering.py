"""Render a page: the whole of it, or for an htmx request one block of the same template."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from jinja2 import Template

_TARGET_ID = re.compile(r"#([A-Za-z][\w-]*)$")


def is_fragment_request() -> bool:
    """Whether htmx asks for a piece of the page; with a selection of its own it takes that from the whole page."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type", "partial") != "full"
        and request.headers.get("HX-Boosted") != "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def render(template: str, *, status: int = 200, block: str | None = None, **context: Any) -> Response:
    """The page, or the block that an htmx request asks for.

    block: the block to answer; else the one named like the id of the element that htmx replaces (`#task-list` is
    the block `task_list`), else `content`. What the template's head sets and its macros are there in either case.
    """
    if is_fragment_request():
        answer = make_response(_render_block(template, block, context), status)
    else:
        answer = make_response(render_template(template, **context), status)
    answer.vary.update(["HX-Request", "HX-Target"])
    return answer


def _render_block(name: str, wanted: str | None, context: dict[str, Any]) -> str:
    template = current_app.jinja_env.get_or_select_template(name)
    block = wanted or _target_block(template)
    current_app.update_template_context(context)
    scope = template.new_context(context)
    # The head runs before the frame writes its first words; of those nothing is wanted here.
    next(template.root_render_func(scope), None)
    return "".join(template.blocks[block](scope))


def _target_block(template: Template) -> str:
    found = _TARGET_ID.search(request.headers.get("HX-Target", ""))
    named = found.group(1).replace("-", "_") if found else ""
    return named if named in template.blocks else "content"
