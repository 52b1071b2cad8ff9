from collections import defaultdict

from odoo import api, fields, models

from ..shipping.notice import RELEASED_STATES


class SalesManualShipment(models.AbstractModel):
    """A shipment and its set of documents: a notice, or the vessel that carries several."""

    _name = "sales.manual.with.documents"
    _description = "Shipment with documents"
    # the documents' many2one to this model and to what it travels with, and the path there: the vessels that carry a
    # notice, the notices on a vessel
    _document_field = _document_companion_field = _document_companions = None

    document_text = fields.Char(string="Documents", compute="_compute_document_figures", help="Present of wanted.")
    document_alerts = fields.Json(compute="_compute_document_figures", export_string_translation=False)

    @api.depends_context("uid", "lang")
    def _compute_document_figures(self):
        sets = self._document_sets()
        for shipment in self:
            rows = sets[shipment._origin.id]
            wanted = rows.filtered(lambda row: row.state != "not_needed")
            there = wanted.filtered(lambda row: row.state == "present")
            shipment.document_text = f"{len(there)} / {len(wanted)}" if wanted else False
            shipment.document_alerts = rows._set_alerts()

    def _document_sets(self):
        """{shipment id: the documents of its set that the user may read}: its own, and of what it travels with."""
        documents = self.env["sales.manual.document"]
        sets = defaultdict(documents.browse)
        if not documents.has_access("read"):
            return sets
        own, other = self._document_field, self._document_companion_field
        # sudo: what travels together is no secret of who reads either
        companions = {
            shipment.id: shipment.sudo().mapped(self._document_companions).with_env(self.env)
            for shipment in self._origin
        }
        all_companions = documents[other].union(*companions.values())
        found = documents.search(["|", (own, "in", self._origin.ids), (other, "in", all_companions.ids)])
        by_own, by_other = found.grouped(own), found.grouped(other)
        for shipment in self._origin:
            sets[shipment.id] = by_own.get(shipment, documents).union(
                *(by_other.get(companion, documents) for companion in companions[shipment.id])
            )
        return sets

    def _sides_beside(self, _name):
        """[(name, what it says of a figure, no documents)]: what the papers of this shipment must agree with beside
        each other.
        """
        return []

    def action_open_documents(self):
        """Show the documents of these shipments, the missing first."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_document_set_action")
        rows = self.env["sales.manual.document"].union(*self._document_sets().values())
        action["domain"] = [("id", "in", rows.ids)]
        action["context"] = {f"default_{self._document_field}": self.id if len(self) == 1 else False}
        return action


class SalesManualNotice(models.Model):
    _name = "sales.manual.notice"
    _inherit = ["sales.manual.notice", "sales.manual.with.documents"]
    _guarded_fields = frozenset({"document_ids"})
    _document_field, _document_companion_field = "notice_id", "booking_id"
    _document_companions = "vessel_allocation_ids.booking_id"

    # for what is asked as superuser: see vessel bookings' every_allocation_ids
    document_ids = fields.One2many(
        "sales.manual.document", "notice_id", export_string_translation=False, readonly=True, copy=False,
        groups="base.group_system",
    )  # fmt: skip

    def _documented_pieces(self):
        """How many pieces the papers of this shipment speak of."""
        is_gone = self.state == "shipped" and self.class_id.is_delivery_made
        return self.shipped_qty if is_gone else self.pieces_qty

    def _link_invoices(self):
        """Let the posted invoices over what these notices ship take their place in the sets."""
        kind = self.env["sales.manual.document.kind"]._of_code("invoice")
        rows = []
        for notice in self:
            moves = notice.line_ids.order_line_id.invoice_lines.move_id.filtered(
                lambda move: move.state == "posted" and move.move_type == "out_invoice"
            )
            own = notice.document_ids.filtered(lambda row: row.kind_id == kind)
            empty = own.filtered(lambda row: not row.move_id and row.state == "missing")
            for move in (moves - own.move_id).sorted("id"):
                if empty:
                    empty[0]._passed().move_id = move
                    empty = empty[1:]
                elif kind and notice.document_ids:
                    rows.append(
                        {"kind_id": kind.id, "notice_id": notice.id, "company_id": notice.company_id.id,
                         "move_id": move.id}
                    )  # fmt: skip
        self.env["sales.manual.document"]._enter(rows)

    def _link_declarations(self):
        """Let what customs is told of these notices be read by their sets, not entered there again."""
        kind = self.env["sales.manual.document.kind"]._of_code("customs")
        for notice in self.filtered("declaration_ids"):
            own = notice.document_ids.filtered(lambda row: row.kind_id == kind)
            if not own.declaration_id:
                own[:1]._passed().declaration_id = notice.declaration_id

    def _signoff_done(self):
        result = super()._signoff_done()
        self.env["sales.manual.document"]._make_sets(self.filtered(lambda notice: notice.state in RELEASED_STATES))
        return result

    def _action_void(self, reason):
        result = super()._action_void(reason)
        # sudo: what was waited for goes with the shipment, whoever withdraws it
        self.sudo().document_ids.filtered(lambda row: row.state == "missing")._passed().unlink()
        self.sudo().pickup_ids.filtered(lambda pickup: pickup.state == "issued")._void(reason)
        return result


class SalesManualVesselBooking(models.Model):
    _name = "sales.manual.vessel.booking"
    _inherit = ["sales.manual.vessel.booking", "sales.manual.with.documents"]
    _guarded_fields = frozenset({"document_ids"})
    _document_field, _document_companion_field = "booking_id", "notice_id"
    _document_companions = "every_allocation_ids.notice_id"

    document_ids = fields.One2many(
        "sales.manual.document", "booking_id", export_string_translation=False, readonly=True, copy=False,
        groups="base.group_system",
    )  # fmt: skip

    def _documented_pieces(self):
        return self.pieces_qty

    def action_load(self):
        """See the booking; from now on the vessel's own documents are waited for."""
        result = super().action_load()
        self.env["sales.manual.document"]._make_vessel_sets(self)
        return result


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    filed_document_count = fields.Integer(string="Documents filed", compute="_compute_paper_counts")
    payment_notice_count = fields.Integer(string="Payment notices", compute="_compute_paper_counts")

    @api.depends_context("uid")
    def _compute_paper_counts(self):
        counts = [
            dict(self.env[model]._read_group([("contract_id", "in", self.ids)], ["contract_id"], ["__count"]))
            for model in ("sales.manual.document", "sales.manual.payment.notice")
        ]
        for contract in self:
            contract.filed_document_count, contract.payment_notice_count = (
                count.get(contract._origin, 0) for count in counts
            )

    def action_open_documents(self):
        """Show the documents filed of these contracts and of their shipments."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_document_action")
        action["domain"] = [("contract_id", "in", self.ids)]
        action["context"] = {"default_contract_id": self.id if len(self) == 1 else False}
        return action

    def action_open_payment_notices(self):
        """Show the payment notices of these contracts, or prepare the first."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_payment_notice_action")
        action["domain"] = [("contract_id", "in", self.ids)]
        action["context"] = {"default_contract_id": self.id if len(self) == 1 else False}
        may_make = self.env["sales.manual.payment.notice"].has_access("create")
        if len(self) == 1 and not self.payment_notice_count and may_make:
            action["views"] = [(False, "form")]
        return action

    def _signoff_done(self):
        result = super()._signoff_done()
        self.env["sales.manual.document"]._make_contract_rows(self)
        return result
