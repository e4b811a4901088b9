"""What a trainee does: apply, prove, change, withdraw."""
