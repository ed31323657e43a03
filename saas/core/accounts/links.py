"""Whole addresses for links that leave the product in mail or by copying."""

from __future__ import annotations

from flask import current_app

from saas.config import Settings


def invitation_link(group: str, token: str) -> str:
    """Where an invitation is accepted."""
    return public_link(group, f"invitations/{token}")


def public_link(group: str, path: str) -> str:
    """Where a page of a group without sign-in stands."""
    return f"{_base()}/p/{group}/{path}"


def provider_return(group: str) -> str:
    """Where a group's provider sends browsers back to; registered there, letter by letter."""
    return public_link(group, "sign-in/back")


def reset_link(token: str) -> str:
    """Where a new password is set."""
    return f"{_base()}/reset/{token}"


def confirmation_link(token: str) -> str:
    """Where an address is confirmed."""
    return f"{_base()}/confirm/{token}"


def _base() -> str:
    settings: Settings = current_app.extensions["saas_settings"]
    return settings.base_url
