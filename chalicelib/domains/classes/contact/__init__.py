"""Whom to ask about a class."""
