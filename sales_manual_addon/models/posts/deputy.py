"""Deputies: who acts for whom, between two dates."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

ACTING_KEY = "sales_manual_acting"


class SalesManualPostAssignment(models.Model):
    _inherit = "sales.manual.post.assignment"

    @api.model
    def _acting(self, user, day=None):
        """The groups of posts that ``user`` holds, or would hold by the group alone, otherwise than in his own right on
        ``day`` (default: today): {group id: id of the user whom he represents, or None where the assignment that gave
        the group has ended or not begun}. Asked once in a transaction.
        """
        day = day or self._today()
        known = self.env.cr.precommit.data.setdefault(ACTING_KEY, {})
        if (user.id, day) not in known:
            known[user.id, day] = self._acting_rows(user, day)
        return known[user.id, day]

    @api.model
    def _acting_rows(self, user, day):
        # sudo: asked while signing, by users who need see no assignment
        rows = self.sudo().search([("user_id", "=", user.id), ("post_id.group_id", "!=", False)])
        is_current = self._current_domain(day)
        acting = {}
        for group, of_group in rows.grouped(lambda row: row.post_id.group_id).items():
            current = of_group.filtered_domain(is_current)[:1]
            if current.kind == "deputy":
                acting[group.id] = current.principal_id.user_id.id
            elif not current and any(of_group.mapped("is_applied")):
                acting[group.id] = None
        return acting

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_acting()
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        self._forget_acting()
        return result

    def unlink(self):
        self._forget_acting()
        return super().unlink()

    @api.model
    def _forget_acting(self):
        self.env.cr.precommit.data.pop(ACTING_KEY, None)

    @api.constrains("kind", "principal_id", "user_id", "post_id", "date_from", "date_to")
    def _check_deputy(self):
        """A deputy represents a holder of the same post, another person, within the holder's time, and none who is
        represented by him.
        """
        deputies = (self | self.deputy_ids).filtered(lambda row: row.kind == "deputy" or row.principal_id)
        for deputy in deputies:
            reason = deputy._deputy_refusal()
            if reason:
                raise ValidationError(reason)
        deputies._check_deputy_circle()
        for principal in self.filtered("deputy_ids"):
            if principal.kind != "holder":
                raise ValidationError(
                    self.env._(
                        "%(principal)s has a deputy and therefore is a holder: a deputy has no deputy.",
                        principal=principal.display_name,
                    )
                )

    def _deputy_refusal(self):
        """Why this deputy cannot be, or None."""
        principal = self.principal_id
        names = {"deputy": self.user_id.name, "principal": principal.user_id.name, "post": self.post_id.name}
        if self.kind != "deputy":
            return self.env._("%(deputy)s holds %(post)s and represents nobody: empty “Represents”.", **names)
        if not principal:
            return self.env._("%(deputy)s, deputy of %(post)s: say whom the deputy represents.", **names)
        if not self.date_to:
            return self.env._("%(deputy)s, deputy of %(post)s: a deputy has a last day.", **names)
        if principal.kind != "holder":
            return self.env._("%(principal)s is a deputy himself, and a deputy has no deputy.", **names)
        if principal.post_id != self.post_id:
            return self.env._("%(principal)s is assigned to another post than %(post)s.", **names)
        if principal.user_id == self.user_id:
            return self.env._("%(deputy)s cannot be his own deputy.", **names)
        if self.date_from < principal.date_from or (principal.date_to and self.date_to > principal.date_to):
            return self.env._(
                "%(principal)s holds %(post)s from %(start)s until %(end)s; the deputy's dates must lie within.",
                start=format_date(self.env, principal.date_from),
                end=format_date(self.env, principal.date_to) or self.env._("further notice"),
                **names,
            )
        return None

    def _check_deputy_circle(self):
        """Refuse deputies who, on some day and in whatever posts, represent each other round in a circle.

        The holders' rows along the way are counted up first: of two sessions that would close a circle together, the
        second finds its row changed and is tried again.
        """
        if not self:
            return
        self.flush_model()
        walked = self.env.execute_query(
            SQL(
                """WITH RECURSIVE walk(start, uid, span, step) AS (
                   SELECT d.user_id, p.user_id, daterange(d.date_from, d.date_to, '[]'), 1
                     FROM sales_manual_post_assignment d
                     JOIN sales_manual_post_assignment p ON p.id = d.principal_id
                    WHERE d.id = ANY(%(ids)s)
                    UNION
                   SELECT w.start, p.user_id, w.span * daterange(d.date_from, d.date_to, '[]'), w.step + 1
                     FROM walk w
                     JOIN sales_manual_post_assignment d ON d.user_id = w.uid
                     JOIN sales_manual_post_assignment p ON p.id = d.principal_id
                    WHERE w.uid != w.start AND w.span && daterange(d.date_from, d.date_to, '[]') AND w.step < 20
               )
               SELECT start, uid, start = uid FROM walk""",
                ids=self.ids,
            )
        )
        users = sorted({user_id for row in walked for user_id in row[:2]})
        self.env.cr.execute(
            SQL(
                """UPDATE sales_manual_post_assignment SET change_count = COALESCE(change_count, 0) + 1
                WHERE id IN (SELECT id FROM sales_manual_post_assignment
                              WHERE user_id = ANY(%s) ORDER BY id FOR UPDATE)""",
                users,
            )
        )
        for user_id, _other, is_circle in walked:
            if is_circle:
                raise ValidationError(
                    self.env._(
                        "%(user)s would be represented, through deputies, by the one he represents at the same time. "
                        "Choose another deputy or other dates.",
                        user=self.env["res.users"].browse(user_id).name,
                    )
                )
