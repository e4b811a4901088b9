"""What somebody was there for: the 節 of each session, counted one by one from the two scans and the leave."""
