"""The set-up of a new group: all steps in view, each done, left and taken up again as one likes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, g, make_response, redirect, url_for

from saas.core.organisation.onboarding import TEXTS, Progress, Step
from saas.core.organisation.operations import finish_step
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.queries import onboarding_progress
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.pages_elsewhere import Door, doors
from saas.platform.errors import NotFound
from saas.platform.i18n import LazyStr, _
from saas.platform.permissions import requires
from saas.platform.web import render, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step as the wizard and the checklist show it."""

    step: Step
    title: LazyStr
    why: LazyStr
    done: bool
    url: str


def step_views(progress: Progress) -> list[StepView]:
    """All steps with their state."""
    return [
        StepView(
            step=step,
            title=text.title,
            why=text.why,
            done=step in progress.done,
            url=url_for("organisation.onboarding_step", group=g.tenant.code, step=step.value),
        )
        for step, text in TEXTS.items()
    ]


@pages.get("/onboarding/", endpoint="onboarding")
@requires(SETTINGS_WRITE)
def resume() -> Response:
    """Go on where it was left: at the first step that is not done."""
    step = onboarding_progress().next or Step.IMPORT
    return make_response(redirect(url_for("organisation.onboarding_step", step=step.value), 303))


@pages.get("/onboarding/<step>", endpoint="onboarding_step")
@requires(SETTINGS_WRITE)
def show_step(step: str) -> Response:
    """One step: why, what is there, and the ways to do it."""
    current = _step(step)
    progress = onboarding_progress()
    opened: list[Door] = doors(current)
    return render(
        "organisation/onboarding.html",
        views=step_views(progress),
        progress=progress,
        current=current,
        text=TEXTS[current],
        position=list(Step).index(current) + 1,
        doors=opened,
    )


@pages.post("/onboarding/<step>", endpoint="onboarding_done")
@requires(SETTINGS_WRITE)
def finish(step: str) -> Response:
    """Note that a step is done, or left out on purpose, and go on."""
    finish_step(_step(step))
    following = onboarding_progress().next
    if following is None:
        tell(_("The group is set up."))
        return make_response(redirect(url_for("organisation.home"), 303))
    return make_response(redirect(url_for("organisation.onboarding_step", step=following.value), 303))


def _step(value: str) -> Step:
    try:
        return Step(value)
    except ValueError:
        raise NotFound(_("There is no such step.")) from None
