"""Passwords, usernames, the way on after sign-in, and the lock: the rules alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.people import account_rules as rules
from chalicelib.domains.people import lockout_rules as lockout
from chalicelib.errors import InvalidInput
from chalicelib.identity import Role
from infra.local.cloud import of_type

START = datetime(2026, 3, 2, tzinfo=UTC)
FORM = {"username": "wang.ming", "name": "王小明", "email": "wang@gov.example", "agency": ""}


def test_our_password_rules_are_the_pools() -> None:
    """The words that a person reads name what Cognito's policy really asks."""
    policy = of_type("AWS::Cognito::UserPool")["UserPool"]["Policies"]["PasswordPolicy"]
    asked = {name: policy[f"Require{name}"] for name in ("Uppercase", "Lowercase", "Numbers", "Symbols")}
    assert asked == {"Uppercase": True, "Lowercase": True, "Numbers": True, "Symbols": False}
    assert policy["MinimumLength"] == rules.PASSWORD_LENGTH


def test_temporary_passwords_fulfil_the_rules() -> None:
    """A thousand of them pass the check, differ, and hold nothing that looks alike on paper."""
    made = {rules.temporary_password() for _ in range(1000)}
    for password in made:
        rules.check_new_password(password, password)
    assert len(made) == 1000
    assert not set("".join(made)) & set("0O1lI")


@pytest.mark.parametrize(
    ("password", "missing"),
    [("Aa1", "12 個字"), ("a" * 11 + "1", "大寫"), ("A" * 11 + "1", "小寫"), ("Aa" * 6, "數字"), ("Aa1" * 33, "12 個字")],
)
def test_a_weak_password_is_told_what_it_lacks(password: str, missing: str) -> None:
    """Each missing kind of character is named."""
    with pytest.raises(InvalidInput, match=missing):
        rules.check_new_password(password, password)


@given(st.text(max_size=60))
def test_next_never_leaves_the_site(path: str) -> None:
    """Whatever is asked for, the way on begins with one slash and holds no backslash, space or control character."""
    onward = rules.safe_next(path)
    assert onward.startswith("/")
    assert not onward.startswith("//")
    assert not set(onward) & set("\\ \r\n\t")


@pytest.mark.parametrize("path", ["/", "/classes", "/classes/115-B00492-1?page=2", "/accounts/wang.ming"])
def test_next_keeps_a_path_of_ours(path: str) -> None:
    """A page of ours is where the person wanted to go."""
    assert rules.safe_next(path) == path


def test_a_whole_form_becomes_an_account() -> None:
    """Nothing is cut or changed but the username's case."""
    account = rules.checked_account({**FORM, "username": " Wang.Ming "}, {Role.GUARD})
    assert (account.username, account.name, account.roles) == ("wang.ming", "王小明", {Role.GUARD})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("username", typed) for typed in ("ab", "王小明", "a/b/c", "a" * 33, "new")),
        *(("name", typed) for typed in ("", "王" * 61)),
        *(("email", typed) for typed in ("a@b", "a b@c.d")),
        ("agency", "局" * 101),
    ],
)
def test_each_wrong_field_is_named(field: str, value: str) -> None:
    """One mistake, one reason, at its own field."""
    with pytest.raises(InvalidInput) as caught:
        rules.checked_account({**FORM, field: value}, {Role.GUARD})
    assert set(caught.value.fields) == {field}


def test_a_change_is_told_in_words() -> None:
    """Only what differs is told, as old and new."""
    before = rules.checked_account(FORM, {Role.GUARD})
    after = rules.checked_account({**FORM, "agency": "工務局"}, {Role.AGENCY_HR})
    assert rules.change_of(before, before) == ""
    assert rules.change_of(before, after) == "機關：（空白） → 工務局；角色：警衛室 → 機關人事"


@given(st.lists(st.integers(0, 3600), max_size=12), st.integers(0, 4800))
def test_the_lock_is_what_its_sentence_says(seconds: list[int], at: int) -> None:
    """Locked exactly while five failures within 15 minutes end less than 15 minutes ago."""
    past = sorted(second for second in seconds if second <= at)
    expected = any(past[n + 4] - past[n] < 900 and at - past[n + 4] < 900 for n in range(len(past) - 4))
    times = [START + timedelta(seconds=second) for second in past]
    assert lockout.locked(times, START + timedelta(seconds=at)) == expected


@given(st.integers(0, 100_000), st.integers(0, 1799))
def test_the_windows_read_hold_every_failure_that_matters(second: int, ago: int) -> None:
    """A failure of the last 30 minutes lies in a window that is read, and that has not expired."""
    moment = START + timedelta(seconds=second)
    failure = moment - timedelta(seconds=ago)
    assert lockout.window(failure) in lockout.windows_that_matter(moment)
    assert lockout.window_expires(failure) > moment.timestamp()
