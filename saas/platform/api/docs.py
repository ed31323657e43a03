"""The API's own pages: the documents, and a page that reads the core's to people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template

from saas.platform.api.extension import rest_api

METHODS = ("get", "post", "put", "patch", "delete")


def install_docs(app: Flask, *, is_core: Callable[[str], bool], is_on: Callable[[str], bool]) -> None:
    """Serve `/api/v1/openapi.json`, a group's own, and `/api/v1/docs`.

    is_core: whether a name is a room's rather than a plugin's. is_on: whether the current group has it on.
    """
    pages = Blueprint("api_docs", __name__, url_prefix="/api/v1", template_folder="templates")

    @pages.get("/openapi.json")
    def core_document() -> Response:
        return jsonify(rest_api().document(is_core))

    @pages.get("/t/<group>/openapi.json")
    def group_document(group: str) -> Response:  # noqa: ARG001  # the token's tenant is bound already
        return jsonify(rest_api().document(is_on))

    @pages.get("/docs")
    def docs_page() -> str:
        document = rest_api().document(is_core)
        return render_template("api/docs.html", sections=sections(document))

    app.register_blueprint(pages)


def sections(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The document's operations by tag, each with its method and path, in the order of the document."""
    by_tag: dict[str, dict[str, Any]] = {
        tag["name"]: {**tag, "operations": []} for tag in document.get("tags", [])
    }
    for path, operations in document["paths"].items():
        for method in METHODS:
            operation = operations.get(method)
            if operation:
                by_tag[operation["tags"][0]]["operations"].append(
                    {
                        **operation,
                        "method": method.upper(),
                        "path": path,
                        "fields": _fields(document, operation),
                    }
                )
    return list(by_tag.values())


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = document["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
    required = schema.get("required", ())
    return [
        {"name": name, "required": name in required, **value}
        for name, value in schema.get("properties", {}).items()
        if not value.get("readOnly")
    ]
