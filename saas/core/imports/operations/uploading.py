"""Take a file: refused at once where its content says so, stored sealed, then read in the background."""

from __future__ import annotations

from typing import IO, Final

from saas.core.imports.archives import check_archive
from saas.core.imports.detect import FileKind, detect
from saas.core.imports.kinds import kind_to_take
from saas.core.imports.models import ImportRun
from saas.core.imports.opening import layout_of, private_copy
from saas.core.imports.problems import FileRefusedError
from saas.core.imports.words import refusal_in_words
from saas.platform.audit import record
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.files import store_file
from saas.platform.files.kinds import CSV, TEXT, UNKNOWN, XLSX, ZIP
from saas.platform.jobs import enqueue

LOOK: Final = "imports.look"
MOST_BYTES: Final = 200 * 1024 * 1024
# What the content is was judged before; these are the names that the files room has for it.
_KINDS: Final = frozenset({XLSX, ZIP, CSV, TEXT, UNKNOWN})


def upload_file(stream: IO[bytes], name: str, importer: str = "") -> ImportRun:
    """Begin an import with a file; its columns are read in the background.

    stream: read to its end. name: as the person's machine called it. importer: the key of what it holds, empty for
    customers, vehicles and visits. Raises Invalid at `file` for one that cannot be imported, in words that say what to
    do; NotFound for an importer that is not there, Forbidden without its right.
    """
    kind = kind_to_take(importer)
    with private_copy(stream) as path:
        try:
            found = detect(path, name)
            if found.kind is FileKind.XLSX:
                check_archive(path).close()
        except FileRefusedError as error:
            raise Invalid("file", str(refusal_in_words(error.code))) from None
        with path.open("rb") as copy:
            attachment = store_file(
                copy,
                name=name,
                owner_type="import_run",
                owner_id=None,
                accepted=_KINDS,
                most_bytes=MOST_BYTES,
            )
    session().flush()
    run = ImportRun(
        importer=kind.key, attachment_id=attachment.id, filename=attachment.name, layout=layout_of(found)
    )
    session().add(run)
    session().flush()
    attachment.owner_id = run.id
    run.job_id = enqueue(LOOK, {"import_run_id": run.id})
    detail = {"importer": kind.key, "size": attachment.size, "kind": found.kind, "misnamed": found.misnamed}
    record("imports.run.uploaded", "import_run", run.id, detail=detail)
    return run
