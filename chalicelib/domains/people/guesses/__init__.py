"""Guesses at the doors where a number is typed that somebody else could type as well.

Promises: no door can be tried without bound, and none of its bounds hangs on what the one who tries can throw away; a guess is looked at
before anything is decided by it. Who is known already (a signed mark of the browser, a link, the desk) is asked by nobody here.
Key (people table): pk GUESSES#<door>#<keyed hash of place or network>#<window>, sk GUESSES: marks of what was guessed wrong; expires.
"""
