"""What the other workflows may use of handouts: the trainee's card."""

from chalicelib.domains.handouts.handouts import card

__all__ = ["card"]
