"""Plugins that break the contract, each in one place: variations of one sound plugin, and of complaints."""
