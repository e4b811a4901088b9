"""One boto3 client per service, made at first use and kept. Time-outs stay below API Gateway's 29 s, retries included."""

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})
# Version 4 with the bucket in the host name is what every region and every POST policy accepts.
_S3_CONFIG = _CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": "auto"}))

# A letter whose answer is lost may have been taken: no client sends it again by itself (cloud/mail.py says what is).
_MAIL_CONFIG = _CONFIG.merge(Config(read_timeout=15, retries={"mode": "standard", "total_max_attempts": 1}))
_OWN = {"s3": _S3_CONFIG, "sesv2": _MAIL_CONFIG}


@lru_cache
def client(service: str) -> Any:
    """`service` as boto3 names it: s3, sqs, sesv2, kms, cognito-idp."""
    make: Any = boto3.client  # its stubs list every service; ours is a variable
    return make(service, config=_OWN.get(service, _CONFIG))
