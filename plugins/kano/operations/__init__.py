"""The verbs: what is done in Kano appraisal."""

from plugins.kano.operations.answering import (
    Pair,
    Questionnaire,
    enter_answers,
    find_questionnaire,
    new_submission,
    send_answers,
)
from plugins.kano.operations.deciding import Decision, decide_factors
from plugins.kano.operations.factors import FactorDetails, add_factor, change_factor
from plugins.kano.operations.flow import (
    archive_study,
    ask_for_analysis,
    close_study,
    open_study,
    publish_study,
    reopen_study,
)
from plugins.kano.operations.inviting import Letter, invite_customer
from plugins.kano.operations.questions import QuestionTexts, change_questions
from plugins.kano.operations.setting_up import seed_factors
from plugins.kano.operations.studies import StudyDetails, change_study, create_study

__all__ = [
    "Decision",
    "FactorDetails",
    "Letter",
    "Pair",
    "QuestionTexts",
    "Questionnaire",
    "StudyDetails",
    "add_factor",
    "archive_study",
    "ask_for_analysis",
    "change_factor",
    "change_questions",
    "change_study",
    "close_study",
    "create_study",
    "decide_factors",
    "enter_answers",
    "find_questionnaire",
    "invite_customer",
    "new_submission",
    "open_study",
    "publish_study",
    "reopen_study",
    "seed_factors",
    "send_answers",
]
