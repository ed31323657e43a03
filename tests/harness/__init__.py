"""Servers, databases and the application that every test may ask for."""
