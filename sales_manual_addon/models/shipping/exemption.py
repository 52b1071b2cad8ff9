from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from .gate_row import EPSILON


class Allowance(NamedTuple):
    """What the exemptions of one order line let leave of it, beside what notices release."""

    base: float  # pieces that had left before, unseen
    pieces: float  # what was exempted, as far as it still counts


class SalesManualExemption(models.Model):
    """A decision that goods which were open when a requirement of shipping notices came may leave without one.

    Of an order line, or of one product of a transfer that carries no order line. What was decided never changes; what
    is left of it goes down as goods leave, and ends with its last day or its revocation. Quantities are in the
    product's own unit.
    """

    _name = "sales.manual.exemption"
    _inherit = ["sales.manual.closed"]
    _description = "Exemption from shipping notices"
    _order = "id desc"
    _rec_name = "document_name"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, index="btree_not_null", ondelete="set null")
    order_line_id = fields.Many2one(
        "sale.order.line", string="Order line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Transfer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Where the goods belong to no order: this transfer and its backorders.",
    )
    document_name = fields.Char(string="Document", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="set null")
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    base_qty = fields.Float(
        string="Had left before",
        required=True,
        readonly=True,
        digits="Product Unit",
        help="What had left of the order line without being released when the exemption was given.",
    )
    pieces_qty = fields.Float(
        string="Exempt", required=True, readonly=True, digits="Product Unit", help="What was open then."
    )
    left_qty = fields.Float(
        string="Not yet left",
        required=True,
        readonly=True,
        digits="Product Unit",
        help="What of the exempt quantity has not left yet; it stays as it is once the exemption has ended.",
    )
    reason = fields.Text(required=True, readonly=True)
    until_date = fields.Date(string="Last day", readonly=True)
    create_uid = fields.Many2one("res.users", string="Exempted by", readonly=True)
    create_date = fields.Datetime(string="Exempted on", readonly=True)
    revoked_date = fields.Datetime(string="Revoked on", readonly=True)
    revoked_by_id = fields.Many2one("res.users", string="Revoked by", readonly=True)
    revoke_reason = fields.Text(string="Why revoked", readonly=True)
    gate_counter = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Incremented first by everything that ships under this exemption or ends it.",
    )
    use_ids = fields.One2many("sales.manual.exemption.use", "exemption_id", readonly=True)
    state = fields.Selection(
        [("live", "Live"), ("used", "Used up"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )

    _pieces_positive = models.Constraint("CHECK (pieces_qty > 0)", "An exemption is of more than nothing.")
    _left_within = models.Constraint(
        "CHECK (left_qty BETWEEN 0 AND pieces_qty)", "No more than what was exempted can be left of an exemption."
    )

    # what changes after the decision, by methods only
    _progress_fields = frozenset({"left_qty"})
    _revocation_fields = frozenset({"revoked_date", "revoked_by_id", "revoke_reason"})

    @api.depends("left_qty", "until_date", "revoked_date")
    def _compute_state(self):
        for exemption in self:
            if exemption.revoked_date:
                exemption.state = "revoked"
            elif exemption.left_qty <= EPSILON:
                exemption.state = "used"
            else:
                exemption.state = "live" if exemption._counts() else "expired"

    def write(self, vals):
        is_progress = self._progress_fields.issuperset(vals)
        is_revocation = self._revocation_fields.issuperset(vals) and not any(self.mapped("revoked_date"))
        if not (is_progress or is_revocation):
            self._refuse_closed()
        return super().write(vals)

    def unlink(self):
        self._refuse_closed()

    def _counts(self):
        """Whether more may leave under this exemption; its last day counts, by the company's calendar."""
        self.ensure_one()
        return not self.revoked_date and (
            not self.until_date or self.until_date >= self.company_id._sales_manual_today()
        )

    def _limit(self):
        """What may have left under this exemption in all: all of it, or no more than what has, once it has ended."""
        return self.pieces_qty if self._counts() else self.pieces_qty - self.left_qty

    # what the gate asks

    @api.model
    def _of_order_lines(self, order_line_ids):
        """The exemptions of these order lines, oldest first, where their companies require notices."""
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        ids = [line_id for line_id in order_line_ids if isinstance(line_id, int)]
        if not companies or not ids:
            return self.sudo().browse()
        return self.sudo().search(  # sudo: they hold for whoever ships
            [("order_line_id", "in", ids), ("company_id", "in", list(companies))], order="id"
        )

    @api.model
    def _allowances(self, order_line_ids):
        """Return {order line id: :class:`Allowance`} of those that have one."""
        found = defaultdict(lambda: Allowance(0.0, 0.0))
        for exemption in self._of_order_lines(order_line_ids):
            base, pieces = found[exemption.order_line_id.id]
            found[exemption.order_line_id.id] = Allowance(base + exemption.base_qty, pieces + exemption._limit())
        return dict(found)

    @api.model
    def _of_pickings(self, pickings):
        """Return {(transfer id, product id): exemptions, oldest first}, those of the transfers these are backorders of
        included."""
        if not pickings:
            return {}
        self.flush_model()
        found = defaultdict(self.sudo().browse)
        for picking_id, product_id, exemption_id in self.env.execute_query(
            SQL(
                """
            WITH RECURSIVE family AS (
                SELECT id AS asked_id, id FROM stock_picking WHERE id IN %s
                 UNION
                SELECT family.asked_id, picking.backorder_id
                  FROM family JOIN stock_picking picking ON picking.id = family.id
                 WHERE picking.backorder_id IS NOT NULL
            )
            SELECT family.asked_id, exemption.product_id, exemption.id
              FROM family JOIN sales_manual_exemption exemption ON exemption.picking_id = family.id
          ORDER BY exemption.id
            """,
                tuple(pickings.ids),
            )
        ):
            found[picking_id, product_id] += self.sudo().browse(exemption_id)  # sudo: they hold for whoever ships
        return dict(found)

    def _lock(self):
        """Take the right to ship under these exemptions until the transaction ends (architecture rule 16)."""
        if self:
            self.flush_recordset()  # what was counted and is not written yet would be lost below
            self.env.cr.execute(
                SQL(
                    """
                WITH ordered AS (SELECT id FROM sales_manual_exemption WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
                UPDATE sales_manual_exemption exemption
                   SET gate_counter = COALESCE(exemption.gate_counter, 0) + 1
                  FROM ordered WHERE exemption.id = ordered.id
                """,
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["gate_counter", "left_qty"], flush=False)

    @api.model
    def _count_used(self, order_lines, gross):
        """Bring what is left of these order lines' live exemptions up to what has left of them, ``gross``: {order line
        id: pieces}. Their rows are locked."""
        exemptions = self._of_order_lines(order_lines.ids)
        if not exemptions:
            return
        deliveries = self.env["sales.manual.notice.delivery"].sudo()  # sudo: counted, whoever ships
        under_notices = {
            line.id: pieces
            for line, pieces in deliveries._read_group(
                [("notice_line_id.order_line_id", "in", exemptions.order_line_id.ids), ("kind", "=", "out")],
                ["notice_line_id.order_line_id"],
                ["pieces_qty:sum"],
            )
        }
        for line, of_line in exemptions.grouped("order_line_id").items():
            used = gross.get(line.id, 0.0) - sum(of_line.mapped("base_qty")) - under_notices.get(line.id, 0)
            for exemption in of_line:
                share = min(max(used, 0.0), exemption._limit())
                used -= share
                exemption._set_left(exemption.pieces_qty - share)

    def _set_left(self, pieces):
        self.ensure_one()
        if self._counts() and abs(self.left_qty - pieces) > EPSILON:
            self._passed().left_qty = min(max(pieces, 0.0), self.pieces_qty)

    def _write_uses(self, uses):
        """Write what moves took under these exemptions of transfers, {exemption id: {stock move id: pieces}}, and what
        is left. Their rows are locked, and those that have ended are told no more than they were."""
        use_model = self.env["sales.manual.exemption.use"].sudo()._passed()  # sudo: written by whoever ships
        for exemption in self:
            of_moves = uses.get(exemption.id, {})
            known = {use.move_id.id: use for use in exemption.use_ids if use.move_id}
            for move_id, pieces in of_moves.items():
                if move_id in known:
                    if abs(known[move_id].pieces_qty - pieces) > EPSILON:
                        known[move_id]._passed().pieces_qty = pieces
                elif move_id > 0 and pieces > EPSILON:
                    use_model.create({"exemption_id": exemption.id, "move_id": move_id, "pieces_qty": pieces})
            exemption._set_left(exemption.pieces_qty - sum(of_moves.values()))

    # what a refusal says of them

    def _sentences(self):
        """What there is to say of each of these exemptions to whoever is refused."""
        pieces_text = self.env["sales.manual.gate"]._pieces_text
        sentences = []
        for exemption in self:
            values = {
                "pieces": pieces_text(exemption.pieces_qty),
                "left": pieces_text(exemption.left_qty),
                "date": exemption.until_date and format_date(self.env, exemption.until_date),
            }
            if exemption.state == "revoked":
                values["date"] = format_date(self.env, exemption.revoked_date)
                values["reason"] = exemption.revoke_reason
                text = self.env._(
                    "The exemption of %(pieces)s was revoked on %(date)s with %(left)s not yet left: %(reason)s.",
                    **values,
                )
            elif exemption.state == "expired":
                text = self.env._("The exemption of %(pieces)s ended on %(date)s with %(left)s not yet left.", **values)
            elif exemption.until_date:
                text = self.env._("%(pieces)s are exempt until %(date)s, %(left)s of them have not left yet.", **values)
            else:
                text = self.env._("%(pieces)s are exempt, %(left)s of them have not left yet.", **values)
            sentences.append(text)
        return sentences

    # ending one before its time

    def _revoke(self, reason):
        """End these exemptions now. What has left under them stays as it is.

        :raise AccessError: the user does not configure the addon
        :raise UserError: no reason, or one of them has ended already
        """
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(self.env._("Exemptions are revoked by those who configure Sales HQ."))
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays with the exemption."))
        exemptions = self.sudo()  # sudo: nobody has the right to write them, whoever may revoke
        self.env["sales.manual.gate"]._lock(exemptions.order_line_id)
        exemptions._lock()
        if ended := exemptions.filtered(lambda exemption: exemption.state != "live"):
            raise UserError(
                self.env._(
                    "%(documents)s: nothing is left to revoke.",
                    documents=", ".join(dict.fromkeys(ended.mapped("document_name"))),
                )
            )
        exemptions._passed().write(
            {"revoked_date": fields.Datetime.now(), "revoked_by_id": self.env.uid, "revoke_reason": reason.strip()}
        )

    def action_open_revoke(self):
        """Ask for the reason, then revoke these exemptions."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.manual.exemption.revoke",
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Revoke"),
            "context": {"active_ids": self.ids},
        }


class SalesManualExemptionUse(models.Model):
    """What one stock move took to a customer under an exemption of a transfer. Once counted there it stays counted,
    whatever transfer the move is put into later."""

    _name = "sales.manual.exemption.use"
    _inherit = ["sales.manual.closed"]
    _description = "Use of an exemption"
    _order = "id"

    exemption_id = fields.Many2one(
        "sales.manual.exemption", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="exemption_id.company_id")
    move_id = fields.Many2one("stock.move", readonly=True, index="btree_not_null", ondelete="set null")
    pieces_qty = fields.Float(string="Left", required=True, readonly=True, digits="Product Unit")


class SalesManualNoticeLine(models.Model):
    """What is exempt counts as if it stood on a released notice: no notice is made over it again."""

    _inherit = "sales.manual.notice.line"

    @api.model
    def _pieces_by_order_line(self, order_line_ids, *args, **kwargs):
        counted = super()._pieces_by_order_line(order_line_ids, *args, **kwargs)
        for line_id, allowance in self.env["sales.manual.exemption"]._allowances(order_line_ids).items():
            counted[line_id] = counted.get(line_id, 0) + allowance.base + allowance.pieces
        return counted
