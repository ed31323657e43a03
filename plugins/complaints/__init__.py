"""Complaints: registered, acknowledged in time, given a handler and closed with a result."""
