"""The group's own list of what complaints are about."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select

from plugins.complaints.models import Category
from plugins.complaints.permissions import CATEGORIES
from saas.plugin_api import (
    Invalid,
    NotFound,
    _,
    changes_of,
    current_tenant,
    load,
    load_for_change,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDetails:
    """What a category is called, where it stands in the list (none: at the end), and whether it may be chosen."""

    name_zh: str
    name_en: str
    position: int | None = None
    active: bool = True

    @property
    def names(self) -> dict[str, str]:
        """The names by locale, those that were given."""
        return {locale: name for locale, name in (("zh_CN", self.name_zh), ("en", self.name_en)) if name}


def add_category(details: CategoryDetails) -> Category:
    """Add a category. Raises Forbidden without the right, Invalid without a name or with that of another one."""
    require(CATEGORIES)
    category = Category(code=f"own_{secrets.token_hex(4)}", names={}, position=0)
    _write(category, details)
    session().add(category)
    session().flush()
    record("complaints.category.added", "complaints_category", category.id, detail={"names": category.names})
    return category


def change_category(category_id: int, details: CategoryDetails, *, version: int) -> Category:
    """Rename a category, move it, retire it or take it back into use; complaints that have it keep it.

    Raises as `add_category`, NotFound, and VersionConflict when it moved on.
    """
    require(CATEGORIES)
    category = load_for_change(Category, category_id, version=version)
    _write(category, details)
    changes = changes_of(category)
    if changes:
        record("complaints.category.changed", "complaints_category", category.id, changes=changes)
    session().flush()
    return category


def check_category(category_id: int | None, *, kept: int | None) -> None:
    """Refuse a category that is not there or retired; kept: the one that the complaint has, retired or not."""
    if category_id is None or category_id == kept:
        return
    try:
        category = load(Category, category_id)
    except NotFound:
        raise Invalid("category_id", _("This does not exist, or no longer.")) from None
    if not category.active:
        raise Invalid("category_id", _("This category is no longer in use. Choose another."))


def _write(category: Category, details: CategoryDetails) -> None:
    if not details.names:
        raise Invalid("name_zh", _("Enter a name in at least one language."))
    others = _others(category.id)
    for field, locale in (("name_zh", "zh_CN"), ("name_en", "en")):
        if details.names.get(locale) in {one.names.get(locale, "") for one in others}:
            raise Invalid(field, _("There is a category of this name."))
    category.names, category.active = details.names, details.active
    category.position = _last() + 1 if details.position is None else details.position


def _others(category_id: int | None) -> list[Category]:
    statement = select(Category).where(Category.tenant_id == current_tenant())
    if category_id is not None:
        statement = statement.where(Category.id != category_id)
    return list(session().scalars(statement))


def _last() -> int:
    highest = select(func.max(Category.position)).where(Category.tenant_id == current_tenant())
    return session().scalar(highest) or 0
