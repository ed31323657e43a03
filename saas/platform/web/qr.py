"""QR codes, for what a telephone shall read from a screen or from paper."""

from __future__ import annotations

import segno


def qr_svg(text: str, *, scale: int = 5) -> str:
    """A QR code as an SVG element without style, dark on white in every look of the page; scale: pixels of a dot."""
    return segno.make_qr(text, error="m").svg_inline(
        scale=scale, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
