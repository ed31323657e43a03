"""What a scan can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugins.complaints.scan.windows import Metric


class ScanModel(StrEnum):
    """What chance is taken to be: counts Poisson about what is expected, or each of a population a case or none."""

    POISSON = "poisson"
    BERNOULLI = "bernoulli"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSettings:
    """largest_share: of the population in a circle; least_cases: in a cluster; most_clusters: how many are told.

    replications, seed: of the Monte Carlo test. metric: of the coordinates.
    """

    model: ScanModel = ScanModel.POISSON
    metric: Metric = Metric.PLANE
    largest_share: float = 0.5
    least_cases: int = 1
    most_clusters: int = 5
    replications: int = 999
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for numbers below what makes sense."""
        object.__setattr__(self, "model", ScanModel(self.model))
        object.__setattr__(self, "metric", Metric(self.metric))
        for name, least in (("least_cases", 1), ("most_clusters", 1), ("replications", 1), ("seed", 0)):
            if getattr(self, name) < least:
                msg = f"{name} must be {least} or more, got {getattr(self, name)}"
                raise ValueError(msg)
        if not 0 < self.largest_share <= 1:
            msg = f"largest_share must be above 0 and at most 1, got {self.largest_share}"
            raise ValueError(msg)
