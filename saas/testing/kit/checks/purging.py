"""Purging: a group that wants its data gone has it gone, and nobody else notices."""

from __future__ import annotations

from saas.platform.errors import DomainError
from saas.platform.plugin_life.purging import purge_counts, purge_group
from saas.platform.plugins.manifest import Availability
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.watching import Prints, changed

_TABLES = "declare each table by register_models(), and let nothing in the database keep its rows"
_ELSEWHERE = "let purge_tenant() remove what it counts, and count what is there"


@check("KIT-P07", Family.PRIVACY, "A purge leaves nothing of a group, and all of the others")
def purge_is_whole(stage: Stage, report: Report) -> None:
    """Afterwards its tables hold no row of the group and purge_tenant counts nothing; core rows and a neighbour stay."""
    if not stage.subject.models or stage.subject.info.availability is Availability.SYSTEM:
        return
    place = stage.filled("Leermich")
    stage.switch(place.group, on=False)
    core, neighbour = _core(stage, place), stage.watch.prints(stage.b.id)
    try:
        with place.acting():
            purge_group(stage.name)
        with place.acting():
            counted = {what: count for what, count in purge_counts(stage.name).items() if count}
    except DomainError as error:
        report.fault("purge", f"is refused or fails: {error}", "let purge_tenant() do without what is off")
        return
    for table, told in stage.watch.prints(place.id, f"{stage.name}_").items():
        left = int(told.partition(":")[0])
        report.expect(not left, table, f"still holds {left} rows of the group", _TABLES)
    report.expect(not counted, "purge_tenant", f"still counts {counted} after a purge", _ELSEWHERE)
    _expect_same(report, "the group's core rows", core, _core(stage, place))
    _expect_same(report, "the neighbour's rows", neighbour, stage.watch.prints(stage.b.id))


def _core(stage: Stage, place: Place) -> Prints:
    prints = stage.watch.prints(place.id)
    mine = f"{stage.name}_"
    return {name: told for name, told in prints.items() if name in place.ids and not name.startswith(mine)}


def _expect_same(report: Report, where: str, before: Prints, after: Prints) -> None:
    different = ", ".join(changed(before, after))
    report.expect(not different, where, f"a purge changes {different}", "remove only what is the plugin's")
