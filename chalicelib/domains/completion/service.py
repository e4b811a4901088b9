"""What the other workflows may use of completion: the trainee's card."""

from chalicelib.domains.completion.certificates import card

__all__ = ["card"]
