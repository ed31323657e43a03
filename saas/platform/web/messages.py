"""Short messages after an action: with the next page, or at once for an htmx answer that stays on its page."""

from __future__ import annotations

import json
from enum import StrEnum

from flask import Flask, Response, flash, get_flashed_messages, request, session


class Level(StrEnum):
    """How a message is shown; errors stay until they are closed."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def tell(text: str, level: Level = Level.SUCCESS) -> None:
    """Show a short message to the person who acted."""
    flash(text, level.value)


def redirects(response: Response) -> bool:
    """Whether the answer sends the browser elsewhere."""
    return response.status_code in {301, 302, 303, 307, 308} and "Location" in response.headers


def _for_htmx(response: Response) -> Response:
    if request.headers.get("HX-Request") != "true":
        return response
    if redirects(response):
        # fetch() would follow the redirect unseen and put the next page into the target; htmx goes there itself
        response.headers["HX-Redirect"] = response.headers.pop("Location")
        response.status_code = 200
        response.set_data(b"")
    elif "_flashes" in session and not response.headers.get("HX-Redirect"):
        found: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]  # with categories they are pairs
        messages = [{"level": level, "text": text} for level, text in found]
        # sent after a swap, on the document's own element, so that a replaced source does not lose it
        response.headers["HX-Trigger"] = json.dumps({"toast": {"target": "body", "messages": messages}})
    return response


def install_messages(app: Flask) -> None:
    """Turn redirects and messages into what htmx understands."""
    app.after_request(_for_htmx)
