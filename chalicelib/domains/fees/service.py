"""What the other workflows may use of fees.

Case, State          a fee case, and where it stands
of_class             the cases of a class
progress             how long cases stay where (for the benefits)
made_between         the cases made in a time
"""

from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.progress_rules import progress
from chalicelib.domains.fees.store import each_made_between as made_between
from chalicelib.domains.fees.store import of_class

__all__ = ["Case", "State", "made_between", "of_class", "progress"]
