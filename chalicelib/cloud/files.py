"""S3. Uploads come by presigned POST into a bucket that forgets after a day; documents live in a versioned bucket.

Neither bucket's encryption is said here: a header would put the service's own key in the place of the bucket's (infra/resources.yaml).
A missing object is 404 only to a role that may list the bucket; 403 is a refusal and stays an error (docs/decisions.md, 2026-12-01).
A presigned URL dies with the credentials that signed it, so none is ever stored or mailed: it is made at the click, for a few minutes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.cloud import calls
from chalicelib.cloud.clients import client
from chalicelib.errors import NotFound, UploadGone
from chalicelib.settings import settings

# The first part of every key. What each is for, how long it is kept, and what ends it: docs/data-protection.md.
DOCUMENTS = frozenset({"certificates", "exports", "fees", "handouts", "imports", "leave", "licences", "payments", "photos", "seal"})
UPLOADS = frozenset({"bank-results", "handouts", "hours", "imports", "papers", "photos", "proofs", "verify"})
PASSING = frozenset({"bank-ready", "hours-ready", "withholding-ready"})
NAME_FIELD = "x-amz-meta-name"
_MINUTES = 60


@dataclass(frozen=True)
class UploadForm:
    """What an HTML form needs: post `fields`, then the file, to `url`."""

    url: str
    fields: dict[str, str]


def upload_form(key: str, *, largest: int, return_to: str, minutes: int = 30, named: bool = False) -> UploadForm:
    """A form that may put one file of 1 to `largest` bytes at `key`, then brings the browser back to `return_to`.

    `named`: a script may put the file's own name, percent-encoded, into the field NAME_FIELD.
    """
    _check_place(key, UPLOADS)
    fields = {"success_action_redirect": return_to}
    conditions: list[Any] = [{"success_action_redirect": return_to}, ["content-length-range", 1, largest]]
    if named:
        fields[NAME_FIELD] = "-"
        conditions.append(["starts-with", f"${NAME_FIELD}", ""])
    answer = client("s3").generate_presigned_post(
        settings().uploads_bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=minutes * _MINUTES
    )
    return UploadForm(url=answer["url"], fields=answer["fields"])


def upload_size(key: str) -> int:
    """Bytes; raises UploadGone."""
    return upload_facts(key)[0]


def upload_facts(key: str) -> tuple[int, str]:
    """Bytes, and the name that the form sent, "" where none came; raises UploadGone."""
    try:
        found = client("s3").head_object(Bucket=settings().uploads_bucket, Key=key)
    except ClientError as error:
        raise _translated(error, UploadGone) from error
    return int(found["ContentLength"]), str(found.get("Metadata", {}).get("name", ""))


def read_upload(key: str, *, first: int = 0) -> bytes:
    """All of it, or only the `first` bytes. Raises UploadGone."""
    return _read(settings().uploads_bucket, key, UploadGone, **({"Range": f"bytes=0-{first - 1}"} if first else {}))


def keep_upload(key: str, kept: str, content_type: str) -> None:
    """Copies an upload to the documents bucket as `kept`, inside S3 (to 5 GB): nothing of it passes through here."""
    _check_place(kept, DOCUMENTS)
    client("s3").copy_object(
        Bucket=settings().documents_bucket,
        Key=kept,
        CopySource={"Bucket": settings().uploads_bucket, "Key": key},
        ContentType=content_type,
        Metadata={},
        MetadataDirective="REPLACE",
    )


def delete_upload(key: str) -> None:
    client("s3").delete_object(Bucket=settings().uploads_bucket, Key=key)


def save(key: str, data: bytes, content_type: str, *, keep_until: datetime | None = None) -> None:
    """With `keep_until` the object can be neither overwritten nor deleted before then, but by whoever may bypass governance."""
    _check_place(key, DOCUMENTS)
    lock: dict[str, Any] = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": keep_until} if keep_until else {}
    client("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=data, ContentType=content_type, **lock)


def read(key: str) -> bytes:
    """A document. Raises NotFound."""
    return _read(settings().documents_bucket, key, NotFound)


def save_temporary(key: str, data: bytes, content_type: str) -> None:
    """In the uploads bucket, which forgets within a day: for what must not be kept. `passing_url` gives it out, `delete_upload` ends it."""
    _check_place(key, PASSING)
    client("s3").put_object(Bucket=settings().uploads_bucket, Key=key, Body=data, ContentType=content_type)


def passing_url(key: str, file_name: str, *, minutes: int = 3) -> str:
    """As `download_url`, for what `save_temporary` keeps."""
    return _url(settings().uploads_bucket, key, file_name, minutes)


def download_url(key: str, file_name: str, *, minutes: int = 3) -> str:
    """A URL that saves the document under `file_name` (any characters) and lives for `minutes`."""
    return _url(settings().documents_bucket, key, file_name, minutes)


def forget(prefix: str) -> int:
    """Deletes everything below the prefix of documents, every version; returns how many. What is locked stays: S3 refuses.

    For the one function that may (infra/deploy/policies.py).
    """
    gone = 0
    pages = client("s3").get_paginator("list_object_versions").paginate(Bucket=settings().documents_bucket, Prefix=prefix)
    for page in pages:
        keys = [
            {"Key": each["Key"], "VersionId": each["VersionId"]} for kind in ("Versions", "DeleteMarkers") for each in page.get(kind, ())
        ]
        if keys:
            client("s3").delete_objects(Bucket=settings().documents_bucket, Delete={"Objects": keys, "Quiet": True})
        gone += len(keys)
    return gone


def _check_place(key: str, places: frozenset[str]) -> None:
    """Raises ValueError for a place that nobody has said of how long it is kept."""
    if key.partition("/")[0] not in places:
        raise ValueError(f"{key.partition('/')[0]} is no place for files")


def _url(bucket: str, key: str, file_name: str, minutes: int) -> str:
    disposition = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return str(
        client("s3").generate_presigned_url(
            "get_object",
            Params={"Bucket": bucket, "Key": key, "ResponseContentDisposition": disposition},
            ExpiresIn=minutes * _MINUTES,
        )
    )


def _read(bucket: str, key: str, missing: type[NotFound], **part: str) -> bytes:
    try:
        return bytes(client("s3").get_object(Bucket=bucket, Key=key, **part)["Body"].read())
    except ClientError as error:
        raise _translated(error, missing) from error
    except BotoCoreError as error:  # broken off while it was read
        raise calls.outage() from error


def _translated(error: ClientError, missing: type[NotFound]) -> Exception:
    return missing() if error.response["Error"]["Code"] in {"NoSuchKey", "404", "NotFound"} else error
