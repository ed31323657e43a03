"""The built styles, scripts and icons: their hashed names, and drawings of icons for the pages."""

from __future__ import annotations

import json
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for
from markupsafe import Markup, escape

DIST = Path(__file__).parents[2] / "static" / "dist"
_YEAR_S = 31_536_000


class AssetsMissing(RuntimeError):
    """The front end has not been built; `make assets` builds it."""


@cache
def _read(name: str) -> dict[str, str]:
    try:
        read: dict[str, str] = json.loads((DIST / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        msg = f"{name} is missing in {DIST}: build the front end first (npm ci && npm run build in frontend/)"
        raise AssetsMissing(msg) from None
    return read


def asset(name: str) -> str:
    """The address of a built file (`app.js`); raises AssetsMissing when it was not built."""
    manifest = _read("manifest.json")
    if name not in manifest:
        msg = f"{name} is not in the manifest"
        raise AssetsMissing(msg)
    return url_for("static_dist", name=manifest[name])


@cache
def icon(name: str, extra_class: str = "") -> Markup:
    """The drawing of an icon of `frontend/icons.txt`, hidden from screen readers; an unknown name draws a dot."""
    lines = _read("icons.json").get(name, '<path d="M12 12m-1 0a1 1 0 1 0 2 0a1 1 0 1 0 -2 0" />')
    return Markup(  # noqa: S704 - the lines come from our own build
        f'<svg class="icon {escape(extra_class)}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{lines}</svg>'
    )


def _send_built(name: str) -> Response:
    packed = request.accept_encodings.quality("gzip") > 0 and (DIST / f"{name}.gz").is_file()
    answer = send_from_directory(
        DIST, f"{name}.gz" if packed else name, mimetype=guess_type(name)[0], max_age=_YEAR_S
    )
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    # a hashed name never changes its content
    answer.headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable"
    return answer


def install_static(app: Flask) -> None:
    """Give templates `asset()` and `icon()`, and serve the built files, which browsers may keep."""
    app.jinja_env.globals.update(asset=asset, icon=icon)
    app.add_url_rule("/static/dist/<path:name>", endpoint="static_dist", view_func=_send_built)
