"""What people call factors, studies, answers and categories."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.kano.categories import Category, CategoryRule, CutLines
from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Mode, StudyState
from plugins.kano.models.factors import Dimension
from saas.plugin_api import LazyStr, _, _l, current_locale

DIMENSIONS: Mapping[Dimension, LazyStr] = {
    Dimension.EFFICIENCY: _l("Efficiency"),
    Dimension.PARTS: _l("Parts"),
    Dimension.STAFF: _l("Staff"),
    Dimension.CARE: _l("Care"),
    Dimension.PROCESS: _l("Process"),
    Dimension.PRICE: _l("Price"),
}

STATES: Mapping[StudyState, tuple[LazyStr, str]] = {
    StudyState.DRAFT: (_l("Draft"), "plain"),
    StudyState.COLLECTING: (_l("Being answered"), "info"),
    StudyState.CLOSED: (_l("Closed to answers"), "warn"),
    StudyState.ANALYSED: (_l("Analysed"), "accent"),
    StudyState.PUBLISHED: (_l("Published"), "good"),
    StudyState.ARCHIVED: (_l("Archived"), "plain"),
}

TABS: Mapping[str, LazyStr] = {
    "running": _l("Under way"),
    "done": _l("Done"),
    "all": _l("All"),
}
"""How the list is narrowed."""

MODES: Mapping[Mode, LazyStr] = {
    Mode.LINK: _l("By the link"),
    Mode.EMAIL: _l("E-mail"),
    Mode.PHONE: _l("Telephone"),
    Mode.INTERVIEW: _l("Face to face"),
    Mode.FILE: _l("From a file"),
}

ANSWERS: Mapping[int, Mapping[int, LazyStr]] = {
    5: {
        1: _l("I like it"),
        2: _l("It must be so"),
        3: _l("I do not mind"),
        4: _l("I can live with it"),
        5: _l("I dislike it"),
    },
    3: {1: _l("I like it"), 2: _l("I do not mind"), 3: _l("I dislike it")},
}
"""By how many answers the evaluation table has."""

CATEGORIES: Mapping[Category, tuple[LazyStr, str, LazyStr]] = {
    Category.MUST_BE: (_l("Must-be"), "bad", _l("also called basic")),
    Category.ONE_DIMENSIONAL: (_l("One-dimensional"), "info", _l("also called expected, or performance")),
    Category.ATTRACTIVE: (_l("Attractive"), "good", _l("also called delighting")),
    Category.INDIFFERENT: (_l("Indifferent"), "plain", _l("makes no difference")),
    Category.REVERSE: (_l("Reverse"), "warn", _l("its opposite is wanted")),
    Category.QUESTIONABLE: (_l("Questionable"), "warn", _l("the two answers contradict each other")),
}
"""Name, tone, and what else it is called or means."""

KINDS: Mapping[KpiKind, LazyStr] = {
    KpiKind.GATE: _l("Threshold: below it the grade is capped"),
    KpiKind.LINEAR: _l("Linear: the better, the more points"),
    KpiKind.BONUS: _l("Bonus: it only adds points"),
}

RULES: Mapping[CategoryRule, LazyStr] = {
    CategoryRule.MODAL: _l("The most frequent one"),
    CategoryRule.TOLERANCE: _l("The most frequent one, nearly equal ones by M, O, A, I, R"),
    CategoryRule.MAJORITY: _l("By majority: wanted or not, then the most frequent one"),
}

CUTS: Mapping[CutLines, LazyStr] = {
    CutLines.FIXED: _l("At one half"),
    CutLines.GRAND_MEAN: _l("At the mean of all factors"),
}

TABLE_NAMES: Mapping[str, LazyStr] = {
    "standard": _l("Standard (Berger 1993)"),
    "type I": _l("Type I (Kano 1984)"),
    "type III": _l("Type III (Pouliot 1993)"),
    "type IIIs": _l("Type III without levels"),
    "type IV": _l("Type IV (Shahin 2011)"),
    "short form": _l("Short form with three answers"),
    "own": _l("A table of our own"),
}

DROP_REASONS: Mapping[str, LazyStr] = {
    "inside radius": _l("moves satisfaction too little"),
    "not wanted": _l("customers do not want it"),
    "no coefficients": _l("too few answers with a meaning"),
}


def in_locale(names: Mapping[str, str]) -> str:
    """A text that the group keeps in several languages, in the page's, else in whichever it has."""
    return names.get(current_locale()) or next(iter(names.values()), "")


def factor_name(names: Mapping[str, str], *, active: bool = True) -> str:
    """What a factor is called in the page's language, with a word where it was retired."""
    name = in_locale(names)
    return name if active else _("%(name)s (retired)", name=name)
