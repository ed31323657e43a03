"""Kano studies at each of their steps."""

from __future__ import annotations

from plugins.kano.models import Study
from plugins.kano.models.responses import Invitation
from plugins.kano.operations import Decision, ask_for_analysis, close_study, decide_factors, publish_study
from plugins.kano.queries import chosen_run
from saas.platform.database import load, session
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.factories.kano import analysed, answer, asked_of, open_for_answers, study


def _study(scene: Scene) -> int:
    factor = scene["factor"]
    with scene.world.acting(scene.person):
        return study(f"{scene.word} {number()}", factor_ids=[factor], purpose=scene.word).id


def _collecting(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return open_for_answers(f"{scene.word} {number()}", asked=1, purpose=scene.word).id


def _closed(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        made = open_for_answers(f"{scene.word} {number()}", asked=1, purpose=scene.word)
        answer(made)
        return close_study(made.id).id


def _analysed(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return analysed(f"{scene.word} {number()}").id


def _decided(scene: Scene) -> int:
    made = _analysed(scene)
    with scene.world.acting(scene.person):
        chosen = [Decision(study_factor_id=one, kept=True, reason=scene.word) for one in asked_of(made)]
        decide_factors(made, chosen)
    return made


def _published(scene: Scene) -> int:
    made = _decided(scene)
    with scene.world.acting(scene.person):
        return publish_study(made).id


def _waiting(scene: Scene) -> int:
    made = _closed(scene)
    with scene.world.acting(scene.person):
        ask_for_analysis(made)
    return made


def _asked(kind: str) -> Kind:
    def first(scene: Scene) -> int:
        made = scene[kind]
        with scene.world.acting(scene.person):
            return asked_of(made)[0]

    return Kind(first, "kano_study_factor")


def _token(scene: Scene) -> str:
    made = scene["collecting_study"]
    with scene.world.acting(scene.person):
        return load(Study, made).link_token


def _personal_token(scene: Scene) -> str:
    made, whose = scene["collecting_study"], scene["customer"]
    with scene.world.acting(scene.person):
        token = f"{scene.word}{number()}"
        session().add(Invitation(study_id=made, customer_id=whose, token=token))
        return token


def _run(scene: Scene) -> int:
    made = scene["analysed_study"]
    with scene.world.acting(scene.person):
        run = chosen_run(made)
        assert run is not None
        return run.id


KINDS = {
    "study": Kind(_study, "kano_study"),
    "collecting_study": Kind(_collecting, "kano_study"),
    "closed_study": Kind(_closed, "kano_study"),
    "waiting_study": Kind(_waiting, "kano_study"),
    "analysed_study": Kind(_analysed, "kano_study"),
    "decided_study": Kind(_decided, "kano_study"),
    "published_study": Kind(_published, "kano_study"),
    "questionnaire": Kind(_token, missing="nothing"),
    "personal_questionnaire": Kind(_personal_token, missing="nothing"),
    "kano_run": Kind(_run, "kano_run"),
    "study_factor": _asked("study"),
    "collecting_factor": _asked("collecting_study"),
    "analysed_factor": _asked("analysed_study"),
}
