from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# for so long after the button what the same user draws is the paper that was counted
DRAWN_WITHIN = timedelta(minutes=10)


class SalesManualPrint(models.Model):
    """One print of a numbered document: who, when, why. The first is the original, each further one a reprint."""

    _name = "sales.manual.print"
    _inherit = ["sales.manual.closed"]
    _description = "Print"
    _order = "date desc, id desc"
    _is_append_only = True

    notice_id = fields.Many2one("sales.manual.notice", index="btree_not_null", ondelete="restrict")
    pickup_id = fields.Many2one("sales.manual.pickup", index="btree_not_null", ondelete="restrict")
    payment_notice_id = fields.Many2one("sales.manual.payment.notice", index="btree_not_null", ondelete="restrict")
    number = fields.Integer(string="Print", required=True, aggregator=None, help="1 is the original.")
    way = fields.Selection([("print", "Printed"), ("mail", "By e-mail")], required=True, default="print")
    printed_by_id = fields.Many2one("res.users", required=True, index=True)
    date = fields.Datetime(required=True)
    reason = fields.Text(help="Why it was printed again.")
    # whose document: the record rules go by these
    company_id = fields.Many2one("res.company", required=True, index=True)
    contract_id = fields.Many2one("sales.manual.contract", index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Salesperson", index=True)
    team_id = fields.Many2one("crm.team", string="Department", index=True)
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")], index=True)

    _one_document = models.Constraint(
        "CHECK (num_nonnulls(notice_id, pickup_id, payment_notice_id) = 1)", "A print is of one document."
    )
    _notice_number_unique = models.UniqueIndex(
        "(notice_id, number) WHERE notice_id IS NOT NULL", "Somebody else has just printed it. Reload."
    )
    _pickup_number_unique = models.UniqueIndex(
        "(pickup_id, number) WHERE pickup_id IS NOT NULL", "Somebody else has just printed it. Reload."
    )
    _payment_number_unique = models.UniqueIndex(
        "(payment_notice_id, number) WHERE payment_notice_id IS NOT NULL", "Somebody else has just printed it. Reload."
    )

    @api.depends("number", "date")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("Print %(number)s", number=row.number)


class SalesManualPrinted(models.AbstractModel):
    """A numbered document whose paper counts: the first print is the original, a reprint takes a post and a reason.

    Counted is where the button is pressed; drawing the page writes nothing. What is drawn without the button says that
    it is no original.
    """

    _name = "sales.manual.printed"
    _inherit = ["sales.manual.guarded"]
    _description = "Printed document"
    _guarded_fields = frozenset({"print_count", "print_ids"})
    _print_field = None  # the many2one of sales.manual.print to this model
    _print_report = None

    print_count = fields.Integer(
        string="Printed", readonly=True, copy=False, default=0, aggregator=None, help="The first print is the original."
    )

    def action_print(self):
        """Print the original; where there is one already, ask why it is printed again.

        :raise AccessError: the user cannot read a document, or it is printed already and he holds no post that reprints
        :raise UserError: several documents, some of which are printed already
        """
        self.check_access("read")
        again = self.filtered(lambda document: document.name and document.print_count)
        if not again:
            self._count_print()
            return self._draw()
        again._check_reprinter()
        if len(self) > 1:
            raise UserError(
                self.env._(
                    "Printed already: %(documents)s. Reprint each from its own form, and say why.",
                    documents=", ".join(again.mapped("display_name")),
                )
            )
        return self._open_paper_act("reprint")

    def _open_paper_act(self, act):
        dialog = self.env["sales.manual.paper.act"].create({"document_ref": f"{self._name},{self.id}", "act": act})
        return {
            "type": "ir.actions.act_window",
            "name": dict(dialog._fields["act"]._description_selection(self.env))[act],
            "res_model": dialog._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _reprint(self, reason):
        """Print again what was printed; ``reason`` stays with the document.

        :raise AccessError: the user holds no post that reprints it
        """
        self.check_access("read")
        self._check_reprinter()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why it is printed again: the reason stays with the document."))
        self._count_print(reason=reason)
        return self._draw()

    def _count_print(self, way="print", reason=False):
        """Count what is printed next. Unnumbered documents are proofs and not counted."""
        rows = []
        for document in self.filtered("name"):
            number = document.print_count + 1
            # sudo: who reads a document may print it, and printing is counted
            document.sudo()._passed().write({"print_count": number})
            rows.append(
                {
                    self._print_field: document.id,
                    "number": number,
                    "way": way,
                    "reason": reason,
                    "printed_by_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    **{name: document.sudo()[name].id for name in ("company_id", "contract_id", "user_id", "team_id")},
                    "market": document.sudo().market,
                }
            )
        # the documents' rows first: whoever presses at the same time is retried, and finds the original printed
        self.sudo().flush_recordset(["print_count"])
        # sudo: nobody has the right to write traces
        self.env["sales.manual.print"].sudo()._passed().create(rows)

    def _draw(self):
        return {**self.env.ref(self._print_report).report_action(self), "close_on_report_download": True}

    def _check_reprinter(self):
        for document in self.filtered(lambda document: not document._may_reprint()):
            raise AccessError(
                self.env._(
                    "%(document)s is printed already. Reprinting takes one of these posts: %(posts)s.",
                    document=document.display_name,
                    posts=document._reprinters() or self.env._("nobody yet"),  # posts' names
                )
            )

    def _may_reprint(self):
        """Whether the user may print this document again."""
        return False

    def _reprinters(self):
        """Names of the posts that may print this document again."""
        return ""

    def _print_marks(self):
        """{document id: number of the print that the user draws now, 0 where it is none}."""
        since = fields.Datetime.now() - DRAWN_WITHIN
        # sudo: the own prints, whatever else of them the user may read
        rows = self.env["sales.manual.print"].sudo()
        groups = rows._read_group(
            [(self._print_field, "in", self.ids), ("printed_by_id", "=", self.env.uid), ("date", ">=", since)],
            [self._print_field],
            ["number:max"],
        )
        numbers = {document.id: number for document, number in groups}
        return {document.id: numbers.get(document.id, 0) for document in self}
