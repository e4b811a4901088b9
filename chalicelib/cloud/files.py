"""S3. Uploads come by presigned POST into a bucket that forgets after a day; documents live in a versioned bucket.

A presigned URL dies with the credentials that signed it, so none is ever stored or mailed: it is made at the click, for a few minutes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from chalicelib.cloud.clients import client
from chalicelib.errors import NotFound
from chalicelib.settings import settings

_MINUTES = 60


@dataclass(frozen=True)
class UploadForm:
    """What an HTML form needs: post `fields`, then the file, to `url`."""

    url: str
    fields: dict[str, str]


def upload_form(key: str, *, largest: int, return_to: str, minutes: int = 30) -> UploadForm:
    """A form that may put one file of 1 to `largest` bytes at `key`, then brings the browser back to `return_to`."""
    fields = {"success_action_redirect": return_to}
    conditions: list[Any] = [{"success_action_redirect": return_to}, ["content-length-range", 1, largest]]
    answer = client("s3").generate_presigned_post(
        settings().uploads_bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=minutes * _MINUTES
    )
    return UploadForm(url=answer["url"], fields=answer["fields"])


def upload_size(key: str) -> int:
    """Bytes; raises NotFound."""
    try:
        return int(client("s3").head_object(Bucket=settings().uploads_bucket, Key=key)["ContentLength"])
    except ClientError as error:
        raise _translated(error) from error


def read_upload(key: str) -> bytes:
    return _read(settings().uploads_bucket, key)


def delete_upload(key: str) -> None:
    client("s3").delete_object(Bucket=settings().uploads_bucket, Key=key)


def save(key: str, data: bytes, content_type: str, *, keep_until: datetime | None = None) -> None:
    """With `keep_until` the object can be neither overwritten nor deleted before then, but by whoever may bypass governance."""
    lock: dict[str, Any] = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": keep_until} if keep_until else {}
    client("s3").put_object(
        Bucket=settings().documents_bucket, Key=key, Body=data, ContentType=content_type, ServerSideEncryption="aws:kms", **lock
    )


def read(key: str) -> bytes:
    return _read(settings().documents_bucket, key)


def download_url(key: str, file_name: str, *, minutes: int = 3) -> str:
    """A URL that saves the document under `file_name` (any characters) and lives for `minutes`."""
    disposition = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return str(
        client("s3").generate_presigned_url(
            "get_object",
            Params={"Bucket": settings().documents_bucket, "Key": key, "ResponseContentDisposition": disposition},
            ExpiresIn=minutes * _MINUTES,
        )
    )


def _read(bucket: str, key: str) -> bytes:
    try:
        return bytes(client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
    except ClientError as error:
        raise _translated(error) from error


def _translated(error: ClientError) -> Exception:
    return NotFound() if error.response["Error"]["Code"] in {"NoSuchKey", "404", "NotFound"} else error
