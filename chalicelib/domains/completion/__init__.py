"""What a class ends with: the list of who completed, certificates, learning hours.

Promises: a list of who completed is frozen as a version, and a correction is another version with its reason; each certificate
stands for one line of such a list, is sealed, and its code says to anyone how it stands today; ID numbers of the learning hours pass
through a worker and are forgotten within the hour.

    list         confirming ──▶ confirmed | outdated (the data changed between looking and confirming)
    certificate  waiting ──▶ ready | failed ──make again──▶ waiting;   standing: valid | replaced | withdrawn, by the list in force

Keys: pk = class id, sk = COMPLETION-RULE#<n>, COMPLETION#<n>. pk = <class id>#COMPLETION#<n>, sk = <person>: one line of a
list. pk = CERTIFICATE#<code>, sk = CERTIFICATE: whose it is. pk = HOURS, sk = <time>#<id>: files with ID numbers, until they are deleted.
"""
