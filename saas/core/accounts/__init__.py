"""Accounts of people, their membership in groups, invitations, sign-in, and tokens of programs."""
