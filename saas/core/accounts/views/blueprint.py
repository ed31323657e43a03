"""The blueprint that all pages of this room hang on."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("accounts", "saas.core.accounts", template_folder="templates")
