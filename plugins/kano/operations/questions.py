"""The wording of a study's questions, as long as nobody has answered them."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.kano.models import StudyFactor
from plugins.kano.operations.studies import draft_for_change
from plugins.kano.permissions import WRITE
from saas.plugin_api import Invalid, _, changes_of, load_for_change, now, record, require, session


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTexts:
    """Both questions of a factor in the languages of the questionnaire; each in one language at least."""

    functional_zh: str
    dysfunctional_zh: str
    functional_en: str = ""
    dysfunctional_en: str = ""


def change_questions(study_factor_id: int, texts: QuestionTexts, *, version: int) -> StudyFactor:
    """Reword the pair of questions about a factor of a draft.

    Raises Forbidden, NotFound, Invalid for half a pair, Conflict once the study is open, VersionConflict.
    """
    require(WRITE)
    factor = load_for_change(StudyFactor, study_factor_id, version=version)
    study = draft_for_change(factor.study_id)
    _check(texts)
    factor.functional = _by_locale(texts.functional_zh, texts.functional_en)
    factor.dysfunctional = _by_locale(texts.dysfunctional_zh, texts.dysfunctional_en)
    changes = changes_of(factor)
    if changes:
        study.updated_at = now()
        record("kano.study.reworded", "kano_study", study.id, changes=changes)
    session().flush()
    return factor


def _check(texts: QuestionTexts) -> None:
    pairs = {
        "dysfunctional_zh": (texts.functional_zh, texts.dysfunctional_zh),
        "dysfunctional_en": (texts.functional_en, texts.dysfunctional_en),
    }
    for field, (first, second) in pairs.items():
        if bool(first) is not bool(second):
            raise Invalid(field, _("Give both questions of the pair, or neither."))
    if not texts.functional_zh and not texts.functional_en:
        raise Invalid("functional_zh", _("Give the questions in at least one language."))


def _by_locale(zh: str, en: str) -> dict[str, str]:
    return {locale: text for locale, text in (("zh_CN", zh), ("en", en)) if text}
