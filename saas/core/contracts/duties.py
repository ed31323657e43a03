"""What every room and plugin owes the people whose data it keeps: to hand them out, to erase, to merge, to let go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from saas.platform.i18n import LazyStr
from saas.platform.plugins import HookKind, hookspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose data a duty is about: one customer, under all the ids that rows may carry."""

    customer_id: int
    """The customer."""
    merged_ids: tuple[int, ...] = ()
    """Customers that were merged into this one; rows of append-only tables still carry these ids."""
    contact_hashes: tuple[str, ...] = ()
    """Keyed hashes of the subject's numbers and addresses, for rows that name a number and no customer."""
    terms: tuple[str, ...] = ()
    """What the subject is reached by, in clear, to find them in what was typed or brought in by files."""
    names: tuple[str, ...] = ()
    """What the subject is called; others may be called the same."""

    @property
    def ids(self) -> tuple[int, ...]:
        """All ids of the subject, the customer's own first."""
        return (self.customer_id, *self.merged_ids)


class EraseMode(StrEnum):
    """How far an erasure goes."""

    ERASE = "erase"
    """Rows that are about the subject alone go; where others need the row, what it says of the subject goes."""
    ANONYMISE = "anonymise"
    """Rows stay for the figures; nothing in them leads to the subject any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """One file of what a subject is given."""

    name: str
    """Name inside the owner's folder, `cases.json`; letters, digits, dot, hyphen, underscore."""
    title: LazyStr
    """What it holds, for the index that the subject reads."""
    content: bytes
    """The file; JSON is also written into the readable index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Rows that an erasure leaves, and why."""

    table: str
    """Name of the table."""
    rows: int
    """How many."""
    reason: LazyStr
    """Why they may stay, for the officer and the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReport:
    """What an erasure did, in numbers; a dry run gives the same report, since it is the same work, undone."""

    deleted: Mapping[str, int] = field(default_factory=dict)
    """Table to rows that are gone."""
    anonymised: Mapping[str, int] = field(default_factory=dict)
    """Table to rows that stay and tell nothing of the subject any more."""
    files: int = 0
    """Files whose rows are gone; their bytes go with the next sweep."""
    kept: tuple[Kept, ...] = ()
    """What stays although it is about the subject."""

    def __add__(self, other: ErasureReport) -> ErasureReport:
        """Both reports in one, the numbers of a table added up."""
        return ErasureReport(
            deleted=_added(self.deleted, other.deleted),
            anonymised=_added(self.anonymised, other.anonymised),
            files=self.files + other.files,
            kept=self.kept + other.kept,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRows:
    """Rows of which one column now names the winner, or the row that another was folded into."""

    table: str
    """Name of the table."""
    column: str
    """The column that was changed."""
    before: int
    """What it held, so that un-merging writes it again."""
    after: int
    """What it holds now; rows that hold something else by the time of un-merging are left as they are."""
    ids: tuple[int, ...]
    """The rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedRow:
    """A row that was taken away because the winner has its like; the whole of it, so that it can come back."""

    table: str
    """Name of the table."""
    content: Mapping[str, str | None]
    """Every column as PostgreSQL writes it as text; what is sealed stays sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlteredRow:
    """A row in which the merge changed more than whom it belongs to."""

    table: str
    """Name of the table."""
    id: int
    """The row."""
    before: Mapping[str, str | None]
    """The changed columns as they were, as PostgreSQL writes them as text."""
    after: Mapping[str, str | None]
    """The same columns as the merge left them; one that was changed since is left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """All that a merge changed in one owner's tables: enough to bring every byte back. It is kept sealed."""

    moved: tuple[MovedRows, ...] = ()
    """What now belongs to the winner."""
    folded: tuple[FoldedRow, ...] = ()
    """What the winner had already."""
    altered: tuple[AlteredRow, ...] = ()
    """What was changed otherwise."""

    def __add__(self, other: MergeReport) -> MergeReport:
        """Both reports in one, in the order in which the work was done."""
        return MergeReport(
            moved=self.moved + other.moved,
            folded=self.folded + other.folded,
            altered=self.altered + other.altered,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What a run of retention let go."""

    deleted: Mapping[str, int] = field(default_factory=dict)
    """Table to rows that are gone."""
    anonymised: Mapping[str, int] = field(default_factory=dict)
    """Table to rows that stay and tell of nobody any more."""
    more: bool = False
    """Whether more is due: the runner commits and calls again, so that no transaction grows large."""

    def __add__(self, other: RetentionReport) -> RetentionReport:
        """Both reports in one, the numbers of a table added up."""
        return RetentionReport(
            deleted=_added(self.deleted, other.deleted),
            anonymised=_added(self.anonymised, other.anonymised),
            more=self.more or other.more,
        )


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {table: one.get(table, 0) + other.get(table, 0) for table in {**one, **other}}


@hookspec(kind=HookKind.DUTY)
def export_personal_data(tenant_id: int, subject: Subject) -> Iterable[ExportFile]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Hand out all that is kept about a subject, as files of which the runner makes one package.

    Reads only. `subject.ids` are the ids to look for; `rows_of_subject` makes a file of a table's rows in one
    statement, with what is sealed opened. Nothing is to be masked: the package is for the subject. Leave out what is
    about other people. Without rows give no file.

    Called for every loaded plugin, also where the group has it switched off, since what it kept is kept all the
    same. Not called for a plugin that is not loaded; the package then says that its part is missing.

    A failure leaves the plugin's part out; the package says so, the duty is tried again by a job, and the privacy
    officer and the operator see it until it succeeds.
    """


@hookspec(kind=HookKind.DUTY)
def erase_personal_data(tenant_id: int, subject: Subject, mode: EraseMode) -> ErasureReport:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Make the subject vanish from what is kept, and report it in numbers; `erase_rows` does so for a table.

    mode: `erase` deletes rows that are about the subject alone, `anonymise` keeps them for the figures, emptied of
    every personal column and of whom they were about. Rows that others need (another customer's, a ledger's) stay
    in both, and are reported as `kept` with the reason. Rows of append-only tables are never touched here: report
    them. Files that are attached to rows go with `erase_files`.

    A dry run is this same call in a transaction that is rolled back: do nothing that a rollback does not undo, and
    in particular send nothing. Must be safe to call again: the second time there is nothing left to do.

    Called for every loaded plugin, also where the group has it switched off. A failure undoes this plugin's part
    alone; the others' stay erased, the duty is tried again by a job, and the privacy officer and the operator see
    it until it succeeds.
    """


@hookspec(kind=HookKind.DUTY)
def merge_customers(tenant_id: int, merge_id: int, winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Give the winner what belongs to the losers, since all of them are one customer; `move_rows` does so for a table.

    Everything that is changed is reported, because un-merging brings it back byte for byte: rows that moved by id,
    rows that were taken away with their content, other changes with what was there before. Rows of append-only
    tables are not moved: read them by all ids of the subject (`customer_ids_of`). Do not change `row_version`
    or `updated_at` of rows that only move. The losers' own rows stay, so that keys to them hold.

    merge_id: names the merge; a second call with the same finds nothing to move and reports nothing.

    Called for every loaded plugin, also where the group has it switched off, in the transaction of the merge. A
    failure undoes this plugin's part alone: the merge holds, the plugin's rows stay with the losers until the
    duty, which is tried again by a job, succeeds; the privacy officer and the operator see it until then.
    """


@hookspec(kind=HookKind.DUTY)
def unmerge_customers(tenant_id: int, merge_id: int, report: MergeReport) -> int:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Bring back what `merge_customers` changed, from the plugin's own report; returns how many rows came back.

    `put_back` does all of it. What was made for the winner since the merge stays with the winner, and what was
    changed since stays changed. Derived data (tokens, counters) is to be worked out anew here.

    Called, within thirty days of a merge, for every loaded plugin that has reported anything for it, also where
    the group has it switched off. A failure undoes this plugin's part alone; it is tried again by a job.
    """


@hookspec(kind=HookKind.DUTY)
def apply_retention(tenant_id: int, at: datetime) -> RetentionReport:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Let go of what is kept longer than the plugin says in `data_categories`, reckoned from `at` (aware).

    Take a few thousand rows at a time and report `more` while there are further ones; each call is committed by
    itself. Rows of append-only tables are not the plugin's to delete.

    Called once a night for every group and every loaded plugin, also where the group has it switched off. A
    failure undoes this call alone; it is tried again by a job.
    """
