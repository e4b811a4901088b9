"""Who may go on typing numbers: at the room's code, and at the counter."""
