"""What the product stands on; it knows nothing of dealers."""
