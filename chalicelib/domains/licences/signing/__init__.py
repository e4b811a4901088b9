"""What the lecturer does with the link, and the sealed document that comes of it."""
