"""Aptem-style exports: a wide table, a table of aims, or a set of related tables; CSV or XLSX.

Most are tables of Aptem's OData feed saved by a spreadsheet or a script, so the headings are field
names; the ILR's own names are certain and the rest are aliases that a site can add to.

Source: Aptem's public help pages on the OData feed and the ILR batch, as read in 2026.
"""

from __future__ import annotations

from ilrsync.sdk import Format, hookimpl

from .single import AptemAims, AptemWide
from .tables import AptemSet


@hookimpl
def ilrsync_formats() -> list[Format]:
    """The three layouts."""
    return [AptemWide(), AptemAims(), AptemSet()]
