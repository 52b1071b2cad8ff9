from datetime import datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


def rows_by(table, user="create_uid", date="create_date", count=None, join=None, where=None):
    """A measure: how many rows of ``table`` (in its SQL: ``row``) each user made, or acted on as ``user`` at ``date``.

    :param SQL count: what is counted instead of rows
    :param SQL join: further tables
    :param SQL where: which rows only
    :return: a function of (user ids, start, end) that returns SQL of (user id, number)
    """
    user, date = SQL.identifier("row", user), SQL.identifier("row", date)

    def query(user_ids, start, end):
        return SQL(
            """SELECT %(user)s, COUNT(%(count)s) FROM %(table)s AS row %(join)s
                WHERE %(user)s = ANY(%(users)s) AND %(date)s >= %(start)s AND %(date)s < %(end)s AND %(where)s
                GROUP BY %(user)s""",
            user=user,
            date=date,
            table=SQL.identifier(table),
            count=count or SQL("*"),
            join=join or SQL(),
            where=where or SQL("TRUE"),
            users=user_ids,
            start=start,
            end=end,
        )

    return query


class SalesManualEvidence(models.AbstractModel):
    """What the ERP can count to show that a duty was done. A room registers its measures."""

    _name = "sales.manual.evidence"
    _description = "Evidence of duties"

    @api.model
    def _evidence_measures(self):
        """The measures: {code: (translated label, query)}, the query as :func:`rows_by` makes it. A room adds its own
        to what super() returns.
        """
        return {}

    @api.model
    def _evidence_labels(self):
        """{code: translated label}"""
        return {code: label for code, (label, _query) in self._evidence_measures().items()}

    @api.model
    def _evidence_counts(self, codes, users, month):
        """How often each user did what is measured: ``{(code, user id): count}``, in one statement.

        :param codes: the measures asked for
        :param users: whose acts are counted
        :param month: any day of the month, as the company's calendar has it
        """
        start, end = self._evidence_bounds(month)
        queries = {code: query for code, (_label, query) in self._evidence_measures().items() if code in codes}
        if not queries or not users:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL("SELECT %s, counted.* FROM (%s) AS counted(user_id, number)", code, query(users.ids, start, end))
                for code, query in queries.items()
            )
        )
        return {(code, user_id): number for code, user_id, number in rows}

    @api.model
    def _evidence_bounds(self, month):
        """First moment of the month and of the next, in UTC, without zone, as the database keeps them."""
        zone = pytz.timezone(self.env.company.sudo().partner_id.tz or self.env.user.tz or "UTC")  # sudo: only the zone
        first = month.replace(day=1)
        return tuple(
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
            for day in (first, first + relativedelta(months=1))
        )
