"""The duties of rooms and plugins, called for one subject, kept track of, and tried again until everybody has done theirs."""

from saas.core.privacy.runner.erasing import erase_subject, plan_erasure
from saas.core.privacy.runner.exporting import export_subject
from saas.core.privacy.runner.merging import merge, unmerge
from saas.core.privacy.runner.retention import apply_group_retention
from saas.core.privacy.runner.retrying import try_again

__all__ = [
    "apply_group_retention",
    "erase_subject",
    "export_subject",
    "merge",
    "plan_erasure",
    "try_again",
    "unmerge",
]
