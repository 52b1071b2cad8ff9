"""Whoever is given groups, by whatever way, is asked for what must be apart.

The state before a change is taken in ``modified``, which the ORM calls on every write of a relation, and compared by
constraints, which it calls after: addons that give groups from inside the chain of ``write`` pass by overrides of it.
"""

from weakref import WeakKeyDictionary

from odoo import api, fields, models

FINDINGS = "sales_manual_addon.sales_manual_separation_finding_action"
# {cursor: [(model, ids, what was before)]}; a savepoint taken meanwhile empties what the cursor itself keeps
_before = WeakKeyDictionary()


class SalesManualSeparationGiven(models.AbstractModel):
    _name = "sales.manual.separation.given"
    _description = "What is given, before and after"

    @api.model
    def _remember(self, records, state):
        """Keep what was before ``records`` change, or are made (an empty recordset)."""
        _before.setdefault(self.env.cr, []).append((records._name, set(records.ids), state))

    @api.model
    def _recall(self, records):
        """What was kept last of these records, or None. What a failed write left behind it goes with it."""
        kept = _before.get(self.env.cr, [])
        for index in reversed(range(len(kept))):
            model, ids, state = kept[index]
            if model == records._name and (not ids or ids >= set(records.ids)):
                del kept[index:]
                return state
        return None


class ResUsers(models.Model):
    _inherit = "res.users"

    separation_finding_count = fields.Integer(
        string="Conflicts",
        compute="_compute_separation_finding_count",
        groups="sales_manual_addon.group_configuration,sales_manual_addon.group_audit",
    )

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
            self._remember_given()
        return super().write(vals)

    def modified(self, fnames, create=False, before=False):
        if before and "group_ids" in fnames:
            self._remember_given()
        return super().modified(fnames, create=create, before=before)

    def _remember_given(self):
        if self.ids and self.env.registry.ready:
            self.env["sales.manual.separation.given"]._remember(self, self._separation_given())

    def _separation_given(self):
        """{user id: ids of the groups given explicitly}; who is out of service or no internal user has none."""
        employee = self.env.ref("base.group_user")
        # sudo: rules apply whoever writes
        return {
            user.id: set(user.group_ids.ids) if user.active and employee in user.all_group_ids else set()
            for user in self.sudo()
        }

    @api.constrains("group_ids", "active")
    def _check_separation(self):
        if self.env.registry.ready:
            before = self.env["sales.manual.separation.given"]._recall(self) or {}
            # sudo: as above
            self.env["sales.manual.separation"].sudo()._check_users(before, self._separation_given())
        else:
            self.env["sales.manual.separation.finding"]._refresh_before_commit()
