"""The trainee's one page (學員服務網): it opens for who is on the roster at that moment, and each of the ten functions is one tap away
with its state in words.

Keys: pk = class id or STANDARD, sk = TEXTS#<n>: links and notes; the last is in force.
"""
