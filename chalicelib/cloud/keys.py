"""Secrets that KMS keeps: the environment holds each only as ciphertext, KMS opens it once per process.

Opened at first use, so that a check-in costs no call to KMS.
"""

import base64
from collections.abc import Mapping, MutableMapping
from typing import Literal

from chalicelib.cloud.clients import client
from chalicelib.settings import settings

# Where the certificate of the seal key lies in the documents bucket.
SEAL_CERTIFICATE = "seal/certificate.pem"
Purpose = Literal["session", "id-hash"]
# What this process has had opened. Where one process plays several functions, each is given its own (infra/local/iam).
opened: MutableMapping[Purpose, bytes] = {}


def secret(purpose: Purpose) -> bytes:
    """32 bytes. The purpose is bound to the ciphertext, so one cannot stand in for the other."""
    if purpose not in opened:
        opened[purpose] = _open(purpose)
    return opened[purpose]


def _open(purpose: Purpose) -> bytes:
    sealed = {"session": settings().session_key_ciphertext, "id-hash": settings().id_hash_key_ciphertext}[purpose]
    answer = client("kms").decrypt(CiphertextBlob=base64.b64decode(sealed), EncryptionContext={"purpose": purpose})
    return bytes(answer["Plaintext"])


def new_data_key(context: Mapping[str, str]) -> tuple[bytes, str]:
    """A key of 32 bytes for one record of encrypted fields, in clear and sealed; only the same context opens it again."""
    answer = client("kms").generate_data_key(KeyId=settings().field_key_id, KeySpec="AES_256", EncryptionContext=dict(context))
    return bytes(answer["Plaintext"]), base64.b64encode(answer["CiphertextBlob"]).decode()


def opened_data_key(sealed: str, context: Mapping[str, str]) -> bytes:
    """The key that `new_data_key` sealed. Never kept: each opening is a call to KMS, which its own log shows."""
    blob = base64.b64decode(sealed)
    answer = client("kms").decrypt(KeyId=settings().field_key_id, CiphertextBlob=blob, EncryptionContext=dict(context))
    return bytes(answer["Plaintext"])


def seal_signature(message: bytes) -> bytes:
    """The seal key's ECDSA signature (DER) over SHA-256 of at most 4,096 bytes. The private key never leaves KMS."""
    answer = client("kms").sign(KeyId=settings().seal_key_id, Message=message, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
    return bytes(answer["Signature"])


def seal_public_key() -> bytes:
    """The seal key's public half, as DER."""
    return bytes(client("kms").get_public_key(KeyId=settings().seal_key_id)["PublicKey"])
