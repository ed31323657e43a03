"""What can go wrong with an embedded server, said in words that name the remedy."""


class EmbeddedError(Exception):
    """An embedded server cannot be found, prepared, started or reached; the message says what to do."""
