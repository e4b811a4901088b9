"""A QR as a picture, for mails and papers."""

from io import BytesIO


def qr_png(content: str) -> bytes:
    """A QR with medium error correction, quiet zone included."""
    import qrcode  # a fifth of a second to import, and the HTTP function never draws one
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=6, border=4)
    code.add_data(content)
    out = BytesIO()
    code.make_image().save(out, "PNG")
    return out.getvalue()
