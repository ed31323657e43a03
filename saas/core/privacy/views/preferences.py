"""A customer's own page about contact, behind a link and without a sign-in; and the page that makes such a link."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, url_for

from saas.core.customers.models import Customer
from saas.core.customers.queries import visible_customer
from saas.core.privacy.decision import SENSITIVE
from saas.core.privacy.models import LinkKind, PreferenceLink
from saas.core.privacy.notice_form import notice_text
from saas.core.privacy.permissions import WRITE
from saas.core.privacy.preferences import (
    find_preference_link,
    make_preference_link,
    notices_shown_to,
    say_wishes,
    stop_all_contact,
    wishes_of,
)
from saas.core.privacy.queries import active_blocks
from saas.core.privacy.views.blueprint import pages, public
from saas.core.privacy.wishes_form import GROUPED, WishesSchema, read_notices, shown, written
from saas.platform.database import load
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.security.masks import mask_name
from saas.platform.security.repeats import keep_instead
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.tenancy import Actor, ActorKind, bind_actor
from saas.platform.web import Form, Level, read_form, render, tell

TRIES = (60, 600)
"""How often one address may come, and in how many seconds: tokens are guessed by trying."""


@public.get("/<token>", endpoint="preferences")
def show(token: str) -> Response:
    """What the customer may be contacted for, to be changed."""
    return _page(_open(token), token)


@public.post("/<token>", endpoint="change_preferences")
def change(token: str) -> Response:
    """Keep what the customer wishes from now on."""
    link = _open(token)
    typed = read_form(WishesSchema, request)
    if say_wishes(link, written(typed), read_notices(typed)):
        tell(
            _("A text changed in the meantime. Please read it and tick again what you agree to."),
            Level.WARNING,
        )
    else:
        tell(_("Recorded; it holds from now on."))
    return _back(token)


@public.post("/<token>/stop", endpoint="stop")
def stop(token: str) -> Response:
    """No contact any more, for whatever and however."""
    stop_all_contact(_open(token))
    tell(_("Recorded; it holds from now on."))
    return _back(token)


@pages.get("/customers/<int:customer_id>/preference-link", endpoint="preference_link")
@requires(WRITE)
def ask_for_link(customer_id: int) -> Response:
    """What such a link is, before one is made."""
    return render("privacy/preference_link.html", customer=visible_customer(customer_id, WRITE), made=None)


@pages.post("/customers/<int:customer_id>/preference-link", endpoint="make_preference_link")
@requires(WRITE)
def make_link(customer_id: int) -> Response:
    """Make a link and show it, this once."""
    customer = visible_customer(customer_id, WRITE)
    made = make_preference_link(customer_id, LinkKind.HANDED)
    keep_instead(make_response(redirect(url_for("customers.show", customer_id=customer_id), 303)))
    return render("privacy/preference_link.html", customer=customer, made=made)


def _open(token: str) -> PreferenceLink:
    hit("preferences", request.remote_addr or "", *TRIES, when_down=WhenDown.COUNT_HERE)
    link = find_preference_link(token)
    bind_actor(Actor(kind=ActorKind.CUSTOMER, id=link.customer_id))
    return link


def _page(link: PreferenceLink, token: str) -> Response:
    customer = load(Customer, link.customer_id)
    notices = notices_shown_to(customer.id)
    ids = {purpose: notice.id for purpose, notice in notices.items()}
    held = wishes_of(customer.id)
    return render(
        "privacy/preferences.html",
        token=token,
        group=g.tenant,
        name=mask_name(customer.name),
        blocked=any(block.channel == "any" for block in active_blocks(customer.id)),
        form=Form(WishesSchema, shown(held, ids)),
        grouped=GROUPED,
        # Nobody is asked on a page whether they are disabled: only what they told us stands there, to be taken back.
        kept_quiet={
            purpose for (purpose, _channel), may in held.items() if purpose.startswith(SENSITIVE) and not may
        },
        texts={purpose: notice_text(notice) for purpose, notice in notices.items()},
    )


def _back(token: str) -> Response:
    return make_response(redirect(url_for("privacy_public.preferences", token=token), 303))
