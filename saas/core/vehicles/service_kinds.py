"""What a repair order was for, read from the words that dealers' systems use."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from saas.core.vehicles.models import ServiceKind

# In this order: a free maintenance under warranty is a maintenance, an accident's repair is body work.
_WORDS = (
    (ServiceKind.RECALL, ("召回", "RECALL")),
    (ServiceKind.MAINTENANCE, ("保养", "首保", "MAINTENANCE")),
    (ServiceKind.WARRANTY, ("三包", "质保", "保修", "索赔", "WARRANTY")),
    (ServiceKind.BODY, ("事故", "钣", "喷漆", "钣喷", "保险", "BODY", "ACCIDENT")),
    (ServiceKind.INSPECTION, ("检查", "检测", "年检", "PDI", "INSPECTION")),
    (ServiceKind.REPAIR, ("维修", "修理", "小修", "大修", "返修", "机修", "REPAIR")),
)


@lru_cache(maxsize=4096)
def read_service_kind(text: str) -> ServiceKind:
    """The kind that a text names; `other` for one that names none."""
    tidy = unicodedata.normalize("NFKC", text).upper()
    for kind, words in _WORDS:
        if any(word in tidy for word in words):
            return kind
    return ServiceKind.OTHER
