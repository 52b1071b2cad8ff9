"""Duty, screen, right: whether who holds the post can do the duty, where, and how often it was done this month."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

HAS, LACKS, NOT_NEEDED = "has", "lacks", "not_needed"


class SalesManualPostDuty(models.Model):
    _inherit = "sales.manual.post.duty"

    screens = fields.Html(string="Open Screens", compute="_compute_screens", sanitize=False)
    holder_access = fields.Html(
        string="Access of the Holders",
        compute="_compute_holder_access",
        sanitize=False,
        help="Whether each holder has the access this duty needs.",
    )
    holder_evidence = fields.Html(
        string="This Month",
        compute="_compute_holder_evidence",
        sanitize=False,
        help="How often each holder did this duty this month, as far as the ERP counts it.",
    )

    @api.depends("menu_ids.complete_name", "menu_ids.action")
    @api.depends_context("uid", "lang")
    def _compute_screens(self):
        """A link to each screen that the reader may open, the name of others."""
        visible = self.env["ir.ui.menu"]._visible_menu_ids()
        for duty in self:
            # sudo: a screen is named to those who cannot open it
            duty.screens = Markup("<br/>").join(
                Markup('<a href="/odoo/action-%(action)s">%(name)s</a>') % {"action": menu.action.id, "name": menu.name}
                if menu.id in visible and menu.action
                else Markup('<span class="text-muted">%s</span>') % menu.name
                for menu in duty.sudo().menu_ids
            )

    @api.model
    def _seen_holders(self, posts):
        """[(post, user)] of today's holders and deputies whom the reader may be told about: administrators and auditors
        of all, others of themselves.
        """
        assignments = self.env["sales.manual.post.assignment"]
        domain = assignments._current_domain() & Domain("post_id", "in", posts.ids)
        user = self.env.user
        if not (
            user.has_group("sales_manual_addon.group_configuration") or user.has_group("sales_manual_addon.group_audit")
        ):
            domain &= Domain("user_id", "=", user.id)
        return assignments._read_group(domain, ["post_id", "user_id"])

    @api.depends("capability_id", "post_id.assignment_ids.date_to")
    @api.depends_context("uid", "lang")
    def _compute_holder_access(self):
        labels = {
            HAS: (self.env._("has it"), "text-bg-success"),
            LACKS: (self.env._("lacks it"), "text-bg-danger"),
        }
        needless = Markup('<span class="text-muted">%s</span>') % self.env._("not needed")
        holders = self._seen_holders(self.post_id)
        states = self._access_states(holders)
        for duty in self:
            mine = [(user, states[duty._origin.id, user.id]) for post, user in holders if post == duty.post_id._origin]
            if any(state == NOT_NEEDED for _user, state in mine):  # the same for everybody
                duty.holder_access = needless
                continue
            duty.holder_access = Markup("<br/>").join(
                Markup('<span class="badge rounded-pill %(style)s">%(label)s</span> %(user)s')
                % {"user": user.name, "label": labels[state][0], "style": labels[state][1]}
                for user, state in mine
            )

    def _access_states(self, holders):
        """{(duty id, user id): has, lacks or not_needed}; one query whatever their number."""
        users = self.env["res.users"].browse({user.id for _post, user in holders})
        capabilities = self.capability_id.ids
        effective = set(self.env["res.groups"]._effective_members(users.ids, capabilities)) if capabilities else set()
        return {
            (duty._origin.id, user.id): NOT_NEEDED
            if not duty.capability_id
            else HAS
            if (user.id, duty.capability_id.id) in effective
            else LACKS
            for duty in self
            for _post, user in holders
        }

    @api.depends("evidence", "post_id.assignment_ids.date_to")
    @api.depends_context("uid", "lang")
    def _compute_holder_evidence(self):
        holders = self._seen_holders(self.post_id)
        users = self.env["res.users"].browse({user.id for _post, user in holders})
        codes = set(filter(None, self.mapped("evidence")))
        evidence = self.env["sales.manual.evidence"].sudo()  # sudo: figures only, of documents the reader may not see
        today = self.env["sales.manual.post.assignment"]._today()
        counts = evidence._evidence_counts(codes, users, today) if codes and users else {}
        labels = evidence._evidence_labels()
        for duty in self:
            rows = [
                Markup("%(user)s: <strong>%(count)s</strong>")
                % {
                    "user": user.name,
                    "count": counts.get((duty.evidence, user.id), 0),
                }
                for post, user in holders
                if duty.evidence and post == duty.post_id._origin
            ]
            title = Markup('<span class="text-muted">%s</span>') % labels.get(duty.evidence, "") if rows else ""
            duty.holder_evidence = Markup("<br/>").join([title, *rows]) if rows else False
