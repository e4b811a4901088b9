"""Seals a text for the server as the counter's script does."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def seal(public_key: str, text: str, bound_to: str) -> str:
    """`public_key` as the page has it, in base64."""
    server = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(public_key))
    own = ec.generate_private_key(ec.SECP256R1())
    key = hashlib.sha256(own.exchange(ec.ECDH(), server)).digest()
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point + AESGCM(key).encrypt(bytes(12), text.encode(), bound_to.encode())).decode()
