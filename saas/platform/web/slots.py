"""What others show on a room's pages: the panels, actions and widgets of a slot, for whoever may see them.

The room that owns a slot checks who may see its object, then asks here; a panel of a plugin reads only, and when it
fails it loses its own card, since each is a request of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template

from saas.platform.errors import NotFound
from saas.platform.i18n import LazyStr, _
from saas.platform.plugins import Contribution, SlotContext, ask_declared
from saas.platform.plugins.returns import checked
from saas.platform.web.contributed import name_of, visible, visible_in
from saas.platform.web.links import address_of
from saas.platform.web.navigation import Action, Panel, Rendered, Widget
from saas.platform.web.unavailable import unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A panel or widget as a page announces it. name: `<owner>.<key>`, for the address that loads it."""

    name: str
    title: LazyStr
    icon: str = ""
    refresh_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLink:
    """An action as a page draws it."""

    label: LazyStr
    url: str
    method: str
    confirm: LazyStr
    icon: str


def panels_of(slot: str) -> list[Card]:
    """The panels of a slot that the person may see, light ones first."""
    return [
        Card(name=name_of(found), title=found.value.title, icon=found.value.icon)
        for found in visible_in(slot, Panel)
    ]


def answer_panel(slot: str, name: str, object_id: int) -> Response:
    """The inside of a panel; raises NotFound for one that is not there for this group or person."""
    found = next((one for one in visible_in(slot, Panel) if name_of(one) == name), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    render = found.value.render
    return _answer(
        found, f"panel.{found.value.key}", lambda: render(SlotContext(slot=slot, object_id=object_id))
    )


def widgets(roles: Sequence[str] = ()) -> list[Card]:
    """The tiles of the start page that the person may see, those for their roles first."""
    first = sorted(visible(Widget), key=lambda found: not set(roles) & set(found.value.roles))
    return [
        Card(
            name=name_of(found),
            title=found.value.title,
            refresh_s=found.value.refresh_s,
        )
        for found in first
    ]


def answer_widget(name: str) -> Response:
    """The inside of a tile; raises NotFound for one that is not there for this group or person."""
    found = next((one for one in visible(Widget) if name_of(one) == name), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return _answer(found, f"widget.{found.value.key}", found.value.render)


def actions_of(slot: str, group: str, object_id: int) -> list[ActionLink]:
    """The actions of a slot that the person may do, with their addresses."""
    return [link for found in visible_in(slot, Action) if (link := _action_link(found, group, object_id)).url]


def _action_link(found: Contribution[Action], group: str, object_id: int) -> ActionLink:
    action = found.value
    values: dict[str, Any] = {"group": group, action.argument: object_id}
    return ActionLink(
        label=action.label,
        url=address_of(found, "action", **values),
        method=action.method,
        confirm=action.confirm,
        icon=action.icon,
    )


def _answer(
    found: Contribution[Panel] | Contribution[Widget], place: str, render: Callable[[], Rendered]
) -> Response:
    def draw() -> str:
        rendered = checked(render(), Rendered)
        if rendered.empty:
            return render_template("ui_empty.html", text=rendered.empty)
        return render_template(rendered.template, **rendered.context)

    answer = ask_declared(found, place, draw, str)
    return unavailable(answer) if answer.failed else Response(answer.value)
