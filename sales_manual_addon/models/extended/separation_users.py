"""Whoever is given groups, by whatever way, is asked for what must be apart.

The state before a change is taken in ``modified``, which the ORM calls on every write of a relation, and compared by
constraints, which it calls after: addons that give groups from inside the chain of ``write`` pass by overrides of it.
"""

from odoo import api, fields, models

FINDINGS = "sales_manual_addon.sales_manual_separation_finding_action"
BEFORE_KEY = "sales_manual_separation_before"


class SalesManualSeparationGiven(models.AbstractModel):
    _name = "sales.manual.separation.given"
    _description = "What is given, before and after"

    @api.model
    def _separation_before(self, records, users=None):
        """Remember what users hold before ``records`` change, or are made (an empty recordset)."""
        if records.env.registry.ready:
            held = self.env["sales.manual.separation"].sudo()._held(users)
            records.env.cr.precommit.data.setdefault(BEFORE_KEY, []).append((records._name, set(records.ids), held))

    @api.model
    def _separation_after(self, records, users=None):
        """Compare. What was not remembered is new: nothing was held before."""
        separation = self.env["sales.manual.separation"].sudo()  # sudo: rules apply to whoever writes
        if not records.env.registry.ready:
            self.env["sales.manual.separation.finding"]._refresh_before_commit()
            return
        held_before = set()
        remembered = records.env.cr.precommit.data.get(BEFORE_KEY, [])
        for index in reversed(range(len(remembered))):
            model, ids, held = remembered[index]
            if model == records._name and (not ids or ids >= set(records.ids)):
                held_before = held
                del remembered[index:]
                break
        separation._check_given(held_before, users)


class ResUsers(models.Model):
    _inherit = "res.users"

    separation_finding_count = fields.Integer(
        string="Conflicts", compute="_compute_separation_finding_count",
        groups="sales_manual_addon.group_configuration,sales_manual_addon.group_audit",
    )  # fmt: skip

    def _compute_separation_finding_count(self):
        found = self.env["sales.manual.separation.finding"]._read_group(
            [("user_id", "in", self.ids), ("is_open", "=", True)], ["user_id"], ["__count"]
        )
        counts = {user.id: count for user, count in found}
        for user in self:
            user.separation_finding_count = counts.get(user.id, 0)

    def action_open_separation_findings(self):
        """Open what these users hold that must be apart."""
        action = self.env["ir.actions.act_window"]._for_xml_id(FINDINGS)
        return action | {"domain": [("user_id", "in", self.ids)]}

    def write(self, vals):
        if "active" in vals:
            self.env["sales.manual.separation.given"]._separation_before(self, self)
        return super().write(vals)

    def modified(self, fnames, create=False, before=False):
        if before and "group_ids" in fnames and self.ids:
            self.env["sales.manual.separation.given"]._separation_before(self, self)
        return super().modified(fnames, create=create, before=before)

    @api.constrains("group_ids", "active")
    def _check_separation(self):
        self.env["sales.manual.separation.given"]._separation_after(self, self)
