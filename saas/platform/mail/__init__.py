"""Mail to staff: written in the transaction of what it tells of, sent afterwards."""
