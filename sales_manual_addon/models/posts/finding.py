from odoo import api, fields, models
from odoo.tools import SQL


class SalesManualPostFinding(models.Model):
    """Where posts and access differ today, for every holder, computed on reading in one statement."""

    _name = "sales.manual.post.finding"
    _description = "Finding on posts and access"
    _auto = False
    _order = "kind, post_id, user_id, id"
    _rec_name = "user_id"
    _depends = {
        "sales.manual.post": ["group_id", "active"],
        "sales.manual.post.duty": ["post_id", "capability_id", "active"],
        "sales.manual.post.assignment": ["user_id", "post_id", "date_from", "date_to"],
        "res.users": ["group_ids", "active", "share"],
        "res.groups": ["implied_ids", "privilege_id"],
    }

    kind = fields.Selection(
        [
            ("duty_without_access", "Duty without access"),
            ("access_without_duty", "Access without duty"),
            ("held_without_assignment", "Held without assignment"),
            ("assignment_without_group", "Assignment without its group"),
        ],
        string="Finding",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", readonly=True)
    post_id = fields.Many2one("sales.manual.post", readonly=True)
    duty_id = fields.Many2one("sales.manual.post.duty", readonly=True)
    group_id = fields.Many2one("res.groups", string="Access", readonly=True)
    assignment_id = fields.Many2one("sales.manual.post.assignment", readonly=True)

    @property
    def _table_query(self):
        groups = self.env["res.groups"]
        return SQL(
            """WITH RECURSIVE %(closure)s,
               effective AS (
                   SELECT DISTINCT rel.uid, c.hid FROM res_groups_users_rel rel
                     JOIN res_users u ON u.id = rel.uid AND u.active AND u.share IS NOT TRUE
                     JOIN closure c ON c.gid = rel.gid
               ),
               held AS (
                   SELECT a.id, a.user_id, a.post_id, p.group_id FROM sales_manual_post_assignment a
                     JOIN sales_manual_post p ON p.id = a.post_id
                     JOIN res_users u ON u.id = a.user_id AND u.active
                    WHERE a.date_from <= %(today)s AND (a.date_to IS NULL OR a.date_to >= %(today)s)
               ),
               duty AS (SELECT id, post_id, capability_id FROM sales_manual_post_duty
                         WHERE active AND capability_id IS NOT NULL),
               capability AS (
                   SELECT g.id FROM res_groups g JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = g.id
                    WHERE d.module = 'sales_manual_addon' AND d.name LIKE 'group\\_%%' AND g.privilege_id IS NULL
                    UNION SELECT capability_id FROM duty
               ),
               needed AS (
                   SELECT DISTINCT h.user_id, c.hid FROM held h JOIN duty ON duty.post_id = h.post_id
                     JOIN closure c ON c.gid = duty.capability_id
               ),
               found AS (
                   SELECT 'duty_without_access' AS kind, h.user_id, h.post_id, duty.id AS duty_id,
                          duty.capability_id AS group_id, h.id AS assignment_id
                     FROM held h JOIN duty ON duty.post_id = h.post_id
                    WHERE NOT EXISTS (SELECT FROM effective e WHERE e.uid = h.user_id AND e.hid = duty.capability_id)
                    UNION ALL
                   SELECT 'access_without_duty', h.user_id, h.post_id, NULL, e.hid, h.id
                     FROM held h JOIN effective e ON e.uid = h.user_id JOIN capability ON capability.id = e.hid
                    WHERE e.hid != ALL(%(common)s)
                      AND NOT EXISTS (SELECT FROM needed n WHERE n.user_id = h.user_id AND n.hid = e.hid)
                      AND (EXISTS (SELECT FROM closure c WHERE c.gid = h.group_id AND c.hid = e.hid)
                           OR NOT EXISTS (SELECT FROM held o JOIN closure c ON c.gid = o.group_id AND c.hid = e.hid
                                           WHERE o.user_id = h.user_id))
                    UNION ALL
                   SELECT 'held_without_assignment', e.uid, p.id, NULL, p.group_id, NULL
                     FROM effective e JOIN sales_manual_post p ON p.group_id = e.hid AND p.active
                    WHERE NOT EXISTS (SELECT FROM held h WHERE h.user_id = e.uid AND h.post_id = p.id)
                    UNION ALL
                   SELECT 'assignment_without_group', h.user_id, h.post_id, NULL, h.group_id, h.id
                     FROM held h
                    WHERE h.group_id IS NOT NULL
                      AND NOT EXISTS (SELECT FROM effective e WHERE e.uid = h.user_id AND e.hid = h.group_id)
               )
               SELECT ROW_NUMBER() OVER (ORDER BY kind, post_id, user_id, duty_id, group_id) AS id, found.*
                 FROM found""",
            closure=groups._closure_sql(),
            today=self.env["sales.manual.post.assignment"]._today(),
            common=self._common_groups().ids,
        )

    @api.model
    def _common_groups(self):
        """What everybody with a post has: opening the app is nobody's duty."""
        return self.env.ref("sales_manual_addon.group_user") | self.env.ref("base.group_user")

    def action_open(self):
        """The assignment, or the user where there is none."""
        self.ensure_one()
        return (self.assignment_id or self.user_id)._get_records_action()
