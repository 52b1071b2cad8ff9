"""Taking the addon off leaves no group of a post behind."""

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def forget_posts(env):
    """Let go of groups and departments, which the removal of the addon's records would otherwise find in use: delete
    assignments, posts of one's own, and the groups made for them with their privileges.
    """
    posts = env["sales.manual.post"].with_context(active_test=False).search([("group_id", "!=", False)])
    groups = posts.group_id
    named = set(
        env["ir.model.data"].search([("model", "=", "res.groups"), ("res_id", "in", groups.ids)]).mapped("res_id")
    )
    made = groups.filtered(lambda group: group.id not in named)
    env.cr.execute("DELETE FROM sales_manual_post_assignment")
    env.cr.execute("UPDATE sales_manual_post SET group_id = NULL, superior_id = NULL")
    env.invalidate_all()
    every = env["sales.manual.post"].with_context(active_test=False, **{MODULE_UNINSTALL_FLAG: True}).search([])
    (every - every._shipped()).unlink()
    privileges = made.privilege_id
    made.unlink()
    privileges.filtered(lambda privilege: not privilege.group_ids).unlink()
