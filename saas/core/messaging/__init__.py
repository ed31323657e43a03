"""What is sent to customers; each message carries the decision that allowed it."""
