"""Secrets that KMS keeps: the environment holds each only as ciphertext, KMS opens it once per process.

Opened at first use, so that a check-in costs no call to KMS.
"""

import base64
from functools import lru_cache
from typing import Literal

from chalicelib.cloud.clients import client
from chalicelib.settings import settings

Purpose = Literal["session", "id-hash"]


@lru_cache
def secret(purpose: Purpose) -> bytes:
    """32 bytes. The purpose is bound to the ciphertext, so one cannot stand in for the other."""
    sealed = {"session": settings().session_key_ciphertext, "id-hash": settings().id_hash_key_ciphertext}[purpose]
    answer = client("kms").decrypt(CiphertextBlob=base64.b64decode(sealed), EncryptionContext={"purpose": purpose})
    return bytes(answer["Plaintext"])
