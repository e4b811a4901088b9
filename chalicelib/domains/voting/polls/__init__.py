"""A poll until it opens, and when it is open."""
