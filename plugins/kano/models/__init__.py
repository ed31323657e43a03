"""The tables of Kano appraisal."""

from plugins.kano.models.cards import Card, CardItem, Cycle, CycleState, Rating
from plugins.kano.models.factors import Factor, FactorVersion
from plugins.kano.models.objections import CardVersion, Objection, ObjectionState, Talk
from plugins.kano.models.responses import Answers, Invitation, Mode, Response
from plugins.kano.models.results import Result, Run
from plugins.kano.models.states import StudyState
from plugins.kano.models.studies import Study, StudyFactor
from plugins.kano.models.trees import Cadence, Dimension, Indicator, SourceKind, Tree, TreeState
from plugins.kano.models.weights import Judgement, SchemeState, WeightMethod, WeightScheme
from saas.plugin_api import TenantModel

MODELS: tuple[type[TenantModel], ...] = (
    Factor,
    FactorVersion,
    Study,
    StudyFactor,
    Response,
    Answers,
    Invitation,
    Run,
    Result,
    Tree,
    Dimension,
    Indicator,
    Cycle,
    Card,
    CardItem,
    Rating,
    Objection,
    CardVersion,
    Talk,
    WeightScheme,
    Judgement,
)
"""All tables of the plugin."""

__all__ = [
    "MODELS",
    "Answers",
    "Cadence",
    "Card",
    "CardItem",
    "CardVersion",
    "Cycle",
    "CycleState",
    "Dimension",
    "Factor",
    "FactorVersion",
    "Indicator",
    "Invitation",
    "Judgement",
    "Mode",
    "Objection",
    "ObjectionState",
    "Rating",
    "Response",
    "Result",
    "Run",
    "SchemeState",
    "SourceKind",
    "Study",
    "StudyFactor",
    "StudyState",
    "Talk",
    "Tree",
    "TreeState",
    "WeightMethod",
    "WeightScheme",
]
