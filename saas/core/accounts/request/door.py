"""At a group's door: whether what a session proves is enough for this group, and what to do where it is not."""

from __future__ import annotations

from flask import Response, request

from saas.core.accounts.operations.door import provider_only, second_factor_required
from saas.core.accounts.operations.sessions import proved_by_second_factor
from saas.core.accounts.queries import GroupInView, SignedInAccount
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.refusals import provider_needed, second_factor_needed

TO_LINK = frozenset({"accounts.own_provider", "accounts.own_provider_link"})
TO_MEND = frozenset(
    {
        "accounts.door",
        "accounts.door_change",
        "accounts.provider",
        "accounts.provider_change",
        "accounts.provider_check",
    }
)


def stop_at_door(account: SignedInAccount, group: GroupInView) -> Response | None:
    """What to answer instead of the page; none when the door is open.

    Where the group takes single sign-on only, factors of one's own lead to two places: where a member links the single
    sign-on, and, with a second factor, where an administrator mends it.
    """
    if provider_only(group.settings) and not account.vouched_by(group.id):
        if request.endpoint in TO_MEND:
            return None if proved_by_second_factor(account.proof) else second_factor_needed(group)
        if request.endpoint not in TO_LINK:
            return provider_needed(group)
    if second_factor_required(group.settings) and not account.second_factor_shown(group.id):
        return second_factor_needed(group)
    return None


def came_round(group: GroupInView) -> bool:
    """Whether this request came in by factors of one's own although the group takes single sign-on only."""
    account = signed_in()
    return account is not None and provider_only(group.settings) and not account.vouched_by(group.id)
