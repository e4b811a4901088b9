"""Sign-ins that are ended before their time (sk ALL, ENDED#<id> of VISITS#<whose>)."""
