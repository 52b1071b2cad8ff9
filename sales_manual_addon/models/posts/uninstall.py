"""Taking the addon off leaves no group of a post behind."""


def forget_posts(env):
    """Let go of the groups, which the removal of the addon's records would otherwise find in use, and delete those that
    were made for posts of one's own, with their privileges.
    """
    posts = env["sales.manual.post"].with_context(active_test=False).search([("group_id", "!=", False)])
    groups = posts.group_id
    named = set(
        env["ir.model.data"].search([("model", "=", "res.groups"), ("res_id", "in", groups.ids)]).mapped("res_id")
    )
    made = groups.filtered(lambda group: group.id not in named)
    env.cr.execute("DELETE FROM sales_manual_post_assignment")
    env.cr.execute("UPDATE sales_manual_post SET group_id = NULL")
    env.invalidate_all()
    privileges = made.privilege_id
    made.unlink()
    privileges.filtered(lambda privilege: not privilege.group_ids).unlink()
