"""What personal data Kano appraisal holds, what for, and for how long."""

from __future__ import annotations

from plugins.kano.permissions import CARD_READ, TREE_READ
from saas.plugin_api import DataUse, _l

DATA_USES = (
    DataUse(
        what=_l("What a customer answered about the service"),
        purpose=_l("Learn what customers want of the service"),
        columns=("kano_answer.functional", "kano_answer.dysfunctional", "kano_answer.importance"),
    ),
    DataUse(
        what=_l("Names of experts who judged what matters"),
        purpose=_l("Tell whose judgements the weights come from"),
        columns=("kano_judgement.expert", "kano_weight_scheme.result"),
        seen_with=(TREE_READ,),
    ),
    DataUse(
        what=_l("Why superiors gave a mark, in their words"),
        purpose=_l("Let staff see what their appraisal is made of"),
        columns=("kano_rating.comment",),
        seen_with=(CARD_READ,),
    ),
    DataUse(
        what=_l("What staff object to on their cards, and what was decided"),
        purpose=_l("Have the appraisal checked by somebody else"),
        columns=("kano_objection.reason", "kano_objection.answer"),
        seen_with=(CARD_READ,),
    ),
    DataUse(
        what=_l("What was said in talks about the appraisal"),
        purpose=_l("Let both sides hold to what they said"),
        columns=("kano_talk.said",),
        seen_with=(CARD_READ,),
    ),
)
