"""Background work of Kano appraisal."""

from plugins.kano.jobs.cards import JOBS as _OF_CARDS
from plugins.kano.jobs.study import ANALYSE
from plugins.kano.jobs.study import JOBS as _OF_STUDIES

JOBS = (*_OF_STUDIES, *_OF_CARDS)

__all__ = ["ANALYSE", "JOBS"]
