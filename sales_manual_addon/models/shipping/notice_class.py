from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SalesManualNoticeClass(models.Model):
    """What a class of shipping notice is, as data (CMD-5, CMD-7, CMD-8): what it needs, what it makes, who signs, who
    gets a copy.
    """

    _name = "sales.manual.notice.class"
    _description = "Notice Class"
    _order = "sequence, code"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(required=True, copy=False, help="Begins the numbers of its notices: A in A-2026-00417.")
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")],
        help="Proposed for contracts of this market; empty: for both.",
    )
    is_contract_required = fields.Boolean(string="Contract needed")
    is_order_required = fields.Boolean(string="Order needed")
    is_reason_required = fields.Boolean(string="Reason needed")
    is_proforma_required = fields.Boolean(string="Pro forma needed")
    is_delivery_made = fields.Boolean(string="Goods leave", default=True)
    is_sold = fields.Boolean(string="Sold", default=True, help="Off: free of charge, no invoice.")
    is_counted = fields.Boolean(string="Counted in sales", default=True)
    is_available = fields.Boolean(
        string="Notices can be made",
        compute="_compute_is_available",
        help="Whether what is said of the class fits together, so that notices of it can be made.",
    )
    maker_post_ids = fields.Many2many(
        "res.groups",
        "sales_manual_notice_class_maker_rel",
        "class_id",
        "group_id",
        string="Made by",
        domain="[('privilege_id', '!=', False)]",
        help="Posts that prepare and issue a notice of this class.",
    )
    step_ids = fields.One2many("sales.manual.notice.step", "class_id", string="Signatures", copy=True)
    copy_ids = fields.One2many("sales.manual.notice.copy", "class_id", string="Copies", copy=True)

    _code_company_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another notice class of this company has this code.",
    )

    def _compute_is_available(self):
        """See the room of the classes, which says where the lines of a class's notices come from."""
        self.is_available = False

    @api.depends("code", "name")
    def _compute_display_name(self):
        for notice_class in self:
            notice_class.display_name = " ".join(filter(None, (notice_class.code, notice_class.name)))

    @api.constrains("code")
    def _check_code(self):
        for notice_class in self:
            if not notice_class.code.isalnum():
                raise ValidationError(
                    self.env._(
                        "Notice class %(code)s: the code begins the number of each notice, so it may hold "
                        "letters and digits only.",
                        code=notice_class.code,
                    )
                )

    @api.constrains("code", "company_id")
    def _check_code_shared(self):
        """A class of every company and one of a single company with the same code would give the same numbers."""
        same_code = (
            self.with_context(active_test=False)
            .sudo()
            ._read_group(  # classes of other companies count too
                [("code", "in", self.mapped("code"))], ["code"], ["id:recordset"]
            )
        )
        by_code = dict(same_code)
        for notice_class in self:
            others = by_code[notice_class.code] - notice_class
            if any(not other.company_id or not notice_class.company_id for other in others):
                raise ValidationError(
                    self.env._(
                        "Notice class %(code)s exists already, here or for every company. Choose another code.",
                        code=notice_class.code,
                    )
                )

    def copy_data(self, default=None):
        return [
            {**vals, "code": f"{notice_class.code}2", **(default or {})}
            for notice_class, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    def write(self, vals):
        if "code" in vals and any(notice_class.code != vals["code"] for notice_class in self):
            self._refuse_in_use(self.env._("its code begins their numbers"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._refuse_in_use(self.env._("archive it instead"))

    def _refuse_in_use(self, advice):
        used = (
            self.env["sales.manual.notice"]
            .sudo()
            ._read_group(  # notices the user may not see count too
                [("class_id", "in", self.ids)], ["class_id"], ["__count"]
            )
        )
        for notice_class, count in used:
            raise UserError(
                self.env._(
                    "Notice class %(notice_class)s has %(count)s notices: %(advice)s.",
                    notice_class=notice_class.display_name,
                    count=count,
                    advice=advice,
                )
            )

    # asked by the notice

    def _is_maker(self, user=None):
        """Whether the user holds a post that makes notices of this class. The superuser holds none."""
        self.ensure_one()
        user = user or self.env.user
        return not user._is_superuser() and bool(self.sudo().maker_post_ids & user.all_group_ids)

    @api.model
    def _for_market(self, company, market):
        """The class proposed for orders of ``company``: of a contract's ``market``, or without contract where
        ``market`` is False.
        """
        classes = self.search([("company_id", "in", [False, company.id]), ("source", "=", "order")])
        if not market:
            return classes.filtered(lambda c: not c.is_contract_required)[:1]
        return (classes.filtered(lambda c: c.market == market) or classes.filtered(lambda c: not c.market))[:1]


class SalesManualNoticeStep(models.Model):
    """A signature that notices of a class need. Copied to the notice when it is issued: a change here alters no notice
    under way.
    """

    _name = "sales.manual.notice.step"
    _description = "Notice Class Step"
    _order = "class_id, level, id"

    class_id = fields.Many2one("sales.manual.notice.class", required=True, index=True, ondelete="cascade")
    code = fields.Char()
    name = fields.Char(string="Step", required=True, translate=True)
    level = fields.Integer(
        default=1, help="Steps of one level are signed in any order; a level waits for the ones before it."
    )
    post_ids = fields.Many2many(
        "res.groups",
        "sales_manual_notice_step_post_rel",
        "step_id",
        "group_id",
        string="Posts",
        required=True,
        domain="[('privilege_id', '!=', False)]",
        help="A holder of any of these posts can sign.",
    )
    is_per_warehouse = fields.Boolean(
        string="By warehouse", help="Only the users named on the warehouse as signers, where it names any."
    )
    field_ids = fields.Many2many(
        "ir.model.fields",
        "sales_manual_notice_step_field_rel",
        "step_id",
        "field_id",
        string="Covers",
        domain="[('model', '=', 'sales.manual.notice'), ('name', 'in', covered_field_names)]",
        help="The signature is void when one of these changes. Empty: the whole notice.",
    )
    covered_field_names = fields.Json(compute="_compute_covered_field_names", export_string_translation=False)

    _level_positive = models.Constraint("CHECK (level > 0)", "The level of a signature starts at 1.")
    _code_class_unique = models.UniqueIndex(
        "(class_id, code) WHERE code IS NOT NULL",
        "Two signatures of one class have the same code.",
    )

    def _compute_covered_field_names(self):
        self.covered_field_names = list(self.env["sales.manual.notice"]._signed_fields)

    @api.constrains("name", "post_ids")
    def _check_posts(self):
        for step in self:
            if not step.post_ids:
                raise ValidationError(
                    self.env._(
                        "Signature %(step)s of class %(notice_class)s names no post, so nobody could sign it. "
                        "Choose at least one.",
                        step=step.name,
                        notice_class=step.class_id.code,
                    )
                )

    @api.constrains("field_ids")
    def _check_fields(self):
        signed = self.env["sales.manual.notice"]._signed_fields
        for step in self:
            foreign = step.sudo().field_ids.filtered(  # the registry of fields is not readable by everyone
                lambda f: f.model != "sales.manual.notice" or f.name not in signed
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "Signature %(step)s cannot cover %(fields)s: that is not among what is signed on a "
                        "shipping notice.",
                        step=step.name,
                        fields=", ".join(foreign.mapped("field_description")),
                    )
                )


class SalesManualNoticeCopy(models.Model):
    """One of the sheets a notice is printed on, and who gets it (联)."""

    _name = "sales.manual.notice.copy"
    _description = "Notice Class Copy"
    _order = "class_id, number"

    class_id = fields.Many2one("sales.manual.notice.class", required=True, index=True, ondelete="cascade")
    number = fields.Integer(string="Copy", required=True)
    recipient = fields.Char(required=True, translate=True)

    _number_class_unique = models.UniqueIndex("(class_id, number)", "Two copies of one class have the same number.")

    @api.constrains("number", "class_id")
    def _check_numbers(self):
        for notice_class in self.class_id:
            numbers = sorted(notice_class.copy_ids.mapped("number"))
            if numbers != list(range(1, len(numbers) + 1)):
                raise ValidationError(
                    self.env._(
                        "Class %(notice_class)s: its copies are numbered %(numbers)s. Number them 1, 2, 3 "
                        "without a gap.",
                        notice_class=notice_class.code,
                        numbers=", ".join(map(str, numbers)),
                    )
                )
