from datetime import datetime

import pytz

from odoo import fields, models
from odoo.tools import SQL


class SalesManualNumbering(models.AbstractModel):
    """Numbers without gaps, kept in Odoo's own sequences (``no_gap``, one range per calendar year)."""

    _name = "sales.manual.numbering"
    _description = "Gapless numbers"

    def _next_number(self, company, code, prefix, date, padding=5):
        """Return the next number of ``code`` in ``company`` for the year of ``date``: see :meth:`_next_numbers`."""
        return self._next_numbers(1, company, code, prefix, date, padding)[0]

    def _next_numbers(self, count, company, code, prefix, date, padding=5):
        """Return the next ``count`` numbers of ``code`` in ``company`` for the year of ``date``, e.g. ``A-2026-00417``.

        Gapless: one sequence per company and code, made when first asked for, with a range per year. A transaction that
        rolls back gives its number back. Take it last: the range's row stays locked until commit, and whoever asks
        meanwhile waits, then is retried on the new state (SerializationFailure, which Odoo's request layer and job
        runner retry).

        :param company: ``res.company`` record
        :param str code: what is numbered, unique among numbered things, e.g. ``contract`` or ``notice.A``
        :param str prefix: what new numbers of this code begin with; later changed on the sequence itself
        :param date: date, or UTC datetime that is read in the company's time zone; its year is the number's
        """
        day = self._company_day(company, date)
        sequence_code = f"sales.manual.{code}"
        found = self._find_range(company, sequence_code, day)
        if not found:
            self._make_range(company, sequence_code, prefix, day, padding)
            found = self._find_range(company, sequence_code, day)
        sequence_id, range_id, date_from = found
        # UPDATE first: a number is taken by whoever holds the row, never read and then written.
        self.env.cr.execute(
            SQL(
                "UPDATE ir_sequence_date_range SET number_next = number_next + %s WHERE id = %s RETURNING number_next",
                count,
                range_id,
            )
        )
        after = self.env.cr.fetchone()[0]
        self.env["ir.sequence.date_range"].browse(range_id).invalidate_recordset(["number_next"])
        # sudo: reading how the number is written; the right to number a document was checked by the document
        sequence = self.env["ir.sequence"].sudo().browse(sequence_id)
        sequence = sequence.with_context(ir_sequence_date=day, ir_sequence_date_range=date_from)
        return [sequence.get_next_char(number) for number in range(after - count, after)]

    def _company_day(self, company, date):
        """The calendar day of ``date`` in the company's time zone (a plain date is taken as it is)."""
        if date and not isinstance(date, datetime):
            return fields.Date.to_date(date)
        zone = pytz.timezone(company.sudo().partner_id.tz or self.env.user.tz or "UTC")
        return pytz.utc.localize(date or fields.Datetime.now()).astimezone(zone).date()

    def _find_range(self, company, sequence_code, day):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
            SELECT s.id, r.id, r.date_from
              FROM ir_sequence s
              JOIN ir_sequence_date_range r ON r.sequence_id = s.id
             WHERE s.code = %s AND s.company_id = %s AND r.date_from <= %s AND r.date_to >= %s
             ORDER BY s.id, r.id
             LIMIT 1
            """,
                sequence_code,
                company.id,
                day,
                day,
            )
        )
        return self.env.cr.fetchone()

    def _make_range(self, company, sequence_code, prefix, day, padding):
        """Make the sequence and its range of the year. The company's row is updated first, so that of two transactions
        that find nothing only one makes it: the other fails as a serialization failure and is retried.
        """
        self.env.cr.execute(SQL("UPDATE res_company SET write_date = write_date WHERE id = %s", company.id))
        # sudo: whoever issues the first document of a kind has no right on sequences, and needs none beyond this
        sequences = self.env["ir.sequence"].sudo()
        sequence = sequences.search(
            [("code", "=", sequence_code), ("company_id", "=", company.id)], limit=1, order="id"
        )
        if not sequence:
            sequence = sequences.create(
                {
                    "name": f"{prefix} ({company.sudo().name})",
                    "code": sequence_code,
                    "company_id": company.id,
                    "implementation": "no_gap",
                    "use_date_range": True,
                    "prefix": f"{prefix.replace('%', '%%')}-%(range_year)s-",
                    "padding": padding,
                }
            )
        sequence._create_date_range_seq(day)
