"""What the portal does later: nothing yet."""
