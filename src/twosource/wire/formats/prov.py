"""The exchange as a W3C PROV-JSON document, and back. Pure: records to one document, a document to records.

Nothing is lost on the way: `records_of(document(…))` are the same records, whatever order a PROV library puts the
document in and however it types its literals.
"""

from __future__ import annotations

from .prov_reading import BadProv, is_prov, records_of
from .prov_writing import document

__all__ = ["BadProv", "document", "is_prov", "records_of"]
