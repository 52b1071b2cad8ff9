from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class SalesManualDeskLine(models.Model):
    """One figure of a card and the list it counts: what is counted is the domain of that list, nothing else."""

    _name = "sales.manual.desk.line"
    _description = "Line of a desk card"
    _order = "card_id, sequence, id"

    card_id = fields.Many2one("sales.manual.desk.card", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True, help="How the card words it, short.")
    kind = fields.Selection(
        [("main", "Main figure"), ("link", "Beside it"), ("reason", "What is in the way"), ("sum", "Sum")],
        required=True,
        default="link",
        help="Of what is in the way the most frequent are shown.",
    )
    is_part = fields.Boolean(
        string="Part of the main figure", help="Its list is part of the main one: where that is empty, so is this."
    )
    action_id = fields.Many2one(
        "ir.actions.act_window", string="List", required=True, index=True, ondelete="cascade",
        help="Its domain may name the reader as uid.",
    )  # fmt: skip
    oldest_field = fields.Char(
        string="Date of the oldest", help="An indexed date field of the list: the card says since when one waits."
    )
    measure = fields.Char(help="Code of what a room sums up over the list.")

    def _domain(self):
        """The domain of the list, as the client has it for this user."""
        self.ensure_one()
        return Domain(safe_eval(self.action_id.domain or "[]", {"uid": self.env.uid}))
