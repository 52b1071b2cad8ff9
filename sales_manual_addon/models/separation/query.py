"""Who holds what must be apart: one statement over all effective groups, and the check of what a write gives."""

from typing import NamedTuple

from odoo import api, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import ValidationError
from odoo.tools import SQL

CONFLICTS_KEY = "sales_manual_separation_conflicts"
MESSAGE_LIMIT = 10  # conflicts worded in one refusal
PATH_LIMIT = 3  # groups named as bringing one power


class Conflict(NamedTuple):
    """One user holds ``group_a`` of one side of a rule and ``group_b`` of the other (ids)."""

    user_id: int
    separation_id: int
    group_a_id: int
    group_b_id: int
    given_a_ids: list  # the groups given explicitly through which group_a is held
    given_b_ids: list

    @property
    def key(self):
        return self[:4]


class SalesManualSeparation(models.Model):
    _inherit = "sales.manual.separation"

    @api.model
    def _today(self):
        """The calendar day in the company's time zone."""
        return self.env["sales.manual.numbering"]._company_day(self.env.company, None)

    @api.model
    def _held_sql(self, users, given):
        """Common table expressions ``reach`` and ``held(user_id, power_id, given_ids)``: the groups named by rules in
        force that each active internal user effectively holds, and through which groups given explicitly.
        """
        members = SQL("SELECT uid, gid FROM res_groups_users_rel")
        if users is not None:
            members = SQL("%s WHERE uid = ANY(%s)", members, users.ids)
        if given:
            rows = SQL(", ").join(SQL("(%s, %s)", user.id, group.id) for user, group in given)
            members = SQL("%s UNION SELECT * FROM (VALUES %s) AS given", members, rows)
        return SQL(
            """
            RECURSIVE reach(power_id, group_id) AS (
                SELECT side.group_id, side.group_id
                  FROM (SELECT separation_id, group_id FROM sales_manual_separation_side_a_rel
                         UNION
                        SELECT separation_id, group_id FROM sales_manual_separation_side_b_rel) AS side
                  JOIN sales_manual_separation AS rule ON rule.id = side.separation_id AND rule.active
                 UNION
                SELECT reach.power_id, implied.gid
                  FROM reach
                  JOIN res_groups_implied_rel AS implied ON implied.hid = reach.group_id
            ), member(uid, gid) AS (%(members)s
            ), held AS (
                SELECT member.uid AS user_id, reach.power_id, array_agg(member.gid ORDER BY member.gid) AS given_ids
                  FROM member
                  JOIN reach ON reach.group_id = member.gid
                  JOIN res_users AS u ON u.id = member.uid
                 WHERE u.active AND NOT COALESCE(u.share, FALSE) AND u.id != %(superuser)s
                 GROUP BY member.uid, reach.power_id
            )
            """,
            members=members,
            superuser=SUPERUSER_ID,
        )

    @api.model
    def _flush_members(self):
        self.env["res.users"].flush_model(["group_ids", "active", "share"])
        self.env["res.groups"].flush_model(["user_ids", "implied_ids"])
        self.env["sales.manual.separation"].flush_model(["side_a_ids", "side_b_ids", "active"])
        self.env["sales.manual.separation.exception"].flush_model()

    @api.model
    def _conflicts(self, users=None, given=(), day=None):
        """Return the conflicts there are, as a list of :class:`Conflict`, by one statement.

        Approved exceptions that are valid on the day are taken out; so are the superuser, archived and portal users.

        :param users: res.users; all without it
        :param given: further pairs (res.users, res.groups) that are taken as given: what would be if
        :param day: date of which exceptions are asked; today in the company's time zone without it
        """
        self._flush_members()
        return [
            Conflict(*row)
            for row in self.env.execute_query(
                SQL(
                    """
            WITH %(held)s
            SELECT one.user_id, rule.id, one.power_id, other.power_id, one.given_ids, other.given_ids
              FROM sales_manual_separation AS rule
              JOIN sales_manual_separation_side_a_rel AS side_a ON side_a.separation_id = rule.id
              JOIN sales_manual_separation_side_b_rel AS side_b ON side_b.separation_id = rule.id
              JOIN held AS one ON one.power_id = side_a.group_id
              JOIN held AS other ON other.power_id = side_b.group_id AND other.user_id = one.user_id
             WHERE rule.active
               AND NOT EXISTS (
                    SELECT FROM sales_manual_separation_exception AS exempt
                      JOIN sales_manual_separation_exception_side_a_rel AS exempt_a
                        ON exempt_a.exception_id = exempt.id AND exempt_a.group_id = one.power_id
                      JOIN sales_manual_separation_exception_side_b_rel AS exempt_b
                        ON exempt_b.exception_id = exempt.id AND exempt_b.group_id = other.power_id
                     WHERE exempt.user_id = one.user_id
                       AND exempt.separation_id = rule.id
                       AND exempt.state = 'approved'
                       AND %(day)s BETWEEN exempt.date_from AND exempt.date_to)
             ORDER BY one.user_id, rule.sequence, rule.id, one.power_id, other.power_id
                    """,
                    held=self._held_sql(users, given),
                    day=day or self._today(),
                )
            )
        ]

    @api.model
    def _held(self, users=None):
        """Return {(user id, id of a group that a rule in force names)} of what users effectively hold."""
        self._flush_members()
        query = SQL("WITH %s SELECT user_id, power_id FROM held", self._held_sql(users, ()))
        return set(self.env.execute_query(query))

    # the check of a write

    @api.model
    def _reach(self):
        """Return {group id: ids of the groups named by rules in force that it is or implies}."""
        reach = {}
        query = SQL("WITH %s SELECT group_id, power_id FROM reach", self._held_sql(None, ()))
        self._flush_members()
        for group_id, power_id in self.env.execute_query(query):
            reach.setdefault(group_id, set()).add(power_id)
        return {group_id: frozenset(powers) for group_id, powers in reach.items()}

    @api.model
    def _check_users(self, before, after):
        """Look at what users were given: {user id: ids of their explicit groups} before and after.

        What was in conflict before stays as it is: it is found, not refused.

        :raises ValidationError: somebody now holds what must be apart, and no exception allows it
        """
        if all(groups == before.get(user, set()) for user, groups in after.items()):
            return
        reach = self._reach()

        def powers(given):
            return {
                (user, power) for user, groups in given.items() for group in groups for power in reach.get(group, ())
            }

        held_before, held = powers(before), powers(after)
        holders = {user for user, _power in held}
        self._meet_groups({group for user in holders for group in after[user] - before.get(user, set())})
        self._check_change(held_before, held)

    @api.model
    def _check_groups(self, held_before, groups):
        """Look at what users hold (:meth:`_held`) by members or implications of groups that changed, as
        :meth:`_check_users` does.
        """
        self.env.registry.clear_cache("groups")
        reach = self._reach()
        self._meet_groups(groups.filtered(lambda group: reach.get(group.id)).all_implied_by_ids.ids)
        self._check_change(held_before, self._held())

    @api.model
    def _check_change(self, held_before, held):
        if held == held_before:
            return
        self._forget_conflicts()
        self.env["sales.manual.separation.finding"]._refresh_before_commit()
        new = held - held_before
        if new:
            self._meet({power for _user, power in new})
            self._check(self.env["res.users"].browse({user for user, _power in new}), new)

    @api.model
    def _check(self, users, powers=None):
        """Raise what conflicts the users have; of ``powers``, {(user id, group id)}, only where given.

        :raises ValidationError: names the user, the powers, what brings them, the risk, and who approves an exception
        """
        conflicts = [
            conflict
            for conflict in self._conflicts(users)
            if powers is None
            or {(conflict.user_id, conflict.group_a_id), (conflict.user_id, conflict.group_b_id)} & powers
        ]
        if not conflicts:
            return
        raise ValidationError(self._wording_of_conflicts(conflicts))

    @api.model
    def _meet(self, power_ids):
        """Take the rows of the rules that name these groups, by UPDATE, in order: of two transactions that give the two
        sides to one user, directly or by what a group implies, the later fails and is started again on the new state.
        """
        self.env.cr.execute(
            SQL(
                """
            UPDATE sales_manual_separation AS rule
               SET given_count = COALESCE(rule.given_count, 0) + 1
              FROM (SELECT id FROM sales_manual_separation
                     WHERE active AND id IN (
                           SELECT separation_id FROM sales_manual_separation_side_a_rel WHERE group_id = ANY(%(ids)s)
                            UNION
                           SELECT separation_id FROM sales_manual_separation_side_b_rel WHERE group_id = ANY(%(ids)s))
                     ORDER BY id FOR NO KEY UPDATE) AS taken
             WHERE rule.id = taken.id
                """,
                ids=list(power_ids),
            )
        )
        self.invalidate_model(["given_count"], flush=False)

    @api.model
    def _meet_groups(self, group_ids):
        """Take the rows of groups, in order: who gives a group and who changes what it implies meet here."""
        if group_ids:
            self.env.cr.execute(
                SQL(
                    """
                UPDATE res_groups SET sequence = res_groups.sequence
                  FROM (SELECT id FROM res_groups WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) AS taken
                 WHERE res_groups.id = taken.id
                    """,
                    list(group_ids),
                )
            )

    # wording

    @api.model
    def _approver_names(self):
        """The posts that approve exceptions, as a text."""
        approve = self.env.ref("sales_manual_addon.group_separation_approve").sudo()
        posts = (approve.all_implied_by_ids - approve).filtered("privilege_id")
        return ", ".join(posts.mapped("name")) or approve.name

    @api.model
    def _wording_of_conflicts(self, conflicts):
        groups = self.env["res.groups"].sudo()  # what brings a power is part of the answer

        def named(power_id, given_ids):
            name = groups.browse(power_id)._separation_name()
            if power_id in given_ids:
                return name
            through = groups.browse(given_ids[:PATH_LIMIT]).mapped(lambda group: group._separation_name())
            return self.env._("%(power)s (by %(given)s)", power=name, given=", ".join(through))

        lines = []
        for conflict in conflicts[:MESSAGE_LIMIT]:
            separation = self.sudo().browse(conflict.separation_id)
            user = self.env["res.users"].sudo().browse(conflict.user_id)
            lines.append(
                self.env._(
                    "%(user)s would hold both %(power_a)s and %(power_b)s, which must be apart (%(rule)s). %(risk)s",
                    user=user.name or user.login,
                    power_a=named(conflict.group_a_id, conflict.given_a_ids),
                    power_b=named(conflict.group_b_id, conflict.given_b_ids),
                    rule=separation.name,
                    risk=separation.risk,
                )
            )
        if len(conflicts) > MESSAGE_LIMIT:
            lines.append(self.env._("And %(count)s more.", count=len(conflicts) - MESSAGE_LIMIT))
        lines.append(
            self.env._(
                "Give the two to different people. Where that cannot be, request an exception with a last day and a "
                "compensating control; it is approved by: %(approvers)s.",
                approvers=self._approver_names(),
            )
        )
        return "\n\n".join(lines)

    # at the act

    @api.model
    def _refusal_of_act(self, groups):
        """Return why the user cannot act by one of these groups now, being in conflict, or False."""
        conflicts = self._live_conflicts(self.env.uid, self._today())
        powers = set(groups.sudo().all_implied_ids.ids) if conflicts else set()
        for conflict in conflicts:
            if powers & {conflict.group_a_id, conflict.group_b_id}:
                separation = self.sudo().browse(conflict.separation_id)
                group_a, group_b = self.env["res.groups"].sudo().browse([conflict.group_a_id, conflict.group_b_id])
                return self.env._(
                    "You hold both %(power_a)s and %(power_b)s, which must be apart (%(rule)s). You can act by neither "
                    "until one is taken from you, or an exception is approved by: %(approvers)s.",
                    power_a=group_a._separation_name(),
                    power_b=group_b._separation_name(),
                    rule=separation.name,
                    approvers=self._approver_names(),
                )
        return False

    @api.model
    def _groups_refused(self):
        """The user's groups that :meth:`_refusal_of_act` refuses."""
        conflicts = self._live_conflicts(self.env.uid, self._today())
        powers = {id_ for conflict in conflicts for id_ in (conflict.group_a_id, conflict.group_b_id)}
        return (self.env["res.groups"].sudo().browse(powers).all_implied_by_ids & self.env.user.all_group_ids).sudo(
            False
        )

    @api.model
    def _live_conflicts(self, user_id, day):
        """The user's conflicts on the day, asked once in a transaction."""
        known = self.env.cr.precommit.data.setdefault(CONFLICTS_KEY, {})
        if (user_id, day) not in known:
            known[user_id, day] = self._conflicts(self.env["res.users"].browse(user_id), day=day)
        return known[user_id, day]

    @api.model
    def _forget_conflicts(self):
        self.env.cr.precommit.data.pop(CONFLICTS_KEY, None)
