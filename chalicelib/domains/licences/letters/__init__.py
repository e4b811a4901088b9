"""Letters from the timetable to the lecturer and after: sent, reminded, revoked, renewed, signed on paper."""
