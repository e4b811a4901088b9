"""What is deleted of leave when its time is over."""
