"""Somebody can always get in: the last active user who administers the system, or this addon, keeps that.

Odoo looks at who is in its own group when a user form is saved. Whoever is archived, deleted, taken off on the group's
form, or loses it because a group no longer implies it, is looked at here.
"""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

ADMINISTRATION = ("base.group_system", "sales_manual_addon.group_configuration")


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("group_ids", "active")
    def _check_administration_kept(self):
        self.env["res.groups"]._check_administrators()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_last_administrator(self):
        self.env["res.groups"]._check_administrators(without=self)


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.constrains("user_ids", "implied_ids", "implied_by_ids")
    def _check_administration_kept(self):
        self._check_administrators()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_administration(self):
        kept = [self.env.ref(xmlid, raise_if_not_found=False) for xmlid in ADMINISTRATION]
        for group in self.filtered(lambda group: group in kept):
            raise ValidationError(
                self.env._("%(group)s cannot be deleted: nobody could administer any more.", group=group.display_name)
            )

    @api.model
    def _check_administrators(self, without=None):
        """Raise where no active internal user but ``without`` administers, in one statement. Rows of the users who do
        are locked, so that two sessions do not each take off the other's last.
        """
        if self.env.su and self.env.context.get("install_mode"):
            return  # groups are half loaded
        groups = [group for xmlid in ADMINISTRATION if (group := self.env.ref(xmlid, raise_if_not_found=False))]
        self.env["res.users"].flush_model(["group_ids", "active", "share"])
        self.flush_model(["user_ids", "implied_ids"])
        kept = dict(
            self.env.execute_query(
                SQL(
                    """WITH RECURSIVE %(closure)s
               SELECT c.hid, COUNT(*) FROM res_groups_users_rel rel JOIN closure c ON c.gid = rel.gid
                 JOIN res_users u ON u.id = rel.uid AND u.active AND u.share IS NOT TRUE
                WHERE c.hid = ANY(%(groups)s) AND u.id != ALL(%(without)s)
                GROUP BY c.hid""",
                    closure=self._closure_sql(),
                    groups=[group.id for group in groups],
                    without=without.ids if without else [],
                )
            )
        )
        for group in groups:
            if not kept.get(group.id):
                raise ValidationError(
                    self.env._(
                        "Nobody would have “%(group)s” any more. Give it to another active user first.",
                        group=group.sudo().display_name,
                    )
                )
