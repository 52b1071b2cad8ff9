"""The access group of a post: which groups may be one, and making one."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..control.guard import PASS, PASS_KEY

# whoever has one of these can take any access there is
ADMINISTRATION = ("base.group_system", "base.group_erp_manager", "sales_manual_addon.group_configuration")


class SalesManualPost(models.Model):
    _inherit = "sales.manual.post"

    finding_count = fields.Integer(
        compute="_compute_finding_count", groups="sales_manual_addon.group_configuration,sales_manual_addon.group_audit"
    )

    def _compute_finding_count(self):
        counts = dict(
            self.env["sales.manual.post.finding"]._read_group(
                [("post_id", "in", self._origin.ids)], ["post_id"], ["__count"]
            )
        )
        for post in self:
            post.finding_count = counts.get(post._origin, 0)

    @api.constrains("group_id")
    def _check_group(self):
        administration = self._administration_groups()
        for post in self:
            group = post.group_id.sudo()  # sudo: what a group implies decides, whoever sees it
            if not group:
                continue
            if group.all_implied_ids & administration:
                raise ValidationError(
                    self.env._(
                        "%(group)s administers the system: no post gives that. Give it on the user form.",
                        group=group.display_name,
                    )
                )
            if group.share or group in group._get_user_type_groups():
                raise ValidationError(
                    self.env._("%(group)s is a kind of user, not the access of a post.", group=group.display_name)
                )

    @api.model
    def _administration_groups(self):
        groups = self.env["res.groups"].sudo()  # sudo: as above
        for xmlid in ADMINISTRATION:
            groups |= self.env.ref(xmlid).sudo()
        return groups

    @api.model
    def _capability_groups(self):
        """The groups a post of one's own may be made of: this addon's capabilities, but none that administers."""
        # sudo: xmlids are read by administrators only
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [("module", "=", "sales_manual_addon"), ("model", "=", "res.groups"), ("name", "=like", "group\\_%")],
                ["res_id"],
            )
        )
        groups = self.env["res.groups"].sudo().browse(data.mapped("res_id")).exists()
        administration = self._administration_groups()
        return (
            groups.filtered(lambda group: not group.privilege_id and not group.all_implied_ids & administration)
            .sorted("name")
            .with_env(self.env)
        )

    # the group changes through the method below, or by one who may edit access rights anyway

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("group_id") for vals in vals_list):
            self._check_may_choose_group()
        return super().create(vals_list)

    def write(self, vals):
        if "group_id" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda post: post.group_id.id != vals["group_id"])
        if not changed:
            return super().write(vals)
        self._check_may_choose_group()
        # sudo: whoever may change the group changes what it gave
        assignments = changed.sudo().assignment_ids
        assignments._withdraw()
        result = super().write(vals)
        self.flush_recordset()
        assignments._settle()
        return result

    def _check_may_choose_group(self):
        if self._is_loading() or self.env.context.get(PASS_KEY) is PASS:
            return
        if not self.env.user.has_group("base.group_erp_manager"):
            raise AccessError(
                self.env._(
                    "Choosing an existing group as the access of a post takes the right to edit access rights. Press "
                    "Create Access Group instead."
                )
            )

    def action_create_group(self):
        """Open the list of capabilities to make this post's access group of."""
        self.ensure_one()
        self._check_can_create_group()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Create Access Group"),
            "res_model": "sales.manual.post.group",
            "view_mode": "form",
            "target": "new",
            "context": {"default_post_id": self.id},
        }

    def _check_can_create_group(self):
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(self.env._("Access groups of posts are made by the administrator of Sales HQ."))
        for post in self.filtered("group_id"):
            raise UserError(self.env._("%(post)s has an access group already.", post=post.name))

    def _create_group(self, capabilities):
        """Make this post's access group out of ``capabilities``, alone in its privilege, so that it is one box of its
        own on the user form.

        :raises UserError: no capability, or a group that is none of this addon's capabilities
        """
        self.ensure_one()
        self._check_can_create_group()
        self.check_access("write")
        foreign = capabilities - self._capability_groups()
        if foreign:
            raise UserError(
                self.env._(
                    "%(groups)s: only the capabilities of Sales HQ can be given by a post made here, and none that "
                    "administers.",
                    groups=", ".join(foreign.sudo().mapped("display_name")),
                )
            )
        if not capabilities:
            raise UserError(self.env._("%(post)s: choose at least one capability.", post=self.name))
        # sudo: an administrator of Sales HQ need not be one who edits access rights; the check above is the limit
        privilege = (
            self.env["res.groups.privilege"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "category_id": self._category().id,
                    "sequence": 100,
                }
            )
        )
        group = (
            self.env["res.groups"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "privilege_id": privilege.id,
                    "implied_ids": [Command.set(capabilities.ids)],
                }
            )
        )
        for lang, _name in self.env["res.lang"].get_installed():
            name = self.with_context(lang=lang).name
            privilege.with_context(lang=lang).name = name
            group.with_context(lang=lang).name = name
        self.with_context(**{PASS_KEY: PASS}).write({"group_id": group.id})
        return group

    def _category(self):
        department = self.department_id
        if not department.category_id:
            # sudo: sections of the user form belong to nobody
            category = (
                self.env["ir.module.category"]
                .sudo()
                .create(
                    {
                        "name": self.env._("Sales HQ: %(department)s", department=department.name),
                        "sequence": 20,
                    }
                )
            )
            department.category_id = category
        return department.category_id.sudo()
