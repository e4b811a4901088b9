"""A QR as a picture on a page."""

from io import BytesIO


def qr_svg(text: str) -> str:
    """An SVG, sharp at any size."""
    # With Pillow and lxml a tenth of a second to import, which only those who show a QR wait for.
    import qrcode
    from qrcode.image.svg import SvgPathImage

    picture = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(picture)
    return picture.getvalue().decode()
