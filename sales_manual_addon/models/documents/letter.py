from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..contract.bounds import refuse_unusable

MAKERS = "sales_manual_addon.group_customer_letter"


class SalesManualLetter(models.AbstractModel):
    """A numbered paper that a salesperson sends to the customer: prepared, issued, printed and mailed, or void."""

    _name = "sales.manual.letter"
    _inherit = ["sales.manual.printed", "mail.thread", "mail.activity.mixin"]
    _description = "Letter to a customer"
    _guarded_fields = frozenset(
        {"name", "state", "issue_date", "sent_date", "sent_to", "void_reason", "user_id", "team_id",
         "market"}
    )  # fmt: skip
    _letter_code = None  # of the number
    _letter_prefix = None
    _letter_template = None

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    state = fields.Selection(
        [("draft", "Prepared"), ("issued", "Issued"), ("void", "Void")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )  # fmt: skip
    note = fields.Text()
    issue_date = fields.Datetime(string="Issued on", readonly=True, copy=False)
    sent_date = fields.Datetime(string="Sent on", readonly=True, copy=False, tracking=True)
    sent_to = fields.Char(readonly=True, copy=False)
    void_reason = fields.Text(readonly=True, copy=False)
    can_make = fields.Boolean(compute="_compute_can_make", export_string_translation=False)

    @api.depends_context("uid")
    def _compute_can_make(self):
        self.can_make = self.env.user.has_group(MAKERS)

    # who may write what

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        letters = super().create(vals_list)
        letters._check_parents_readable()
        return letters

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        refuse_unusable(self, vals)
        self.check_access("read")  # nothing is written unseen
        chatter = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        if {name for name in vals if name in self._fields} - chatter:
            self._check_prepared()
        result = super().write(vals)
        self._check_parents_readable()
        return result

    def _check_prepared(self):
        for letter in self.filtered(lambda letter: letter.state != "draft"):
            raise UserError(
                self.env._(
                    "%(letter)s has been issued and may be on its way. Make it void and issue another.",
                    letter=letter.display_name,
                )
            )

    def _check_parents_readable(self):
        """What a letter is about is the writer's own."""

    def _check_maker(self):
        if not self.env.user.has_group(MAKERS):
            raise AccessError(
                self.env._("Letters to customers are sent by: %(posts)s.", posts=self._reprinters() or "—")
            )
        self.check_access("read")
        self.check_access("write")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for letter in self.filtered("name"):
            raise UserError(self.env._("%(letter)s keeps its number. Make it void.", letter=letter.display_name))

    # the acts

    def action_issue(self):
        """Fix what the letter says and give its number.

        :raise UserError: not prepared any more, or something is missing
        :raise AccessError: the user holds no post that sends letters
        """
        self._check_maker()
        self._check_prepared()
        for letter in self:
            if reasons := letter._issue_refusals():
                raise UserError("\n".join([letter.display_name, *(f"- {reason}" for reason in reasons)]))
            letter._passed().write({"state": "issued", "issue_date": fields.Datetime.now(), **letter._issue_values()})
        self.flush_recordset()
        for company, letters in self.grouped("company_id").items():
            numbers = self.env["sales.manual.numbering"]._next_numbers(
                len(letters), company, self._letter_code, self._letter_prefix, fields.Datetime.now()
            )
            for letter, number in zip(letters, numbers, strict=True):
                letter._passed().name = number
        return True

    def _issue_refusals(self):
        """Why this letter cannot be issued: list of sentences."""
        return []

    def _issue_values(self):
        """What is fixed at issue."""
        return {}

    def action_open_void(self):
        """Ask why these letters are taken back."""
        self.ensure_one()
        self._check_maker()
        return self._open_paper_act("void")

    def _void(self, reason):
        """Take an issued letter back; it keeps its number."""
        for letter in self.filtered(lambda letter: letter.state != "issued"):
            raise UserError(self.env._("%(letter)s is not in force. Reload.", letter=letter.display_name))
        self._passed().write({"state": "void", "void_reason": reason})

    def action_send(self):
        """Issue what is prepared, then write to the customer with the paper attached; nothing leaves before the mail
        is sent. What is attached counts as a print.
        """
        self.ensure_one()
        self._check_maker()
        if self.state == "draft":
            self.action_issue()
        if self.state == "void":
            raise UserError(self.env._("%(letter)s is void.", letter=self.display_name))
        self._count_print(way="mail")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write a mail"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": self.env.ref(self._letter_template).id,
                "default_composition_mode": "comment",
            },
        }

    def _message_post_after_hook(self, message, msg_vals):
        """A mail with the paper to somebody of the customer's is what was sent."""
        customer = self.sudo().partner_id.commercial_partner_id  # whoever writes
        reached = message.sudo().partner_ids.filtered(lambda partner: partner.commercial_partner_id == customer)
        if self.state == "issued" and reached and message.sudo().attachment_ids and not message.is_internal:
            # sudo: who may post on the letter records that he did
            self.sudo()._passed().write(
                {"sent_date": message.date, "sent_to": ", ".join(p.email or p.name for p in reached)}
            )
        return super()._message_post_after_hook(message, msg_vals)

    # printing

    def _may_reprint(self):
        return self.env.user.has_group(MAKERS)

    def _reprinters(self):
        # sudo: the posts that imply the right, by name
        group = self.env.ref(MAKERS).sudo()
        return ", ".join(group.all_implied_by_ids.filtered("privilege_id").mapped("name"))
