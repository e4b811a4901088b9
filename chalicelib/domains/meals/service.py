"""What the other workflows may use of meals: the trainee's card."""

from chalicelib.domains.meals.meals import card

__all__ = ["card"]
