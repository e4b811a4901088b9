"""One boto3 client per service, made at first use and kept. How each call is made and repeated: calls.py."""

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.cloud import calls

_CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 1})
# Version 4 with the bucket in the host name is what every region and every POST policy accepts.
_S3_CONFIG = _CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": "auto"}))
_HURRIED = _CONFIG.merge(Config(read_timeout=1))
_OWN = {"s3": _S3_CONFIG, "sesv2": _CONFIG.merge(Config(read_timeout=15))}


@lru_cache
def client(service: str) -> Any:
    """`service` as boto3 names it: s3, sqs, sesv2, kms, cognito-idp."""
    made = _made(service, _OWN.get(service, _CONFIG))
    if service == "sesv2":
        # A letter whose answer is lost may have been taken: it is not sent again at once (cloud/mail.py says what is).
        made.repeats_unknown = False
    return made


@lru_cache
def hurried_client(service: str) -> Any:
    """One that asks once, for at most two seconds: for what is done in another way if it fails."""
    made = _made(service, _HURRIED)
    made.tries = 1
    return made


def _made(service: str, config: Config) -> Any:
    make: Any = _session().client  # its stubs list every service; ours is a variable
    return make(service, config=config)


@lru_cache(maxsize=1)
def _session() -> boto3.Session:
    session = boto3.Session()
    calls.make_patient(session._session)
    return session
