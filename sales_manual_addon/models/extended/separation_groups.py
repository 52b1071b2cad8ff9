"""Groups given from the group's side, and what groups imply: every user may be concerned."""

from odoo import api, models
from odoo.exceptions import UserError

MEMBERSHIP = ("user_ids", "implied_ids", "implied_by_ids")
NAMES_KEY = "separation_names"


class ResGroups(models.Model):
    _inherit = "res.groups"

    def _separation_name(self):
        """How messages and screens of separation call the group."""
        self.ensure_one()
        return self.with_context(**{NAMES_KEY: True}).full_name

    @api.depends_context(NAMES_KEY)
    def _compute_full_name(self):
        """In screens of ours the privilege stands before the group's name only where it says more than that: a post is
        not named twice, and Odoo's many groups called "User" are told apart.
        """
        result = super()._compute_full_name()
        if self.env.context.get(NAMES_KEY):
            for group, group_sudo in zip(self, self.sudo(), strict=True):  # sudo: as Odoo reads the privilege's name
                if group_sudo.privilege_id.name == group_sudo.name:
                    group.full_name = group_sudo.name
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if any(name in vals for vals in vals_list for name in MEMBERSHIP):
            self.browse()._remember_held()
        return super().create(vals_list)

    def modified(self, fnames, create=False, before=False):
        if before and self.ids and any(name in fnames for name in MEMBERSHIP):
            self._remember_held()
        return super().modified(fnames, create=create, before=before)

    def _remember_held(self):
        if self.env.registry.ready:
            # sudo: rules apply whoever writes
            held = self.env["sales.manual.separation"].sudo()._held()
            self.env["sales.manual.separation.given"]._remember(self, held)

    @api.constrains(*MEMBERSHIP)
    def _check_separation(self):
        if self.env.registry.ready:
            before = self.env["sales.manual.separation.given"]._recall(self) or set()
            # sudo: as above
            self.env["sales.manual.separation"].sudo()._check_groups(before, self)
        else:
            self.env["sales.manual.separation.finding"]._refresh_before_commit()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_separated(self):
        # sudo: whoever deletes groups need not read the rules
        rules = (
            self.env["sales.manual.separation"]
            .sudo()
            .with_context(active_test=False)
            .search(["|", ("side_a_ids", "in", self.ids), ("side_b_ids", "in", self.ids)], limit=1)
        )
        if rules:
            raise UserError(
                self.env._(
                    "%(groups)s stands in the separation rule %(rule)s. Take it out of the rule first, and say "
                    "there why.",
                    groups=", ".join(self.mapped("display_name")),
                    rule=rules.name,
                )
            )
