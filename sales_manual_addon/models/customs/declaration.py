from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SalesManualDeclaration(models.Model):
    """The customs declaration of a class D notice (CMD-8): made when the notice is released, given its number by
    import/export or accounting, checked off (核销) by accounting, never by whoever entered the number.
    """

    _name = "sales.manual.declaration"
    _inherit = ["sales.manual.reasoned", "mail.thread", "mail.activity.mixin"]
    _description = "Customs Declaration"
    _order = "release_date, id"
    _rec_names_search = ["name", "notice_id.name", "proforma_id.name"]
    _reason_methods = {"action_reopen": _lt("Open the declaration again")}
    _guarded_fields = frozenset(
        {"notice_id", "company_id", "release_date", "state", "declared_by_id", "checked_off_by_id", "checked_off_date"}
    )

    name = fields.Char(string="Declaration number", index="trigram", tracking=True, copy=False)
    date = fields.Date(string="Declared on", index=True, tracking=True, copy=False)
    note = fields.Text()
    notice_id = fields.Many2one(
        "sales.manual.notice", string="Shipping notice", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    release_date = fields.Datetime(related="notice_id.release_date", string="With accounting since", store=True)
    proforma_id = fields.Many2one(related="notice_id.proforma_id", string="Pro forma invoice")
    contract_id = fields.Many2one(related="notice_id.contract_id")
    partner_id = fields.Many2one(related="notice_id.partner_id", string="Customer")
    currency_id = fields.Many2one(related="notice_id.currency_id")
    amount = fields.Monetary(related="notice_id.amount")
    pieces_qty = fields.Integer(related="notice_id.pieces_qty", string="Pieces")
    state = fields.Selection(
        [("open", "To declare"), ("declared", "Declared"), ("checked_off", "Checked off")],
        compute="_compute_state", store=True, index=True, tracking=True,
    )  # fmt: skip
    declared_by_id = fields.Many2one("res.users", string="Number entered by", readonly=True)
    checked_off_by_id = fields.Many2one("res.users", string="Checked off by", readonly=True, tracking=True)
    checked_off_date = fields.Date(string="Checked off on", readonly=True)
    can_check_off = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_reopen = fields.Boolean(compute="_compute_can", export_string_translation=False)

    _notice_unique = models.UniqueIndex("(notice_id)", "The notice has its customs declaration already.")
    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another customs declaration has this number."
    )

    @api.depends("name", "checked_off_date")
    def _compute_state(self):
        for declaration in self:
            declaration.state = (
                "checked_off" if declaration.checked_off_date else "declared" if declaration.name else "open"
            )

    @api.depends("name", "notice_id")
    def _compute_display_name(self):
        for declaration in self:
            declaration.display_name = declaration.name or self.env._(
                "Declaration of %(notice)s", notice=declaration.notice_id.display_name
            )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can(self):
        may = self.env.user.has_group("sales_manual_addon.group_customs_check")
        for declaration in self:
            declaration.can_check_off = (
                may and declaration.state == "declared" and declaration.declared_by_id != self.env.user
            )
            declaration.can_reopen = may and declaration.state == "checked_off"

    @api.constrains("name", "date")
    def _check_declared(self):
        for declaration in self:
            if bool(declaration.name) != bool(declaration.date):
                raise ValidationError(
                    self.env._(
                        "%(notice)s: a declaration has its number and its date. Enter both, or neither.",
                        notice=declaration.notice_id.display_name,
                    )
                )
            if declaration.date and declaration.date > declaration.company_id._sales_manual_today():
                raise ValidationError(
                    self.env._(
                        "%(number)s: the declaration is dated after today. Correct the date.", number=declaration.name
                    )
                )

    def write(self, vals):
        if self._has_pass() or {"name", "date"}.isdisjoint(vals):
            return super().write(vals)
        closed = self.filtered("checked_off_date")
        if closed:
            raise UserError(
                self.env._(
                    "%(declarations)s: what is checked off stays. Accounting opens it again, saying why.",
                    declarations=", ".join(closed.mapped("display_name")),
                )
            )
        if isinstance(vals.get("name"), str):
            vals = {**vals, "name": vals["name"].strip() or False}
        self.check_access("write")
        result = super().write(vals)
        if "name" in vals:
            self._passed().write({"declared_by_id": self.env.uid if vals["name"] else False})
        return result

    def action_check_off(self):
        """Check these declarations off: customs has closed them. Their notices are done.

        :raise UserError: not declared yet, or the user entered the number
        :raise AccessError: the user is not accounting
        """
        self._check_accounting()
        for declaration in self:
            if declaration.state != "declared":
                raise UserError(
                    self.env._(
                        "%(declaration)s: enter number and date of the declaration before it is checked off, once.",
                        declaration=declaration.display_name,
                    )
                )
            if declaration.declared_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "%(declaration)s: you entered its number; somebody else checks it off.",
                        declaration=declaration.display_name,
                    )
                )
        for company, of_company in self.grouped("company_id").items():
            of_company._passed().write(
                {"checked_off_by_id": self.env.uid, "checked_off_date": company._sales_manual_today()}
            )
        # sudo: accounting writes no notices
        self.sudo().notice_id._passed().write({"state": "shipped"})
        return True

    def action_reopen(self, reason):
        """Open declarations again that were checked off too early.

        :raise UserError: not checked off, or no reason
        :raise AccessError: the user is not accounting
        """
        self._check_accounting()
        reason = self._check_reason(reason)
        if any(not declaration.checked_off_date for declaration in self):
            raise UserError(self.env._("Only what is checked off can be opened again."))
        self._passed().write({"checked_off_by_id": False, "checked_off_date": False})
        self.sudo().notice_id._passed().write({"state": "released"})  # sudo: as above
        for declaration in self:
            declaration.message_post(body=self.env._("Opened again: %(reason)s", reason=reason))
        return True

    def action_open_notice(self):
        """Open the shipping notice."""
        return self.notice_id._get_records_action()

    def _check_accounting(self):
        if not self.env.user.has_group("sales_manual_addon.group_customs_check"):
            raise AccessError(self.env._("Customs declarations are checked off by accounting."))
        self.check_access("write")
