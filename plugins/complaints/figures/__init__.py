"""Figures of complaints: how many there are, how soon they are answered, how they end and whether customers are content."""
