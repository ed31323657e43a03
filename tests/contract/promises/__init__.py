"""What plugins and their authors are promised, and whether each promise is told, shown and translated."""
