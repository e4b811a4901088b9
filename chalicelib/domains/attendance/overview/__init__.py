"""A class's attendance as a whole: counts, and everybody over all sessions. Each session's presences are kept as one sheet (sk SHEET)."""
