"""Privacy of one person: what is kept about them is handed out and goes, wherever the plugin is switched on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from saas.core.contracts.duties import (
    EraseMode,
    ErasureReport,
    ExportFile,
    Subject,
    erase_personal_data,
    export_personal_data,
)
from saas.core.contracts.duty_rows import personal_columns
from saas.platform.database import session
from saas.platform.plugins.calls import perform_for
from saas.platform.plugins.registry import Implementation
from saas.testing.kit.calling import call_duty, duty_of
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.said import (
    CUSTOMER,
    Said,
    described,
    keeps_people,
    marked,
    said_at_all,
    said_of_customer,
    tables_about_people,
)
from saas.testing.kit.stage import Place, Stage

_EXPORT = "hand out every personal column of every row, with rows_of_subject()"
_ERASE = "erase every row of the subject, with erase_rows(), or say why it stays, with kept_rows()"
_OFF = "ask for nothing that is off: a duty is owed all the same"


class _Undone(Exception):
    """Ends a look at what a duty does before it is done."""


@check("KIT-P02", Family.PRIVACY, "A person is handed out all that is kept about them")
def export_is_whole(stage: Stage, report: Report) -> None:
    """Each personal column, sealed ones too, of each row that names the customer or belongs to such a row; nobody else's."""
    if not keeps_people(stage):
        return
    one = duty_of(stage, export_personal_data.__name__)
    if one is None:
        report.fault(stage.name, "implements no export_personal_data", _EXPORT)
        return
    place = described(stage, "Auskunft")
    with place.acting() as work:
        said, told = said_of_customer(work, stage, place), _exported(place, one)
    for where, found in _by_column(said):
        missing = sum(1 for one in found if one.text not in told)
        what = f"is left out of export_personal_data in {missing} of {len(found)} rows"
        report.expect(not missing, where, what, _EXPORT)
    for where in _silent(stage, said):
        report.unsure(where, "says nothing in the rows that the kit can make")
    report.expect(stage.b.word not in told, "export_personal_data", "hands out another group's rows", _EXPORT)


def _by_column(said: Iterable[Said]) -> list[tuple[str, list[Said]]]:
    return [(where, list(found)) for where, found in groupby(sorted(said), key=lambda one: one.where)]


def _silent(stage: Stage, said: Collection[Said]) -> list[str]:
    names = {
        f"{model.__tablename__}.{name}"
        for model in tables_about_people(stage)
        for name in personal_columns(model)
    }
    return sorted(name for name in names - {one.where for one in said} if not name.endswith("_hash"))


def _subject(place: Place) -> Subject:
    return Subject(customer_id=place.ids[CUSTOMER][0])


def _exported(place: Place, one: Implementation) -> str:
    return _readable(call_duty(one, tenant_id=place.id, subject=_subject(place)))


def _readable(files: Iterable[ExportFile]) -> str:
    texts = [file.content.decode("utf-8", "replace") for file in files]
    # JSON may write what is not ASCII as escapes.
    return " ".join([*texts, *(text.encode().decode("unicode_escape", "replace") for text in texts)])


@check("KIT-P03", Family.PRIVACY, "A person can be made to vanish")
def erasure_is_whole(stage: Stage, report: Report) -> None:
    """No such column says what it said, no other table in clear, but for what is reported as kept; both modes, twice."""
    if not keeps_people(stage):
        return
    one = duty_of(stage, erase_personal_data.__name__)
    if one is None:
        report.fault(stage.name, "implements no erase_personal_data", _ERASE)
        return
    for mode in EraseMode:
        place = described(stage, "Loeschmich")
        with place.acting() as work:
            before = said_of_customer(work, stage, place)
        kept: set[str] = set()
        for _ in range(2):
            with place.acting():
                done: ErasureReport = call_duty(one, tenant_id=place.id, subject=_subject(place), mode=mode)
            kept |= {one.table for one in done.kept}
        with place.acting() as work:
            left = before & said_at_all(work, stage, place)
        for where, found in _by_column(before):
            still = sum(1 for one in found if one in left and one.table not in kept)
            what = f"still says what it said in {still} of {len(found)} rows after {mode}"
            report.expect(not still, where, what, _ERASE)
        known = {one.table for one in before} | kept
        copies = stage.watch.count_with(place.id, marked(place.word)).keys() - known
        report.expect(
            not copies, f"erase_personal_data {mode}", f"leaves copies in {', '.join(sorted(copies))}", _ERASE
        )


@check("KIT-P04", Family.PRIVACY, "Duties are done where it is switched off")
def duties_while_off(stage: Stage, report: Report) -> None:
    """What export hands out and erasure empties where it is on, they hand out and empty where it is off."""
    owed = [
        spec.__name__ for spec in (export_personal_data, erase_personal_data) if duty_of(stage, spec.__name__)
    ]
    if not keeps_people(stage) or not owed:
        return
    place = described(stage, "Abgeschaltet")
    told = said = frozenset[Said]()
    try:
        with place.acting():
            told, said = _performed(stage, place)
            raise _Undone
    except _Undone:
        pass
    stage.switch(place.group, on=False)
    with place.acting():
        told_off, said_off = _performed(stage, place)
    for duty, lost in zip(
        (export_personal_data, erase_personal_data), (told - told_off, said_off - said), strict=True
    ):
        columns = ", ".join(sorted({one.where for one in lost}))
        if duty.__name__ in owed:
            report.expect(not lost, duty.__name__, f"does less where it is off: {columns}", _OFF)


def _performed(stage: Stage, place: Place) -> tuple[frozenset[Said], frozenset[Said]]:
    """What an export hands out, and what is still said after an erasure."""
    said = said_of_customer(session(), stage, place)
    mine = [stage.name]
    whom = _subject(place)
    exported = perform_for(mine, export_personal_data, tenant_id=place.id, subject=whom)
    told = _readable(file for answer in exported for file in answer.value or ())
    perform_for(mine, erase_personal_data, tenant_id=place.id, subject=whom, mode=EraseMode.ERASE)
    left = said & said_at_all(session(), stage, place)
    return frozenset(one for one in said if one.text in told), frozenset(left)
