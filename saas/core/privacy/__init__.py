"""Consent, do-not-contact and the one gate that every contact with a customer passes."""
