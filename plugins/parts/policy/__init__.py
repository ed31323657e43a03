"""When to order a part, how much of it, and what to hold against what cannot be foreseen."""

from __future__ import annotations

from .counting import (
    negative_binomial_quantile,
    negative_binomial_quantiles,
    poisson_quantile,
    poisson_quantiles,
)
from .demand import CountedDemand, Distribution, EmpiricalDemand, NegativeBinomialDemand, PoissonDemand
from .lead_time import LeadTimeDemand, lead_time_demand
from .loss_functions import (
    Loss,
    discrete_loss,
    gamma_loss,
    lognormal_loss,
    negative_binomial_loss,
    normal_loss,
    normal_second_loss,
    poisson_loss,
    standard_normal_loss,
    standard_normal_loss_inverse,
    standard_normal_second_loss,
    uniform_loss,
)
from .newsvendor import (
    Newsvendor,
    UnitCosts,
    newsvendor_counted,
    newsvendor_discrete,
    newsvendor_lognormal,
    newsvendor_negative_binomial,
    newsvendor_normal,
    newsvendor_poisson,
    newsvendor_uniform,
    unit_costs,
)
from .order_rules import FixedLots, OrderRule, UpToLevel
from .planning import ReorderPoints, ServiceMeasure, plan_reorder_points
from .r_q_approximate import (
    r_q_eoq_backorders,
    r_q_eoq_safety_stock,
    r_q_expected_inventory_level,
    r_q_loss_function,
)
from .r_q_counted import r_q_cost_poisson, r_q_exact_poisson
from .r_q_exact import RQMethod, RQPolicy, r_q_cost, r_q_exact, r_q_reorder_point
from .r_q_service import RQService, r_q_service
from .s_s_exact import SSMethod, SSPolicy, s_s_cost, s_s_cost_poisson, s_s_exact, s_s_exact_poisson
from .s_s_power import PowerVariant, SSApproximation, s_s_power_approximation
from .safety_stock import (
    FillRateFormula,
    SafetyStock,
    safety_stock_cycle_service,
    safety_stock_fill_rate,
)
from .second_loss import gamma_second_loss, poisson_second_loss, uniform_second_loss
from .simulation import Period, Shortages, SimulatedPolicy, simulate, simulated_periods

__all__ = [
    "CountedDemand",
    "Distribution",
    "EmpiricalDemand",
    "FillRateFormula",
    "FixedLots",
    "LeadTimeDemand",
    "Loss",
    "NegativeBinomialDemand",
    "Newsvendor",
    "OrderRule",
    "Period",
    "PoissonDemand",
    "PowerVariant",
    "RQMethod",
    "RQPolicy",
    "RQService",
    "ReorderPoints",
    "SSApproximation",
    "SSMethod",
    "SSPolicy",
    "SafetyStock",
    "ServiceMeasure",
    "Shortages",
    "SimulatedPolicy",
    "UnitCosts",
    "UpToLevel",
    "discrete_loss",
    "gamma_loss",
    "gamma_second_loss",
    "lead_time_demand",
    "lognormal_loss",
    "negative_binomial_loss",
    "negative_binomial_quantile",
    "negative_binomial_quantiles",
    "newsvendor_counted",
    "newsvendor_discrete",
    "newsvendor_lognormal",
    "newsvendor_negative_binomial",
    "newsvendor_normal",
    "newsvendor_poisson",
    "newsvendor_uniform",
    "normal_loss",
    "normal_second_loss",
    "plan_reorder_points",
    "poisson_loss",
    "poisson_quantile",
    "poisson_quantiles",
    "poisson_second_loss",
    "r_q_cost",
    "r_q_cost_poisson",
    "r_q_eoq_backorders",
    "r_q_eoq_safety_stock",
    "r_q_exact",
    "r_q_exact_poisson",
    "r_q_expected_inventory_level",
    "r_q_loss_function",
    "r_q_reorder_point",
    "r_q_service",
    "s_s_cost",
    "s_s_cost_poisson",
    "s_s_exact",
    "s_s_exact_poisson",
    "s_s_power_approximation",
    "safety_stock_cycle_service",
    "safety_stock_fill_rate",
    "simulate",
    "simulated_periods",
    "standard_normal_loss",
    "standard_normal_loss_inverse",
    "standard_normal_second_loss",
    "uniform_loss",
    "uniform_second_loss",
    "unit_costs",
]
