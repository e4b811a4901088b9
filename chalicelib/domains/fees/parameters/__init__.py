"""What a regulation sets, as dated values."""
