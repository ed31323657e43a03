"""Lists in pages: `?limit=&after=` in, `items` and `next` out."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import Schema, fields, validate

from saas.platform.database import Page

MOST = 200


class PageQuery(Schema):
    """The parameters of every list; a list with filters has a schema derived from this."""

    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(1, MOST),
        metadata={"description": "Rows at most in this page."},
    )
    after = fields.String(
        load_default=None, metadata={"description": "The `next` of the page before; none for the first."}
    )


@cache
def page_of(item: type[Schema]) -> type[Schema]:
    """The schema of a page of `item`s."""
    name = item.__name__.removesuffix("Schema") + "Page"
    return type(
        name,
        (Schema,),
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(
                required=True,
                allow_none=True,
                metadata={"description": "`after` of the next page; null on the last."},
            ),
        },
    )


def listed(page: Page[Any]) -> dict[str, object]:
    """What a list answers for a page of rows."""
    return {"items": page.rows, "next": page.after}
