"""Surveys (線上問卷): built from questions or a template, answered once on a phone, shown as bars, compared over classes.

Promises: one answer per person, decided by the write itself; in an anonymous survey nothing that is stored ties the answer to the
person: the marker (an HMAC of the person under the survey) and the answer (under a random key) have no time, order or token in common,
and results come from five answers on, in steps of five while it is open; what is asked cannot change once it was open; nothing is deleted.

    draft ──▶ planned ──opens_at──▶ open ──closes_at──▶ closed      (the times are the state; "now" is a time too)

Keys: pk = <class>, sk = SURVEY#<id>, as it stands; pk = SURVEY#<id>, sk = V#<n> each version, SHOWN the results of an open anonymous
survey, REMINDED#<day>, TOLD#<day>#<marker>. pk = MARKS#<id>, sk = <marker>. pk = ANSWERS#<id>, sk = <random>, or <person> where named.
pk = TEMPLATES, sk = <id> the latest version; pk = TEMPLATE#<id>, sk = V#<n> each version, USED#<time>#<class>#<survey> who used it.
"""
