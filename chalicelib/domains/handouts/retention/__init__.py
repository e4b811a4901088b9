"""What is deleted of handouts when its time is over."""
