"""The mapper: which column of a dealer's file is which field; what is ambiguous stays open."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from saas.core.imports.fields import CERTAIN, IN_CONTEXT, LIKELY, ImportField

CERTAIN_CONFIDENCE = 0.98
LIKELY_CONFIDENCE = 0.9
CONTEXT_CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's header as written, the group above it, and its field (None: open) with a confidence 0..1."""

    name: str
    group: str = ""
    field: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Which headers are which fields. recognise: one header, with the group above it; together: those of one file."""

    recognise: Callable[[str, str], Column]
    together: Callable[[Sequence[Column]], tuple[Column, ...]]


# Only such remarks may be dropped from a header; any other ("(送修人)") can change whose column it is.
_NEUTRAL = re.compile(
    r"必填项?|选填|非必填|可选|可空|元|人民币|RMB|¥|公里|千米|KM|天|日|VIN码?|17位|11位|18位|文本|文本格式|日期格式?|数字|"
    r"格式.*|如.*|例.*|YYYY.*|\d{4}[-/.年].*|年月日|男/女|含税|以元为单位|单位:?(?:元|公里|KM)",
    re.IGNORECASE,
)
_REMARK = re.compile(r"[(\[【<{]([^()\[\]【】<>{}]*)[)\]】>}]")
_UNIT = re.compile(r"(?<=.{2})[/_\-:](?:元|公里|KM|千米)$", re.IGNORECASE)
_MARKS = re.compile(r"^[*※★#\d.、]*(?=\D{2})|[*※★:;,。、]+$|\s+")
# Groups above a header that say no more than "this is the customer, the vehicle, the service".
_NEUTRAL_GROUP = re.compile(
    r"(?:客户|车主|车辆|基本|维修|服务|工单|购车|销售|结算|档案)*(?:基本)?(?:信息|资料|档案|情况|记录)?"
)
_ANCHORS = frozenset(
    {ImportField.PLATE, ImportField.VIN, ImportField.CUSTOMER_NAME, ImportField.PHONE, ImportField.RO_NUMBER}
)
_VEHICLE_ANCHORS = frozenset({ImportField.PLATE, ImportField.VIN})


def map_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns of one file in their order, each with its field or open."""
    return in_context([recognise(name) for name in names])


@lru_cache(maxsize=4096)
def recognise(name: str, group: str = "") -> Column:
    """One header by itself; under a group of another person or thing ("送修人") it stays open."""
    column = Column(name=name.strip(), group=group.strip())
    if column.group and not is_neutral_group(column.group):
        return column
    field, confidence = _VOCABULARY.get(_key(column.name), (None, 0.0))
    return replace(column, field=field, confidence=confidence)


def is_neutral_group(group: str) -> bool:
    """Whether the text above a header only says that this is the customer, the vehicle or the service."""
    return bool(_NEUTRAL_GROUP.fullmatch(_key(group)))


def vocabulary_of(words: Mapping[str, Iterable[str]]) -> Vocabulary:
    """The vocabulary of fields that are recognised by these words alone; where two columns are one, both stay open."""
    table = {_key(word): field for field, known in words.items() for word in known}

    def known(name: str, group: str) -> Column:
        column = Column(name=name.strip(), group=group.strip())
        field = None if column.group and not is_neutral_group(column.group) else table.get(_key(column.name))
        return replace(column, field=field, confidence=CERTAIN_CONFIDENCE) if field else column

    return Vocabulary(recognise=known, together=_settle_rivals)


def in_context(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns judged together.

    Without a column that is surely a customer's or vehicle's, nothing is recognised (a list of parts has
    "车型" and "备注" too); of several columns for one field the surest keeps it, and if none is surer all
    stay open.
    """
    certain = {column.field for column in columns if column.confidence >= LIKELY_CONFIDENCE}
    if not certain & _ANCHORS:
        return tuple(_open(column) for column in columns)
    fitting = [column if _fits(column, certain, columns) else _open(column) for column in columns]
    return _settle_rivals(fitting)


def _fits(column: Column, certain: set[str | None], columns: Iterable[Column]) -> bool:
    """Whether the file around a column lets it mean what it seems to."""
    has_service = ImportField.RO_NUMBER in {other.field for other in columns}
    match column.field:
        case ImportField.RO_NUMBER if column.confidence == CONTEXT_CONFIDENCE:
            return bool(certain & _VEHICLE_ANCHORS)
        case ImportField.NOTE:
            return has_service
        case ImportField.DELIVERY_DATE if has_service:
            # In a list of repairs the car is "delivered" too, namely back after the repair.
            return column.confidence > CONTEXT_CONFIDENCE and ImportField.INVOICE_DATE in certain
        case _:
            return True


def _settle_rivals(columns: Sequence[Column]) -> tuple[Column, ...]:
    surest: Counter[str] = Counter()
    for column in columns:
        if column.field:
            surest[column.field] = max(surest[column.field], round(column.confidence * 100))
    winners = Counter(
        column.field for column in columns if column.field and _is_surest(column, surest[column.field])
    )
    return tuple(
        column
        if column.field and _is_surest(column, surest[column.field]) and winners[column.field] == 1
        else _open(column)
        for column in columns
    )


def _is_surest(column: Column, surest: int) -> bool:
    return round(column.confidence * 100) == surest


def _open(column: Column) -> Column:
    return replace(column, field=None, confidence=0.0)


def _key(name: str) -> str:
    """The header without case, width, blanks, marks, units and neutral remarks."""
    text = unicodedata.normalize("NFKC", name).upper().replace("\n", "")
    text = _REMARK.sub(lambda match: "" if _NEUTRAL.fullmatch(match[1].strip()) else match[0], text)
    text = _UNIT.sub("", text.strip())
    return _MARKS.sub("", text).replace("-", "").replace("_", "")


def _vocabulary() -> dict[str, tuple[ImportField, float]]:
    table: dict[str, tuple[ImportField, float]] = {}
    for words, confidence in (
        (IN_CONTEXT, CONTEXT_CONFIDENCE),
        (LIKELY, LIKELY_CONFIDENCE),
        (CERTAIN, CERTAIN_CONFIDENCE),
    ):
        for field, names in words.items():
            table.update({_key(name): (field, confidence) for name in names.split()})
    return table


_VOCABULARY = _vocabulary()


OWN = Vocabulary(recognise=recognise, together=in_context)
"""Of customers, vehicles and visits."""
