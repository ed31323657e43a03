"""One schema for each input; the pages and the API validate with the same."""

from plugins.kano.schemas.answers import (
    KanoAnswersSchema,
    KanoInvitationOut,
    KanoKeptSchema,
    KanoLetterSchema,
    KanoSubmissionSchema,
)
from plugins.kano.schemas.factors import KanoFactorOut, KanoFactorSchema
from plugins.kano.schemas.results import (
    DecisionsSchema,
    KanoDecisionsSchema,
    KanoFactorResultOut,
    KanoResultOut,
    KanoResultsQuery,
    ResultFilterSchema,
)
from plugins.kano.schemas.studies import (
    KanoQuestionsSchema,
    KanoStudyFactorOut,
    KanoStudyOut,
    KanoStudyQuery,
    KanoStudySchema,
    KanoWholeStudyOut,
    StudyFilterSchema,
)

__all__ = [
    "DecisionsSchema",
    "KanoAnswersSchema",
    "KanoDecisionsSchema",
    "KanoFactorOut",
    "KanoFactorResultOut",
    "KanoFactorSchema",
    "KanoInvitationOut",
    "KanoKeptSchema",
    "KanoLetterSchema",
    "KanoQuestionsSchema",
    "KanoResultOut",
    "KanoResultsQuery",
    "KanoStudyFactorOut",
    "KanoStudyOut",
    "KanoStudyQuery",
    "KanoStudySchema",
    "KanoSubmissionSchema",
    "KanoWholeStudyOut",
    "ResultFilterSchema",
    "StudyFilterSchema",
]
