"""What is deleted of surveys when its time is over."""
