"""How late the counter may put something right or bring it in. Pure."""

from datetime import timedelta

UNDO_WITHIN = timedelta(minutes=15)
"""After a scan, for the device that made it."""
UPLOAD_UNTIL = timedelta(hours=24)
"""After a session has closed, for scans that were kept off line."""
CLOCKS_DIFFER_BY = timedelta(minutes=1)
"""From this on the difference between a counter's clock and ours is told."""
