"""What the pages of analysis show, worked out from sums of balances and from volumes."""
