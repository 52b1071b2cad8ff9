"""What the cards of the desk count. A room adds what it sums up by extending ``_figures`` in a file of its own."""

from odoo import api, models
from odoo.tools import SQL

# beyond this a card says "99+": what waits is then no matter of one more or less, and counting costs the same
CAP = 100


class SalesManualDesk(models.AbstractModel):
    _name = "sales.manual.desk"
    _description = "Figures of the desk"

    @api.model
    def _figures(self, cards):
        """What the lines of these cards come to for the user, by his access rights and record rules.

        ``{line id: {"count": number up to CAP, "oldest": date or None}}``, without lines of models that the user
        cannot read. Two statements whatever the number of cards: parts of a main figure are not asked for where there
        is nothing of it. A room that sums something up adds ``"sum"``, a text, to its lines, in one statement more.
        """
        lines = self._lines(cards)
        parts = lines.filtered("is_part")
        figures = self._count(lines - parts)
        busy = {line.card_id for line in lines if line.kind == "main" and figures[line.id]["count"]}
        counted = parts.filtered(lambda line: line.card_id in busy)
        nothing = {line.id: {"count": 0, "oldest": None} for line in parts - counted}
        return figures | nothing | self._count(counted)

    @api.model
    def _count(self, lines):
        if not lines:
            return {}
        rows = self.env.execute_query(SQL(" UNION ALL ").join(self._count_sql(line) for line in lines))
        return {line_id: {"count": count, "oldest": oldest} for line_id, count, oldest in rows}

    @api.model
    def _lines(self, cards):
        """The lines of these cards that the user can be told of."""
        # sudo: actions are read by administrators; what they list is asked as the user
        return cards.sudo().line_ids.filtered(lambda line: self._list(line).has_access("read"))

    @api.model
    def _list(self, line):
        """The model of the list of ``line``, as the user of the environment."""
        return self.env[line.action_id.res_model]

    @api.model
    def _count_sql(self, line):
        """How many of its list the user sees, up to CAP, and the oldest of them."""
        model = self._list(line)
        query = model._search(line._domain(), limit=CAP, order=line.oldest_field or None)
        oldest = SQL("NULL")
        if line.oldest_field:
            oldest = model._field_to_sql(model._table, line.oldest_field, query)
            if model._fields[line.oldest_field].type == "datetime":  # the days are the company's
                zone = self.env.company._sales_manual_zone()
                oldest = SQL("%s AT TIME ZONE 'UTC' AT TIME ZONE %s", oldest, zone)
        return SQL(
            "SELECT %s, COUNT(*), MIN(oldest) FROM (%s) AS listed",
            line.id,
            query.select(SQL("(%s)::date AS oldest", oldest)),
        )
