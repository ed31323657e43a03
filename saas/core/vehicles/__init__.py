"""Vehicles: identity, ownership over time, service records."""
