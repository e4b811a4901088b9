"""Handouts of a class (班期講義): each is given out after a check at every click.

    handout  no file ──upload looked at──▶ later ──release──▶ open;   withdrawn and given again by its organizer

Keys: pk = <class id>#HANDOUTS, sk = H#<id>#<n>, F#<id>#<upload>; pk = <class id>#HANDOUT#<id>, sk = <person>#<time>: links given out.
"""
