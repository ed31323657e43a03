"""Plugtitle: short notes on customers, each with a day by when something is to be done."""
