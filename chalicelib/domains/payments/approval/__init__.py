"""From confirmed cases to an approved application: applied for, decided step by step, and its voucher."""
