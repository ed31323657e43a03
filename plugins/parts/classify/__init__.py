"""What kind of part it is: by value, by steadiness, by movement, by pattern of demand and by season."""

from plugins.parts.classify.abc_class import AbcAnalysis, AbcClass, AbcRule, abc_analysis
from plugins.parts.classify.decomposition import Decomposition, classical_decomposition
from plugins.parts.classify.demand_pattern import (
    DemandPattern,
    DemandPatterns,
    IntervalBasis,
    demand_patterns,
)
from plugins.parts.classify.fsn_class import (
    FsnAnalysis,
    FsnBasis,
    FsnClass,
    fsn_by_last_movement,
    fsn_by_turns,
    inventory_turns,
)
from plugins.parts.classify.kruskal_wallis import KruskalWallis, kruskal_wallis
from plugins.parts.classify.seasonality import (
    DecompositionMethod,
    Seasonality,
    seasonal_strength,
    seasonality,
)
from plugins.parts.classify.stl import stl_decomposition
from plugins.parts.classify.stock_class import StockClasses, stock_classes
from plugins.parts.classify.xyz_class import XyzAnalysis, XyzClass, XyzMethod, xyz_analysis
from plugins.parts.stock_class import StockClass

__all__ = [
    "AbcAnalysis",
    "AbcClass",
    "AbcRule",
    "Decomposition",
    "DecompositionMethod",
    "DemandPattern",
    "DemandPatterns",
    "FsnAnalysis",
    "FsnBasis",
    "FsnClass",
    "IntervalBasis",
    "KruskalWallis",
    "Seasonality",
    "StockClass",
    "StockClasses",
    "XyzAnalysis",
    "XyzClass",
    "XyzMethod",
    "abc_analysis",
    "classical_decomposition",
    "demand_patterns",
    "fsn_by_last_movement",
    "fsn_by_turns",
    "inventory_turns",
    "kruskal_wallis",
    "seasonal_strength",
    "seasonality",
    "stl_decomposition",
    "stock_classes",
    "xyz_analysis",
]
