"""Voting (線上投票): a poll made in a minute, one ballot a person, results at once, and a list of ballots that anyone can recount.

Promises: one ballot per voter, decided by the write itself; a secret ballot cannot be tied to its voter by anything that is stored or
logged: the marker (an HMAC of the person under the poll) and the ballot (under a random receipt) have no time, order or token in
common; what a poll asks cannot change once it was open; nothing is deleted.

    draft ──▶ planned ──opens_at──▶ open ──closes_at──▶ counting ──one minute──▶ closed      (the times are the state; "now" is a time too)

A ballot is taken where the poll was open when the press arrived; no vote writes to what another vote writes to, or checks it. The minute
of counting is longer than a request can live: after it no ballot can come any more, and the list is published.

Keys, PollsTable: pk = <class>, sk = POLL#<id>, as it stands; pk = POLL#<id>, sk = V#<n> each version, PHOTO#<candidate> its picture;
pk = MARKS#<id>, sk = <marker>. BallotsTable: pk = <poll>, sk = <receipt>: the choices; where named, also who.
"""
