"""Receipts to look at: one page of PDF with the figures of an invoice, such as a till prints."""

from __future__ import annotations

import io

from saas.plugin_api import UploadedFile


def receipt(invoice_no: str, amount_fen: int, day: str) -> UploadedFile:
    """The receipt of an expense; like no other, since its number is."""
    lines = ("E-INVOICE", f"No. {invoice_no}", f"Date {day}", f"Total CNY {amount_fen / 100:.2f}")
    shown = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
    return UploadedFile(
        stream=io.BytesIO(_page(f"BT /F 16 Tf 40 240 Td {shown} ET")), name=f"{invoice_no}.pdf"
    )


def _page(drawn: str) -> bytes:
    """A file of one small page, with the table of its objects that readers look for."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 360 300] /Contents 4 0 R"
        " /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    )
    made, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    made += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{made}startxref\n{made.index('xref')}\n%%EOF\n".encode("ascii")
