"""Attachments and generated files, sealed at rest."""
