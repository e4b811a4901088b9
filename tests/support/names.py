"""The city's and the centre's names, however they are written. 本處 and 處內 are how this centre, not every one, speaks of itself."""

import re

THEIRS = re.compile(r"[臺台]北|訓練處|公訓處|本處|處內|市府|[eEｅＥ]大|Taipei|TaipeiPASS|\.taipei|elearningtaipei")
