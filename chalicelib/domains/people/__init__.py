"""People: who somebody is. Accounts of staff, sign-in, and the key that stands for a trainee's ID number.

Promises: a password is known to Cognito alone; five failed sign-ins close the door for 15 minutes, with one answer whatever was wrong,
and a stranger cannot close it for a browser that has signed in before; every change of an account is recorded and never altered;
an ID number is nowhere, only its keyed hash.
States of an account:  temporary password ──first sign-in──▶ active ◀──enable / disable──▶ disabled; a reset goes back to the start.
Keys (people table): pk ACCOUNT#<username>, sk CHANGE#<time>#<id>   what was changed, by whom; append-only
                     pk FAILURES#<kind>#<hashed key>#<window>, sk FAILURES   failed attempts of a quarter of an hour; expires
Modules: model (ID numbers), lockout_rules, account_rules; store; attempts, signing_in, directory behind service; routes*; jobs.
"""
