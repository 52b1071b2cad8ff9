from odoo import api, models
from odoo.tools import SQL


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _closure_sql(self):
        """Common table ``closure(gid, hid)``: each group with itself and every group it implies, however far."""
        return SQL(
            """closure(gid, hid) AS (
                   SELECT id, id FROM res_groups
                    UNION
                   SELECT c.gid, r.hid FROM closure c JOIN res_groups_implied_rel r ON r.gid = c.hid
               )"""
        )

    @api.model
    def _effective_members(self, user_ids, group_ids):
        """[(user id, group id)] of these users and groups, membership by implication counted; one statement."""
        self.env["res.users"].flush_model(["group_ids"])
        self.flush_model(["implied_ids"])
        return self.env.execute_query(
            SQL(
                """WITH RECURSIVE %(closure)s
               SELECT DISTINCT rel.uid, c.hid FROM res_groups_users_rel rel JOIN closure c ON c.gid = rel.gid
                WHERE rel.uid = ANY(%(users)s) AND c.hid = ANY(%(groups)s)""",
                closure=self._closure_sql(),
                users=list(user_ids),
                groups=list(group_ids),
            )
        )
