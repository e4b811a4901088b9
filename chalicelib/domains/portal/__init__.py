"""The trainee's one page (學員服務網), and what a class ends with: the list of who completed, certificates, learning hours.

Promises of the page: it opens for who is on the roster at that moment, and each function is one tap away with its state in words; a meal
stands as chosen from its cut-off on, and the kitchen is told once, without names; a handout is given out after a check at every click.

    meal of a day  open ──cut-off──▶ closed ──schedule──▶ the kitchen is mailed
    handout        no file ──upload looked at──▶ later ──release──▶ open;   withdrawn and given again by its organizer

Promises of the end: a list of who completed is frozen as a version, and a correction is another version with its reason; each certificate
stands for one line of such a list, is sealed, and its code says to anyone how it stands today; ID numbers of the learning hours pass
through a worker and are forgotten within the hour.

    list         confirming ──▶ confirmed | outdated (the data changed between looking and confirming)
    certificate  waiting ──▶ ready | failed ──make again──▶ waiting;   standing: valid | replaced | withdrawn, by the list in force

Keys of the page: pk = class id or STANDARD, sk = TEXTS#<n>; pk = class id, sk = MEALS#<n>; pk = <class id>#MEALS, sk = <person>#<n>; pk =
KITCHEN#<day>, sk = <when>#<class id>#…: mails that are due. pk = <class id>#HANDOUTS, sk = H#<id>#<n>, F#<id>#<upload>; pk =
<class id>#HANDOUT#<id>, sk = <person>#<time>: links given out. Of everything numbered the last is in force.

Keys of the end: pk = class id, sk = COMPLETION-RULE#<n>, COMPLETION#<n>. pk = <class id>#COMPLETION#<n>, sk = <person>: one line of a
list. pk = CERTIFICATE#<code>, sk = CERTIFICATE: whose it is. pk = HOURS, sk = <time>#<id>: files with ID numbers, until they are deleted.
"""
