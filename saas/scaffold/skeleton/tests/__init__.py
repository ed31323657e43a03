"""What the plugin promises."""
