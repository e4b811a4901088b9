"""How long things of a case wait, live and are remembered. When lecturers are reminded: confirming/reminder_rules. Pure."""

from datetime import timedelta

ANSWER_WITHIN = timedelta(days=7)
"""Proposed to the organizer as the day by which a lecturer is asked to confirm."""
LINK_LIVES = timedelta(days=90)
"""From the mail to the end of its link; also the latest day that a lecturer may be given to answer."""
READABLE_AFTERWARDS = timedelta(days=60)
"""How long a lecturer can still open a case that is paid, or has failed, after it came to that."""
CAPTCHA_LIVES = timedelta(minutes=5)
LECTURER_IDLE = timedelta(minutes=15)
"""Without a press, on the centre's tablet as on an own phone, before the lecturer is signed out."""
BROWSER_KNOWN_FOR = timedelta(days=180)
"""A browser that has opened a case counts its own failures."""
PAID_AFTER_CLASS = timedelta(days=14)
"""After the last day of a class: proposed as the day of payment."""
