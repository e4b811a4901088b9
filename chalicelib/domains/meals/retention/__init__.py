"""What is deleted of meals when its time is over."""
