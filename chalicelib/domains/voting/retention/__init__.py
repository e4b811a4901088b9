"""What is deleted of votes when its time is over."""
