"""Kano appraisal: what customers want of the service, and how staff are judged by it."""
