"""Parts of one matter that two people do: declared as data, kept apart by the operation of the later part."""

from __future__ import annotations

from collections.abc import Iterable

from saas.platform.errors import Forbidden, Invalid
from saas.platform.i18n import LazyStr, _
from saas.platform.permissions.catalogue import current_catalogue
from saas.platform.permissions.checks import current_grants
from saas.platform.tenancy import ActorKind, current_actor


class UndeclaredSeparation(LookupError):
    """A separation was asked for that nobody declares: a defect, never a user's mistake."""


def require_another(separation: str, permission: str, *, than: Iterable[int | None]) -> None:
    """Refuse the later part of a matter to whoever did an earlier one, and to who stands in for them.

    permission: the right by which the later part is done. than: the members who did the earlier parts; none in it, as of
    a part that no member did, keeps nobody out. A program does no later part: two pairs of eyes are two people's.
    Raises Forbidden with the rule, and UndeclaredSeparation.
    """
    rule, others = _rule_of(separation), _members(than)
    actor = current_actor()
    if not others:
        return
    if actor.kind is ActorKind.API_CLIENT:
        raise Forbidden(_("A person decides this, not a program."))
    if actor.kind is not ActorKind.MEMBER:
        return
    # Whoever holds the right only in the place of one of them decides as that one would.
    if actor.member_id in others or current_grants().not_in_place_of(others).of(permission) is None:
        raise Forbidden(str(rule))


def keep_apart(separation: str, member_id: int | None, *, than: Iterable[int | None], field: str) -> None:
    """Refuse to give the later part of a matter to a member who did an earlier one.

    field: the input that names the member. Raises Invalid with the rule, and UndeclaredSeparation.
    """
    rule = _rule_of(separation)
    if member_id is not None and member_id in _members(than):
        raise Invalid(field, str(rule))


def _rule_of(separation: str) -> LazyStr:
    try:
        return current_catalogue().separations[separation].value.rule
    except KeyError:
        raise UndeclaredSeparation(f"no room or plugin declares the separation {separation!r}") from None


def _members(than: Iterable[int | None]) -> frozenset[int]:
    return frozenset(one for one in than if one is not None)
