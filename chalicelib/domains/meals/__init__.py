"""Meals of a class (茹素登記): a meal stands as chosen from its cut-off on, and the kitchen is told once, without names.

    meal of a day  open ──cut-off──▶ closed ──schedule──▶ the kitchen is mailed

Keys: pk = class id, sk = MEALS#<n>; pk = <class id>#MEALS, sk = <person>#<n>; pk = KITCHEN#<day>, sk = <when>#<class id>#…: mails that are
due. Of everything numbered the last is in force.
"""
