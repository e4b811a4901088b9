"""What is deleted of attendance when its time is over."""
