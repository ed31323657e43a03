"""Pages and API of early warnings, which hang on the blueprints of complaints once they are loaded."""

from plugins.complaints.warning import api, views

__all__ = ["api", "views"]
