"""Aftercare: multi-tenant after-sales customer care for car dealer groups."""
