"""A case until it is sent: made, edited, cancelled."""
