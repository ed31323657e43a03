"""What stands where a plugin failed: a card with its name and the error's id for whoever manages the group, else little."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, render_template, request

from saas.platform.permissions import allowed
from saas.platform.plugins import Answer, current_registry

_EXTENSION = "saas_failures_shown_to"


def show_failures_to(app: Flask, permission: str) -> None:
    """Show cards of failed plugins to whoever holds this permission; before that is said, to nobody."""
    app.extensions[_EXTENSION] = permission


def may_see_failures() -> bool:
    """Whether the person is told which plugin failed, and under which id the operator finds the cause."""
    permission = current_app.extensions.get(_EXTENSION)
    return permission is not None and allowed(permission)


def unavailable(answer: Answer[Any]) -> Response:
    """The part of a page that a failed plugin leaves empty."""
    return Response(
        render_template(
            "ui_unavailable.html",
            told=may_see_failures(),
            plugin=plugin_title(answer.owner),
            error_id=answer.error_id,
            address=request.full_path,
        )
    )


def plugin_title(owner: str) -> str:
    """What people call a plugin, also one that is not loaded; the empty text for none."""
    record = current_registry().records.get(owner) if owner else None
    return str(record.info.title) if record and record.info and record.readable else owner
