from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

FINDINGS = "sales_manual_addon.sales_manual_separation_finding_action"
# what decides who is in conflict; a change of it looks for conflicts anew
DECIDING = frozenset({"side_a_ids", "side_b_ids", "active"})
# what the history keeps
CONTENT = DECIDING | {"name", "risk", "reason"}


class SalesManualSeparation(models.Model):
    """Powers that one user must not hold together (ICS-1), as two sides of access groups.

    A user is in conflict who effectively holds, by however many implications, a group of either side. Rules are never
    deleted, and whatever weakens one needs a reason: both stay in the history.
    """

    _name = "sales.manual.separation"
    _inherit = ["sales.manual.shipped", "sales.manual.guarded", "mail.thread"]
    _description = "Separation rule"
    _order = "sequence, id"

    _guarded_fields = frozenset({"given_count"})
    _unedited_fields = frozenset({"sequence", "change_note"})

    name = fields.Char(string="Rule", required=True, translate=True)
    sequence = fields.Integer(default=10)
    side_a_ids = fields.Many2many(
        "res.groups", "sales_manual_separation_side_a_rel", "separation_id", "group_id",
        string="One side", ondelete="restrict", copy=True,
        help="Access groups, posts among them. Whoever holds any of these must hold none of the other side.",
    )  # fmt: skip
    side_b_ids = fields.Many2many(
        "res.groups", "sales_manual_separation_side_b_rel", "separation_id", "group_id",
        string="Other side", ondelete="restrict", copy=True,
    )  # fmt: skip
    risk = fields.Text(required=True, translate=True, help="What one person could do who held both.")
    reason = fields.Text(translate=True, help="Where the rule comes from, and why it is drawn where it is.")
    change_note = fields.Char(
        string="Why it is changed", compute="_compute_change_note", inverse="_inverse_change_note",
        help="Needed when a group leaves a side or the rule is put out of force. Kept in the history.",
    )  # fmt: skip
    # counts the times a group of this rule was given: two who give the two sides at once meet here
    given_count = fields.Integer(
        readonly=True, copy=False, default=0, aggregator=None, export_string_translation=False
    )  # fmt: skip
    act_ids = fields.One2many("sales.manual.separation.act", "separation_id", string="History", readonly=True)
    finding_ids = fields.One2many("sales.manual.separation.finding", "separation_id", readonly=True)
    open_finding_count = fields.Integer(string="Open findings", compute="_compute_open_finding_count")

    def _compute_change_note(self):
        self.change_note = False

    def _inverse_change_note(self):
        """The note is kept by :meth:`write`, with what it explains."""

    @api.depends("finding_ids.is_open")
    def _compute_open_finding_count(self):
        found = self.env["sales.manual.separation.finding"]._read_group(
            [("separation_id", "in", self.ids), ("is_open", "=", True)], ["separation_id"], ["__count"]
        )
        counts = {separation.id: count for separation, count in found}
        for separation in self:
            separation.open_finding_count = counts.get(separation.id, 0)

    @api.constrains("side_a_ids", "side_b_ids")
    def _check_sides(self):
        for separation in self:
            side_a, side_b = separation.side_a_ids, separation.side_b_ids
            if not side_a or not side_b:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: a side is empty. Name at least one group on either side.", rule=separation.name
                    )
                )
            both = (side_a & side_b.all_implied_ids) | (side_b & side_a.all_implied_ids)
            if both:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: %(groups)s stands on both sides, by itself or because a group of the other side "
                        "implies it. Whoever held that group alone would be in conflict.",
                        rule=separation.name,
                        groups=", ".join(both.mapped("display_name")),
                    )
                )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_named_once(vals)
        separations = super().create(vals_list)
        separations._check_sides()  # a constraint does not see a side that is not mentioned at all
        self._log_rules("create", [(separation, separation._wording(), False) for separation in separations])
        self._rules_changed()
        return separations

    def write(self, vals):
        """As everywhere, but what weakens a rule needs ``change_note`` in the same write.

        :raises UserError: a group leaves a side or the rule is put out of force, and nothing says why
        """
        self._check_named_once(vals)
        if not vals.keys() & CONTENT:
            return super().write(vals)
        note = (vals.get("change_note") or "").strip()
        before = [(separation, separation._wording(), separation._sides(), separation.active) for separation in self]
        result = super().write(vals)
        for separation, wording, sides, was_active in before:
            weaker = [was - now for was, now in zip(sides, separation._sides(), strict=True)]
            if (any(weaker) or (was_active and not separation.active)) and not note and not self._is_loading():
                raise UserError(
                    self.env._(
                        "%(rule)s: say why, in “Why it is changed”. A rule is not made weaker without a reason that "
                        "stays in its history.",
                        rule=separation.name,
                    )
                )
            after, act = separation._wording(), "change"
            if was_active != separation.active:
                act = "activate" if separation.active else "deactivate"
            if wording != after or act != "change":
                self._log_rules(act, [(separation, wording if wording == after else f"{wording}\n→\n{after}", note)])
        if DECIDING & vals.keys():
            self._rules_changed()
        return result

    def unlink(self):
        """Refused, but for uninstalling: put a rule out of force instead."""
        self._refuse_deletion()
        return super().unlink()

    def _refuse_deletion(self):
        if self and not self.env.context.get(MODULE_UNINSTALL_FLAG):
            raise UserError(
                self.env._(
                    "%(rules)s: a rule is not deleted, or nobody could tell afterwards what was allowed. Put it out of "
                    "force and say why.",
                    rules=", ".join(self.mapped("name")),
                )
            )

    @api.model
    def _check_named_once(self, vals):
        """Refuse a side that names a group twice: one of the two was meant to be another."""
        for name in ("side_a_ids", "side_b_ids"):
            named = []
            for command in vals.get(name) or ():
                if isinstance(command, (list, tuple)) and command:
                    if command[0] == Command.LINK:
                        named.append(command[1])
                    elif command[0] == Command.SET:
                        named.extend(command[2])
            twice = {id_ for id_ in named if named.count(id_) > 1}
            if twice:
                raise ValidationError(
                    self.env._(
                        "%(side)s: %(groups)s is named twice.",
                        side=self._fields[name]._description_string(self.env),
                        groups=", ".join(self.env["res.groups"].browse(twice).mapped("display_name")),
                    )
                )

    # history

    def _sides(self):
        self.ensure_one()
        return self.side_a_ids, self.side_b_ids

    def _wording(self):
        """The rule as the history keeps it."""
        self.ensure_one()
        side_a, side_b = (
            " + ".join(side.sorted("id").mapped(lambda group: group._separation_name())) for side in self._sides()
        )
        return f"{self.name}: {side_a} | {side_b}\n{self.risk}\n{self.reason or ''}".strip()

    @api.model
    def _log_rules(self, act, rows):
        self.env["sales.manual.separation.act"]._log(
            [
                {"separation_id": separation.id, "act": act, "content": content, "reason": note}
                for separation, content, note in rows
            ]
        )
        title = dict(self.env["sales.manual.separation.act"]._fields["act"]._description_selection(self.env))[act]
        for separation, _content, note in rows:
            if act != "create":
                separation._message_log(body=f"{title}: {note}" if note else title)

    @api.model
    def _rules_changed(self):
        self._forget_conflicts()
        self.env["sales.manual.separation.finding"]._refresh_before_commit()

    # actions

    def action_open_findings(self):
        """Open the conflicts found under these rules."""
        action = self.env["ir.actions.act_window"]._for_xml_id(FINDINGS)
        return action | {"domain": [("separation_id", "in", self.ids)], "context": {"search_default_open": 1}}

    @api.model
    def action_print_matrix(self):
        """Open the rules in force as a table of groups by groups."""
        return self.env.ref("sales_manual_addon.action_report_separation_matrix").report_action(
            self.search([("active", "=", True)])
        )
