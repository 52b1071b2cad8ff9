from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime


class SalesManualSignoffStep(models.Model):
    """A signature that a document needs: copied from the class when the document is issued, so that a later change of
    the class alters no document under way.
    """

    _name = "sales.manual.signoff.step"
    _inherit = ["sales.manual.found", "sales.manual.closed"]
    _description = "Sign-off step"
    _order = "ready_date, level, id"
    _rec_names_search = ["contract_id.name", "notice_id.name"]
    _found_by = (("contract_id.name", "ilike"), ("notice_id.name", "ilike"))

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True, index="btree_not_null", ondelete="cascade")
    notice_id = fields.Many2one("sales.manual.notice", readonly=True, index="btree_not_null", ondelete="cascade")
    document_name = fields.Char(string="Document", compute="_compute_document_name")
    document_kind = fields.Char(string="Kind", compute="_compute_document_name")
    round = fields.Integer(
        default=1,
        readonly=True,
        aggregator=None,
        help="A rejected document that is sent again starts a new round of signatures.",
    )
    is_current_round = fields.Boolean(compute="_compute_is_current_round")
    code = fields.Char(readonly=True)
    name = fields.Char(string="Step", required=True, readonly=True, translate=True)
    level = fields.Integer(
        default=1,
        readonly=True,
        aggregator=None,
        help="Steps of one level are signed in any order; a level waits for the ones before it.",
    )
    post_ids = fields.Many2many(
        "res.groups",
        "sales_manual_signoff_step_post_rel",
        "step_id",
        "group_id",
        string="Posts",
        readonly=True,
        help="A holder of any of these posts can sign.",
    )
    post_names = fields.Char(string="Post", compute="_compute_post_names")
    is_per_warehouse = fields.Boolean(readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, index="btree_not_null")
    field_names = fields.Char(
        readonly=True, help="Names of the fields the signature covers, comma separated; empty: the whole document."
    )
    state = fields.Selection(
        [("waiting", "Not yet"), ("ready", "Waiting"), ("signed", "Signed"), ("closed", "Not needed")],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    ready_date = fields.Datetime(string="Waiting since", readonly=True)
    signoff_id = fields.Many2one(
        "sales.manual.signoff", string="Signature", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    signoff_ids = fields.One2many("sales.manual.signoff", "step_id", string="Acts", readonly=True)
    user_id = fields.Many2one("res.users", string="Signed by", related="signoff_id.user_id")
    principal_id = fields.Many2one("res.users", string="Represents", related="signoff_id.principal_id")
    signed_by = fields.Char(related="signoff_id.signed_by")
    signed_date = fields.Datetime(related="signoff_id.date")
    card_acts = fields.Json(compute="_compute_card_acts", export_string_translation=False)
    is_waiting_for_me = fields.Boolean(
        string="Waiting for me", compute="_compute_is_waiting_for_me", search="_search_is_waiting_for_me"
    )

    @api.model
    def _document_fields(self):
        return self.env["sales.manual.signoff"]._document_fields()

    def _document(self):
        """The document of this step."""
        self.ensure_one()
        return next((self[name] for name in self._document_fields() if self[name]), None)

    def _covered_names(self):
        """The names the signature covers, or None for the whole document."""
        self.ensure_one()
        return self.field_names.split(",") if self.field_names else None

    def _covered(self, content):
        """The part of a document's whole content that the signature covers."""
        names = self._covered_names()
        return {name: value for name, value in content.items() if not names or name in names}

    def _signed_definition(self):
        """What the step demands, as the maker's act records it: a step row altered behind the ORM no longer agrees with
        it.
        """
        self.ensure_one()
        step = self.sudo()  # posts and warehouse are part of the record, whoever may read them
        return {
            "id": step.id,
            "code": step.code or None,
            "level": step.level,
            "posts": sorted(step.post_ids.ids),
            "warehouse": step.warehouse_id.id or None,
            "is_per_warehouse": step.is_per_warehouse,
            "covers": step.field_names or None,
        }

    @api.depends(lambda self: tuple(f"{name}.display_name" for name in self._document_fields()))
    @api.depends_context("lang")
    def _compute_document_name(self):
        for step in self:
            document = step._document()
            step.document_name = document.display_name if document else False
            step.document_kind = document._description_translated() if document else False

    @api.depends(lambda self: ("round", *(f"{name}.signoff_round" for name in self._document_fields())))
    def _compute_is_current_round(self):
        for step in self:
            document = step._document()
            step.is_current_round = bool(document) and step.round == document.signoff_round

    @api.depends("post_ids.name", "warehouse_id.code", "is_per_warehouse")
    @api.depends_context("lang")
    def _compute_post_names(self):
        for step in self.sudo():  # posts and the warehouse's code are no secret of who waits for whom
            names = " / ".join(step.post_ids.mapped("name"))
            step.post_names = (
                f"{names} · {step.warehouse_id.code}" if step.is_per_warehouse and step.warehouse_id else names
            )

    @api.depends("signoff_ids")
    @api.depends_context("lang", "tz")
    def _compute_card_acts(self):
        """What a card shows besides the live signature: signatures that became void and rejections, each with its
        reason.
        """
        for step in self:
            acts = step.sudo().signoff_ids  # a card is read whole, as the document it stands on
            step.card_acts = [
                {
                    "act": act.act,
                    "user": (act.voids_id or act).signed_by,
                    "date": format_datetime(self.env, (act.voids_id or act).date, dt_format="short"),
                    "reason": act.reason_text or "",
                }
                for act in acts.sorted("id")
                if act.act in ("void", "reject")
            ]

    @api.depends(lambda self: ("state", *(f"{name}.is_waiting_for_me" for name in self._document_fields())))
    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        for step in self:
            document = step._document()
            step.is_waiting_for_me = bool(document) and not document._signoff_refusal(step)

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        signable = self.env["sales.manual.signable"]
        domain = Domain.OR(
            Domain.OR(
                Domain(name, "any", self.env[model]._signoff_signable_domain(principal))
                for name, model in self._document_fields().items()
            )
            & self._waiting_domain_as(principal, groups)
            for principal, groups in signable._signoff_capacities()
        )
        return domain if True in value else ~domain

    @api.model
    def _waiting_domain_as(self, principal, groups):
        """Ready steps that the user signs by these groups, for ``principal`` where there is one; see
        ``sales.manual.signable._signoff_capacities``.
        """
        people = self.env.user | principal
        companies = self.env.user.company_ids
        if principal:
            companies &= principal.sudo().company_ids  # sudo: asked about, whoever may see him
        return (
            Domain("state", "=", "ready")
            & Domain("post_ids", "in", groups.ids)
            & Domain("company_id", "in", companies.ids)
            & (
                Domain("is_per_warehouse", "=", False)
                | Domain("warehouse_id", "=", False)
                | Domain("warehouse_id.notice_signer_ids", "=", False)
                | Domain("warehouse_id.notice_signer_ids", "in", people.ids)
            )
        )

    def action_open_signing(self):
        """Open the dialog to read and sign the document of the step."""
        self.ensure_one()
        return self._document().with_context(sales_manual_next=True).action_open_signing()

    def action_open_document(self):
        """Open the document of the step."""
        self.ensure_one()
        return self._document()._get_records_action()
