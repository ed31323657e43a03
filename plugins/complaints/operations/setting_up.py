"""What a group has when it switches complaints on for the first time."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from plugins.complaints.models import Category
from saas.plugin_api import current_tenant, now, session

CATEGORIES = (
    ("product_quality", "产品质量", "Product quality"),
    ("repair_quality", "维修质量", "Quality of repair"),
    ("service_attitude", "服务态度", "Attitude of staff"),
    ("waiting_time", "等待时间", "Waiting time"),
    ("price", "价格与收费", "Prices and charges"),
    ("parts", "配件供应", "Supply of parts"),
    ("sales", "销售与交车", "Sale and delivery"),
    ("other", "其他", "Other"),
)


def seed_categories() -> None:
    """Give the group its starting categories; those it has already stay as they are."""
    rows = [
        {
            "tenant_id": current_tenant(),
            "code": code,
            "names": {"zh_CN": chinese, "en": english},
            "position": position,
            "created_at": now(),
            "updated_at": now(),
        }
        for position, (code, chinese, english) in enumerate(CATEGORIES, start=1)
    ]
    session().execute(insert(Category).on_conflict_do_nothing(index_elements=["tenant_id", "code"]), rows)
