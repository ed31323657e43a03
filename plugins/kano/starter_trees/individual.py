"""Six indicators of a single person."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from plugins.kano.models.trees import SourceKind
from plugins.kano.starter_trees.shape import (
    StarterDimension,
    StarterIndicator,
    StarterTree,
    marked,
    rated,
    share,
)
from saas.plugin_api import _l

INDIVIDUAL: Final = StarterTree(
    code="individual",
    title=_l("Six indicators of a person"),
    summary=_l("Work done, problems solved, quality, efficiency, training, team work; every month."),
    zh="个人绩效考核（六项）",
    en="Appraisal of a person (six indicators)",
    dimensions=(
        StarterDimension(
            zh="工作成果",
            en="Results",
            indicators=(
                StarterIndicator(
                    zh="售后服务工作量",
                    en="After-sales work done",
                    meaning_zh="当月完成的回访任务数。",
                    meaning_en="Follow-up tasks completed in the month.",
                    source=SourceKind.METRIC,
                    metric="followups.completed",
                    unit="件",
                    worst=Decimal(0),
                    target=Decimal(60),
                ),
                rated(
                    "问题解决率",
                    "Problems solved",
                    "本人负责的客户问题在当月解决的程度，以台账为据。",
                    "Problems of customers that were solved in the month, by the record.",
                    share(
                        "问题解决率",
                        "Problems solved",
                        "本人负责的投诉：按时解决的 ÷ 已能判定的。",
                        "Complaints handled: resolved within the time owed, divided by all of which that is certain.",
                        metric="complaints.resolved_in_time",
                        worst=Decimal("0.5"),
                        target=Decimal("0.95"),
                    ),
                ),
                marked(
                    "服务质量评价",
                    "Quality of service",
                    "客户在回访中给出的满意度平均分（1–10分）。",
                    "Mean of the marks, 1 to 10, that customers gave in follow-ups.",
                    2,
                ),
            ),
        ),
        StarterDimension(
            zh="工作效率",
            en="Efficiency",
            indicators=(
                share(
                    "工作效率",
                    "Work in time",
                    "回访及时率：在截止日前办结的任务 ÷ 截止日在当月的任务。",
                    "Tasks closed by their last day, divided by all tasks whose last day was in the month.",
                    metric="followups.in_time",
                    worst=Decimal("0.5"),
                    target=Decimal("0.95"),
                ),
            ),
        ),
        StarterDimension(
            zh="成长与协作",
            en="Growth and team work",
            indicators=(
                rated(
                    "技能培训和能力提升",
                    "Training and skill",
                    "培训参加、考试成绩与岗位技能提升。",
                    "Training attended, its result, and skill gained at work.",
                ),
                rated(
                    "团队合作和协作能力",
                    "Team work",
                    "与同事、其他部门的配合，知识分享。",
                    "Working with colleagues and other departments, and sharing what one knows.",
                ),
            ),
        ),
    ),
)
