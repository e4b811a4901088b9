"""What `make run` keeps beside the tables, and that a table which is not what it was is not used."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.cloud import accounts, files, keys, mail
from chalicelib.identity import Role
from infra.local import cloud, persistence
from tests.support.builders import make_account


def test_documents_accounts_and_the_seal_outlive_a_restart(now: datetime, aws: Callable[[str], Any], tmp_path: Path) -> None:
    """A file with its type, an account with its role and password, and the key of the seal are there after everything was made anew."""
    files.save("certificates/one.pdf", b"%PDF-1.4", "application/pdf")
    make_account("organizer1", now)
    accounts.set_password("organizer1", "A-Long-Secret-1", temporary=False)
    before = keys.seal_public_key()
    persistence.save(tmp_path, dict(os.environ))
    cloud.empty()
    made_anew = os.environ | {"SEAL_KEY_ID": cloud.make_seal()}
    persistence.restore(tmp_path, made_anew)
    found = aws("s3").get_object(Bucket=os.environ["DOCUMENTS_BUCKET"], Key="certificates/one.pdf")
    assert (found["Body"].read(), found["ContentType"]) == (b"%PDF-1.4", "application/pdf")
    assert aws("kms").get_public_key(KeyId=made_anew["SEAL_KEY_ID"])["PublicKey"] == before
    assert accounts.groups_of("organizer1") == (Role.ORGANIZER,)
    assert isinstance(accounts.sign_in("organizer1", "A-Long-Secret-1"), accounts.User)


def test_mails_outlive_a_restart(now: datetime, tmp_path: Path) -> None:
    """The mailbox shows after a restart what it showed before: the way in of a lecturer who has not answered yet."""
    mail.send(mail.compose(mail.Mail("lecturer1@example.edu.tw", "請簽署授權書", "連結", "<p>連結</p>")))
    persistence.save(tmp_path, dict(os.environ))
    cloud.empty()
    persistence.restore(tmp_path, os.environ | {"SEAL_KEY_ID": cloud.make_seal()})
    assert [each["Subject"] for each in cloud.sent_mail()] == ["請簽署授權書"]


def test_a_kept_table_with_another_index_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text names the table and says what to do, instead of errors on the pages that need the index."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")  # tables of its own
    cloud.make_tables()
    cloud.make_tables()
    dynamodb = boto3.Session().client("dynamodb")
    dynamodb.update_table(TableName=cloud.name_of("ClassesTable"), GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_calendar"}}])
    with pytest.raises(cloud.SchemaChanged, match=r"ClassesTable .*FRESH=1"):
        cloud.make_tables()


def test_nobody_else_may_read_it(now: datetime, tmp_path: Path) -> None:
    """Passwords and the private key lie in files of their owner alone."""
    persistence.save(tmp_path / "kept", dict(os.environ))
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "kept").iterdir()} == {0}
