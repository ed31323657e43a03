"""The trees that a group may start from, and the grades that every tree starts with."""

from typing import Any, Final

from plugins.kano.starter_trees.five_groups import FIVE_GROUPS
from plugins.kano.starter_trees.individual import INDIVIDUAL
from plugins.kano.starter_trees.satisfaction import SATISFACTION
from plugins.kano.starter_trees.shape import StarterDimension, StarterIndicator, StarterTree

STARTER_TREES: Final = {tree.code: tree for tree in (FIVE_GROUPS, INDIVIDUAL, SATISFACTION)}

STARTER_BANDS: Final[tuple[dict[str, Any], ...]] = (
    {"code": "excellent", "names": {"zh_CN": "优秀", "en": "Excellent"}, "minimum": "90"},
    {"code": "good", "names": {"zh_CN": "良好", "en": "Good"}, "minimum": "80"},
    {"code": "pass", "names": {"zh_CN": "合格", "en": "Pass"}, "minimum": "60"},
    {"code": "fail", "names": {"zh_CN": "不合格", "en": "Fail"}, "minimum": "0"},
)
"""The grades of the seed; the minima are this product's, and a tree's own to change."""

__all__ = ["STARTER_BANDS", "STARTER_TREES", "StarterDimension", "StarterIndicator", "StarterTree"]
