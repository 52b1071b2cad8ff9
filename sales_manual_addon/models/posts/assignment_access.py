"""What an assignment does to the access of its user."""

import logging

from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class SalesManualPostAssignment(models.Model):
    _inherit = "sales.manual.post.assignment"

    def _settle(self):
        """Give and take the access groups that these assignments, by their dates, give and take today.

        A group that the user held before, given by hand, is neither given nor taken: the assignment is marked so. A
        group taken by hand from a current holder stays taken and is a finding.
        """
        self._settle_pairs(self._pairs())

    def _withdraw(self):
        """Take what these assignments gave, as though they were not there."""
        self._settle_pairs(self._pairs(), without=self)

    def action_give_again(self):
        """Give the access group again to current holders from whom it was taken by hand."""
        self.check_access("write")
        current = self.filtered(lambda assignment: assignment.state == "current" and assignment.is_applied)
        current._passed().write({"is_applied": False})
        current._settle()
        return True

    @api.model
    def _apply_due(self):
        """Every night: what begins today gives its group, what ended yesterday takes it. One that cannot be given
        (posts whose powers must be apart) is logged, stays due and is a finding; the others go on.
        """
        pairs = self._due_pairs()
        try:
            with self.env.cr.savepoint():
                self._settle_pairs(pairs)
        except (UserError, AccessError):
            for pair in pairs:
                try:
                    with self.env.cr.savepoint():
                        self._settle_pairs([pair])
                except (UserError, AccessError) as error:
                    _logger.warning("Assignment of user %s to post %s not applied: %s", *pair, error)

    @api.model
    def _adopt_holders(self):
        """Make an open assignment, as having given the access, for every internal user who holds a post's group without
        one. Called when the addon is brought up from a version without assignments; a second call makes none.
        """
        self.flush_model()
        self.env["res.users"].flush_model(["group_ids"])
        today = self._today()
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_manual_post_assignment
                      (user_id, post_id, department_id, kind, date_from, is_applied,
                       create_uid, write_uid, create_date, write_date)
               SELECT u.id, p.id, p.department_id, 'holder', %(today)s, TRUE, %(uid)s, %(uid)s,
                      NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                 FROM sales_manual_post p JOIN res_groups_users_rel rel ON rel.gid = p.group_id
                 JOIN res_users u ON u.id = rel.uid AND u.active AND u.share IS NOT TRUE
                WHERE NOT EXISTS (SELECT FROM sales_manual_post_assignment a
                                   WHERE a.user_id = u.id AND a.post_id = p.id
                                     AND (a.date_to IS NULL OR a.date_to >= %(today)s))""",
                today=today,
                uid=self.env.uid,
            )
        )
        self.env.invalidate_all()

    def _pairs(self):
        return sorted({(assignment.user_id.id, assignment.post_id.id) for assignment in self})

    def _due_pairs(self):
        self.flush_model()
        today = self._today()
        return self.env.execute_query(
            SQL(
                """SELECT DISTINCT user_id, post_id FROM sales_manual_post_assignment
                WHERE (date_from <= %(today)s AND (date_to IS NULL OR date_to >= %(today)s))
                   != (is_applied IS TRUE OR is_hand_given IS TRUE)
                ORDER BY user_id, post_id""",
                today=today,
            )
        )

    def _settle_pairs(self, pairs, without=None):
        """Settle all assignments of these (user id, post id); those of ``without`` count as ended."""
        if not pairs:
            return
        give, take, marks = {}, {}, {}
        for (user_id, group_id), rows in self._rows_of(pairs, without).items():
            self._decide(user_id, group_id, rows, give, take, marks)
        for (is_applied, is_hand_given), ids in marks.items():
            self.browse(ids)._passed().write({"is_applied": is_applied, "is_hand_given": is_hand_given})
        # sudo: who assigns posts need not be one who edits users; the groups are those of the posts alone
        users = self.env["res.users"].sudo()
        for command, changes in ((Command.unlink, take), (Command.link, give)):
            for group_id, user_ids in changes.items():
                users.browse(user_ids).write({"group_ids": [command(group_id)]})

    def _rows_of(self, pairs, without):
        """{(user id, group id): [row]} of every assignment of these pairs, in one statement."""
        self.flush_model()
        self.env["sales.manual.post"].flush_model(["group_id"])
        self.env["res.users"].flush_model(["group_ids"])
        today = self._today()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT a.id, a.user_id, p.group_id, a.is_applied, a.is_hand_given, g.gid IS NOT NULL AS is_held,
                      a.date_from <= %(today)s AND (a.date_to IS NULL OR a.date_to >= %(today)s)
                      AND NOT a.id = ANY(%(without)s) AS is_current
                 FROM sales_manual_post_assignment a
                 JOIN sales_manual_post p ON p.id = a.post_id
                 LEFT JOIN res_groups_users_rel g ON g.uid = a.user_id AND g.gid = p.group_id
                WHERE (a.user_id, a.post_id) IN %(pairs)s AND p.group_id IS NOT NULL
                ORDER BY a.id""",
                today=today,
                pairs=tuple(map(tuple, pairs)),
                without=without.ids if without else [],
            )
        )
        result = {}
        for row in rows:
            result.setdefault((row["user_id"], row["group_id"]), []).append(row)
        return result

    def _decide(self, user_id, group_id, rows, give, take, marks):
        was_given = any(row["is_applied"] for row in rows)
        is_held = rows[0]["is_held"]
        current = next((row for row in rows if row["is_current"]), None)
        if current and not (current["is_applied"] or current["is_hand_given"]):
            by_hand = is_held and not was_given
            marks.setdefault((not by_hand, by_hand), []).append(current["id"])
            if not is_held:
                give.setdefault(group_id, []).append(user_id)
        elif not current and was_given and is_held:
            take.setdefault(group_id, []).append(user_id)
        ended = [row["id"] for row in rows if row is not current and (row["is_applied"] or row["is_hand_given"])]
        if ended:
            marks.setdefault((False, False), []).extend(ended)
