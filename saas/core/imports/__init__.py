"""Imports: files of dealers, read, mapped, judged and taken over."""
