"""Satisfaction first: the customers' marks weigh most."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from plugins.kano.kpi_kinds import KpiKind
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

SATISFACTION: Final = StarterTree(
    code="satisfaction",
    title=_l("Satisfaction first"),
    summary=_l("Quality, efficiency and satisfaction; what customers say weighs most."),
    zh="以客户满意度为核心的考核",
    en="Appraisal with satisfaction first",
    dimensions=(
        StarterDimension(
            zh="服务质量",
            en="Quality of service",
            indicators=(
                rated(
                    "态度",
                    "Attitude",
                    "待客态度，以抽查通话与现场观察为据。",
                    "Manner towards customers, by calls and by watching.",
                ),
                rated(
                    "专业知识",
                    "Knowledge",
                    "产品与流程知识测试成绩。",
                    "Test of what is known of products and processes.",
                ),
                rated("操作技能", "Skill", "岗位操作考核成绩。", "Test of the skill at work."),
            ),
        ),
        StarterDimension(
            zh="服务效率",
            en="Efficiency of service",
            indicators=(
                share(
                    "及时率",
                    "In time",
                    "在截止日前办结的任务 ÷ 截止日在当月的任务。",
                    "Tasks closed by their last day, divided by all tasks whose last day was in the month.",
                    metric="followups.in_time",
                    worst=Decimal("0.5"),
                    target=Decimal("0.95"),
                ),
                share(
                    "接通率",
                    "Customers reached",
                    "接通客户的通话 ÷ 有结果的通话。",
                    "Calls in which the customer was reached, divided by calls with a result.",
                    metric="followups.reach_rate",
                    worst=Decimal("0.3"),
                    target=Decimal("0.8"),
                ),
            ),
        ),
        StarterDimension(
            zh="客户满意度",
            en="Satisfaction",
            indicators=(
                marked(
                    "客户评价",
                    "Marks by customers",
                    "客户在回访中给出的满意度平均分（1–10分）。",
                    "Mean of the marks, 1 to 10, that customers gave in follow-ups.",
                    5,
                ),
                StarterIndicator(
                    zh="投诉处理",
                    en="Complaints",
                    meaning_zh="100分起，每一次有效投诉按严重程度扣分；低于60分，等级不高于合格。",
                    meaning_en="From 100 down, each valid complaint by its severity; below 60 the grade is a pass at most.",
                    source=SourceKind.RATING,
                    kind=KpiKind.GATE,
                    target=Decimal(60),
                    ceiling="pass",
                ),
            ),
        ),
    ),
)
