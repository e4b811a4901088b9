"""How long things of a letter wait and live. When lecturers are reminded: letters/reminder_rules. Pure."""

from datetime import timedelta

ANSWER_WITHIN = timedelta(days=14)
"""Proposed to the organizer, for many classes at once, as the day by which lecturers are asked to answer."""
ANSWER_WITHIN_AT_MOST = timedelta(days=30)
"""The same for one class, whose letters are due on the day before it begins, but not later than this; and for a renewal."""
LINK_LIVES = timedelta(days=60)
"""From the mail to the end of its link; also the latest day that a lecturer may be given to answer."""
COPY_LIVES = timedelta(days=365)
"""How long the link to the sealed letter works."""
CODE_LIVES = timedelta(minutes=15)
"""From the mail with the six digits."""
CODE_PAUSE = timedelta(seconds=60)
"""Between two codes."""
ENDS_SOON = timedelta(days=60)
"""Before a licence ends: it is listed, and its organizers are told."""
