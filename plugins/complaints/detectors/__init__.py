"""Early warning: is this week's number of complaints more than chance lets expect? Plain numbers and arrays in and out."""

from plugins.complaints.detectors.bayes import bayes
from plugins.complaints.detectors.charts import AttributeChart, Spread, p_chart, u_chart
from plugins.complaints.detectors.choice import Detector, DetectorChoice, choose_detector
from plugins.complaints.detectors.cusum import Cusum, cusum
from plugins.complaints.detectors.detection import AlarmWhen, Detection
from plugins.complaints.detectors.discoveries import (
    Discoveries,
    control_false_discoveries,
    expected_false_alarms,
)
from plugins.complaints.detectors.ears import CarryOver, EarsMethod, ears
from plugins.complaints.detectors.ewma import Ewma, ewma
from plugins.complaints.detectors.farrington import farrington, farrington_flexible
from plugins.complaints.detectors.farrington_result import FarringtonResult
from plugins.complaints.detectors.nightly import Night, detect_night
from plugins.complaints.detectors.options import (
    FarringtonOptions,
    Inference,
    PowerTransform,
    Sided,
    ThresholdMethod,
)
from plugins.complaints.detectors.poisson_cusum import (
    PoissonCusum,
    Standardization,
    poisson_cusum,
    standardize_counts,
)
from plugins.complaints.detectors.quantiles import at_least, at_most, count_quantile
from plugins.complaints.detectors.run_length import (
    ewma_arl,
    normal_cusum_arl,
    poisson_cusum_arl,
    standardized_cusum_arl,
)

__all__ = [
    "AlarmWhen",
    "AttributeChart",
    "CarryOver",
    "Cusum",
    "Detection",
    "Detector",
    "DetectorChoice",
    "Discoveries",
    "EarsMethod",
    "Ewma",
    "FarringtonOptions",
    "FarringtonResult",
    "Inference",
    "Night",
    "PoissonCusum",
    "PowerTransform",
    "Sided",
    "Spread",
    "Standardization",
    "ThresholdMethod",
    "at_least",
    "at_most",
    "bayes",
    "choose_detector",
    "control_false_discoveries",
    "count_quantile",
    "cusum",
    "detect_night",
    "ears",
    "ewma",
    "ewma_arl",
    "expected_false_alarms",
    "farrington",
    "farrington_flexible",
    "normal_cusum_arl",
    "p_chart",
    "poisson_cusum",
    "poisson_cusum_arl",
    "standardize_counts",
    "standardized_cusum_arl",
    "u_chart",
]
