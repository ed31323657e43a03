"""Webhooks: tell other systems what happened in a group, signed, until they have heard it."""
