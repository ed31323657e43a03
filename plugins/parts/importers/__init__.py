"""What comes in from files: the catalogue, and what lies in the stores at the beginning."""

from plugins.parts.importers.catalogue import CATALOGUE_IMPORTER
from plugins.parts.importers.opening import OPENING_IMPORTER

IMPORTERS = [CATALOGUE_IMPORTER, OPENING_IMPORTER]

__all__ = ["IMPORTERS"]
