# file: event
"""What is done when something was heard: thin callers of operations, safe to run twice."""

from __future__ import annotations

from saas.plugin_api import Subscription

from aftercare_plugname.events import NoteAdded
from aftercare_plugname.operations import replace_older


def note_added(event: NoteAdded) -> None:
    """Of notes that say the same only the newest stays open."""
    replace_older(event.note_id, event.customer_id)


SUBSCRIPTIONS = [Subscription(event=NoteAdded, handler=note_added)]
