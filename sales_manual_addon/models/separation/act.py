from odoo import api, fields, models


class SalesManualSeparationAct(models.Model):
    """What was done to the rules of separation and to their exceptions, by whom and why. Append-only: an administrator
    can tidy up the chatter, but not these rows.
    """

    _name = "sales.manual.separation.act"
    _inherit = ["sales.manual.closed"]
    _description = "History of separation of duties"
    _order = "id desc"
    _is_append_only = True

    separation_id = fields.Many2one(
        "sales.manual.separation", string="Rule", required=True, readonly=True, index=True, ondelete="restrict"
    )
    exception_id = fields.Many2one(
        "sales.manual.separation.exception", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=lambda self: fields.Datetime.now())
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    act = fields.Selection(
        [
            ("create", "Made"),
            ("change", "Changed"),
            ("activate", "Put in force"),
            ("deactivate", "Put out of force"),
            ("request", "Exception requested"),
            ("approve", "Exception approved"),
            ("refuse", "Exception refused"),
            ("revoke", "Exception revoked"),
            ("end", "Exception ended"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    content = fields.Text(readonly=True, help="What it said before and after.")

    @api.depends("act", "separation_id.name")
    def _compute_display_name(self):
        titles = dict(self._fields["act"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{row.separation_id.name}: {titles.get(row.act, '')}"

    @api.model
    def _log(self, rows):
        """Append rows (dicts with ``separation_id``, ``act`` and what else is known) as acts of the user."""
        # sudo: whoever may do the act leaves its trace; nobody has the right to write traces
        return self.sudo()._passed().create([{"user_id": self.env.uid, **row} for row in rows])
