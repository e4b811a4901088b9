"""Licence letters (授權書) and the licence database.

Promises: an edit of a template makes a new version, and a letter keeps the one it was sent with; whatever a letter allows is data, not only
prose; one conditional write signs, declines, revokes or withdraws, and every change appends an event to the letter's hash chain in the same
transaction; a signed letter is never changed, its document is sealed by a worker and made again until it stands; withdrawals are recorded,
never erased. What is not clearly licensed is taken as not licensed (著作權法第 37 條).

    letter    sent ──open──▶ opened ──sign──▶ signed ──withdraw──▶ withdrawn
               │ └───────────sign──────────────▲  └──a renewal is signed──▶ superseded
               ├──decline──▶ declined          (a declined or revoked letter can be sent anew: another letter)
               └──revoke──▶ revoked
    document  none ──sign──▶ waiting ──seal──▶ ready | failed ──make again──▶ waiting

Keys: pk = letter id; sk = LETTER, EVENT#<n>, SIGNATURE, CODE. pk LINK#<sha256 of the token>, sk LINK. pk TEMPLATES, sk <template>; pk
TEMPLATE#<template>, sk V#<version>. pk TERM#<two characters> and ENDS#<month>, sk <letter id>: the search. Indexes by_class (class id,
letter id), by_status_partition (open#<shard> or the month of signing, letter id) and by_document (sparse: what is not sealed yet).
"""
