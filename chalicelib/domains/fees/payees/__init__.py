"""Whom the money goes to: ID numbers and accounts, encrypted."""
