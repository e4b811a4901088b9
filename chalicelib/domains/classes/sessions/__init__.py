"""The sessions of a class: proposed, added, edited, cancelled, and the day's list."""
