"""A newer data key for a group: what is sealed is sealed anew in the background, and the old key destroyed."""

from saas.platform.key_rotation.operations import Standing, rotate, standing

__all__ = ["Standing", "rotate", "standing"]
