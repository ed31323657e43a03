"""What comes in from files: the catalogue, what lies in the stores at the beginning, and price lists of suppliers."""

from plugins.parts.importers.catalogue import CATALOGUE_IMPORTER
from plugins.parts.importers.opening import OPENING_IMPORTER
from plugins.parts.importers.terms import TERMS_IMPORTER

IMPORTERS = [CATALOGUE_IMPORTER, OPENING_IMPORTER, TERMS_IMPORTER]

__all__ = ["CATALOGUE_IMPORTER", "IMPORTERS", "OPENING_IMPORTER"]
