"""Where complaints cluster: Kulldorff's scan statistic over places, and over places and the last weeks."""

from __future__ import annotations

from plugins.complaints.scan.likelihood import (
    bernoulli_log_likelihood_ratio,
    poisson_log_likelihood_ratio,
)
from plugins.complaints.scan.settings import ScanModel, ScanSettings
from plugins.complaints.scan.statistic import Cluster, ScanResult, space_time_scan, spatial_scan
from plugins.complaints.scan.windows import Circles, Metric, circles, distances

__all__ = [
    "Circles",
    "Cluster",
    "Metric",
    "ScanModel",
    "ScanResult",
    "ScanSettings",
    "bernoulli_log_likelihood_ratio",
    "circles",
    "distances",
    "poisson_log_likelihood_ratio",
    "space_time_scan",
    "spatial_scan",
]
