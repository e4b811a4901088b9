"""What a document needs so that it can be believed: its chain of events, the signature on it, the seal over it."""
