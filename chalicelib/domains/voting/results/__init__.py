"""What the ballots come to, and the list of them."""
