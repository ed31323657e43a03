"""Pages and API of quality issues, which hang on the blueprints of complaints once they are loaded."""

from plugins.complaints.quality import api, lists, views

__all__ = ["api", "lists", "views"]
