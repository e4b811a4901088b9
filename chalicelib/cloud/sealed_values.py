"""Values that a browser seals for the server alone: not even the device that keeps one can open it again.

ECDH on P-256 with a key of the browser's made for the one value, AES-256-GCM under SHA-256 of what both sides agree on; as base64 of the
browser's public point and the ciphertext. Since no key is used twice, the nonce is zero. Our private key is made from the session secret,
so it lies nowhere, and goes with it.
"""

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from chalicelib.cloud.keys import secret
from chalicelib.errors import InvalidInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_POINT = 65
_LONGEST = 4000
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def public_key() -> str:
    """What a page hands its script: the point, uncompressed, as base64."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return base64.b64encode(_private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


def opened(sealed: str, bound_to: str) -> str:
    """The text, if it was sealed for us and for this context. Raises InvalidInput."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        data = base64.b64decode(sealed[:_LONGEST], validate=True)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data[:_POINT])
        key = hashlib.sha256(_private_key().exchange(ec.ECDH(), point)).digest()
        return AESGCM(key).decrypt(bytes(12), data[_POINT:], bound_to.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise InvalidInput("這筆離線紀錄無法讀取，請再掃描一次，或請辦班人員更正。") from error


def _private_key() -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec  # 20 ms that only a counter waits for

    made = b"".join(hmac.new(secret("session"), f"sealed-values|{part}".encode(), hashlib.sha256).digest() for part in (1, 2))
    return ec.derive_private_key(int.from_bytes(made) % (_ORDER - 1) + 1, ec.SECP256R1())
