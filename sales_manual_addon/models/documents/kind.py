from odoo import api, fields, models


class SalesManualDocumentKind(models.Model):
    """A kind of document kept of shipments, contracts and customers, and by default of which shipments it is wanted."""

    _name = "sales.manual.document.kind"
    _description = "Document Kind"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(help="By which other rooms of the app know it.")
    name = fields.Char(required=True, translate=True)
    scope = fields.Selection(
        [("shipment", "Shipment"), ("vessel", "Vessel"), ("contract", "Contract"), ("customer", "Customer")],
        string="Kept of",
        required=True,
        default="shipment",
        help="A document of the vessel stands once for all shipments on it.",
    )
    is_wanted = fields.Boolean(
        string="Wanted by default", help="Of shipments whose contract names no documents; of every contract in force."
    )
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")], help="Empty: of both markets."
    )
    incoterm_ids = fields.Many2many(
        "account.incoterms",
        "sales_manual_document_kind_incoterm_rel",
        "kind_id",
        "incoterm_id",
        string="Incoterms",
        help="Wanted under these terms only. Empty: under any.",
    )
    days = fields.Integer(string="Due after", help="Days after departure, or after the contract took effect.")
    has_pieces = fields.Boolean(string="Says pieces")
    has_packages = fields.Boolean(string="Says packages")
    has_amount = fields.Boolean(string="Says amount")
    has_weight = fields.Boolean(string="Says weight")
    amount_rule = fields.Selection(
        [("equal", "The invoice's"), ("at_least", "The invoice's or more")], string="Amount is", default="equal",
        help="An insurance covers the invoice and more.",
    )  # fmt: skip
    is_file_needed = fields.Boolean(string="Needs its file", help="Present only with the scan attached.")
    is_original_kept = fields.Boolean(string="Original is kept", help="Administration keeps the paper.")

    _code_unique = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another kind of document has this code.")
    _days_bounds = models.Constraint("CHECK (days BETWEEN 0 AND 3650)", "Due after 0 to 3650 days.")

    @api.model
    def _of_code(self, code):
        # sudo: which kind it is, whoever's act files a paper of it
        kind = self.sudo().with_context(active_test=False).search([("code", "=", code)], limit=1)
        return kind.with_env(self.env)


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"
    # what the customer wants is agreed by letter too, when the paper is signed long since
    _bookkeeping_fields = frozenset({"document_kind_ids"})

    document_kind_ids = fields.Many2many(
        "sales.manual.document.kind",
        "sales_manual_contract_document_kind_rel",
        "contract_id",
        "kind_id",
        string="Documents wanted",
        domain="[('scope', 'in', ('shipment', 'vessel'))]",
        help="Of each shipment. Empty: what is wanted by default in this market under this Incoterm.",
    )

    def _document_kinds(self):
        """Return {contract: the kinds of documents that each of its shipments needs}. Letters of credit extend this."""
        kinds = self.env["sales.manual.document.kind"].search(
            [("is_wanted", "=", True), ("scope", "in", ("shipment", "vessel"))]
        )
        return {
            contract: contract.document_kind_ids
            or kinds.filtered(
                lambda kind, contract=contract: (
                    kind.market in (False, contract.market)
                    and (not kind.incoterm_ids or contract.incoterm_id in kind.incoterm_ids)
                )
            )
            for contract in self.sudo()  # the same answer for everyone
        }


class SalesManualNoticeClass(models.Model):
    _inherit = "sales.manual.notice.class"

    document_kind_ids = fields.Many2many(
        "sales.manual.document.kind",
        "sales_manual_notice_class_document_kind_rel",
        "class_id",
        "kind_id",
        string="Documents wanted",
        domain="[('scope', 'in', ('shipment', 'vessel'))]",
        help="Of each notice of the class. Empty here and abroad: what its contract wants.",
    )
    abroad_kind_ids = fields.Many2many(
        "sales.manual.document.kind",
        "sales_manual_notice_class_abroad_kind_rel",
        "class_id",
        "kind_id",
        string="Also abroad",
        domain="[('scope', 'in', ('shipment', 'vessel'))]",
        help="Of notices of the international market, and of those without a market to another country.",
    )


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    def _document_kinds(self):
        """Return {notice: the kinds of documents it needs}: those its class names, else those its contract wants. A
        vessel's document belongs to goods without a contract once they are on a vessel.
        """
        notices = self.sudo()  # the same answer for everyone
        wanted = notices.contract_id._document_kinds()
        return {
            notice: notice._class_document_kinds()
            if notice.class_id.document_kind_ids or notice.class_id.abroad_kind_ids
            else wanted.get(notice.contract_id, [])
            for notice in notices
        }

    def _class_document_kinds(self):
        kinds = self.class_id.document_kind_ids
        if self._is_abroad():
            kinds |= self.class_id.abroad_kind_ids
        is_by_sea = any(booking.state != "cancelled" for booking in self.vessel_allocation_ids.booking_id)
        return kinds.filtered(
            lambda kind: (
                (kind.scope != "vessel" or is_by_sea)
                and (not kind.incoterm_ids or self.incoterm_id in kind.incoterm_ids)
            )
        )

    def _is_abroad(self):
        """Whether the goods go to another country, as far as market or addresses say."""
        if self.market:
            return self.market == "international"
        countries = self.partner_id.country_id | self.company_id.country_id
        return len(countries) > 1
