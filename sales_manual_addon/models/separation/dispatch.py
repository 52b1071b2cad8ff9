"""Asked again when goods leave: who made a notice, or signed it for another post, does not ship it."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SHIPPING = "stock.group_stock_user"
MAKING = "sales_manual_addon.group_notice_make"


class SalesManualGate(models.AbstractModel):
    _inherit = "sales.manual.gate"

    def _close(self, operation):
        result = super()._close(operation)
        self._check_separation(operation.move_ids)
        return result

    @api.model
    def _check_separation(self, move_ids):
        """Ask the rules of separation about whoever makes these moves done under shipping notices (ICS-1).

        :raises UserError: a rule keeps shipping apart from what the user did to the notice, or from what he holds, and
            no approved exception allows it
        """
        if not move_ids or self.env.user._is_superuser():  # the superuser signs nothing and holds no post
            return
        found = self._shipped_notices(move_ids)
        acted = [row for row in found if row["separation_id"]]
        if acted:
            raise UserError(self._acted_refusal(acted[0]))
        refusal = found and self.env["sales.manual.separation"]._refusal_of_act(self._group(SHIPPING))
        if refusal:
            raise UserError(refusal)

    def _shipped_notices(self, move_ids):
        """Every notice that these moves shipped, each with the first rule that the user breaks by shipping it."""
        ships = self._group(SHIPPING)
        powers = ships.all_implied_ids | self.env.user.sudo().all_group_ids & ships.all_implied_by_ids
        separations = self.env["sales.manual.separation"]
        separations._flush_members()
        for model in ("notice", "notice.delivery", "signoff"):
            self.env[f"sales.manual.{model}"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
            WITH RECURSIVE shipped AS (
                SELECT DISTINCT notice_id FROM sales_manual_notice_delivery
                 WHERE move_id = ANY(%(moves)s) AND kind = 'out'
            ), acted(notice_id, group_id) AS (
                SELECT act.notice_id, COALESCE(act.post_id, %(making)s)
                  FROM sales_manual_signoff AS act JOIN shipped ON shipped.notice_id = act.notice_id
                 WHERE %(user)s IN (act.user_id, act.principal_id) AND act.act IN ('make', 'change', 'sign')
                 UNION
                SELECT notice.id, %(making)s
                  FROM sales_manual_notice AS notice JOIN shipped ON shipped.notice_id = notice.id
                 WHERE %(user)s IN (notice.create_uid, notice.prepared_by_id)
            ), reach(notice_id, group_id) AS (
                SELECT notice_id, group_id FROM acted
                 UNION
                SELECT reach.notice_id, implied.hid
                  FROM reach JOIN res_groups_implied_rel AS implied ON implied.gid = reach.group_id
            ), side AS (
                SELECT separation_id, group_id, TRUE AS is_a FROM sales_manual_separation_side_a_rel
                 UNION ALL
                SELECT separation_id, group_id, FALSE FROM sales_manual_separation_side_b_rel
            ), broken AS (
                SELECT reach.notice_id, rule.id AS separation_id, rule.sequence, did.group_id AS did_id,
                       ships.group_id AS ships_id
                  FROM reach
                  JOIN side AS did ON did.group_id = reach.group_id
                  JOIN side AS ships ON ships.separation_id = did.separation_id AND ships.is_a != did.is_a
                   AND ships.group_id = ANY(%(powers)s)
                  JOIN sales_manual_separation AS rule ON rule.id = did.separation_id AND rule.active
                 WHERE NOT EXISTS (
                        SELECT FROM sales_manual_separation_exception AS exempt
                          JOIN sales_manual_separation_exception_side_a_rel AS exempt_a
                            ON exempt_a.exception_id = exempt.id
                          JOIN sales_manual_separation_exception_side_b_rel AS exempt_b
                            ON exempt_b.exception_id = exempt.id
                         WHERE exempt.separation_id = rule.id
                           AND exempt.user_id = %(user)s
                           AND exempt.state = 'approved'
                           AND %(day)s BETWEEN exempt.date_from AND exempt.date_to
                           AND exempt_a.group_id = CASE WHEN did.is_a THEN did.group_id ELSE ships.group_id END
                           AND exempt_b.group_id = CASE WHEN did.is_a THEN ships.group_id ELSE did.group_id END)
            )
            SELECT DISTINCT ON (shipped.notice_id)
                   shipped.notice_id, broken.separation_id, broken.did_id, broken.ships_id
              FROM shipped LEFT JOIN broken ON broken.notice_id = shipped.notice_id
             ORDER BY shipped.notice_id, broken.sequence, broken.separation_id, broken.did_id, broken.ships_id
                """,
                moves=list(move_ids),
                making=self._group(MAKING).id,
                user=self.env.uid,
                powers=powers.ids,
                day=separations._today(),
            )
        )

    def _group(self, xmlid):
        # sudo: what groups imply decides, whoever may read it; env.ref would ask the database whether it exists
        return self.env["res.groups"].sudo().browse(self.env["ir.model.data"]._xmlid_to_res_id(xmlid))

    def _acted_refusal(self, row):
        groups = self.env["res.groups"].sudo()  # sudo: what stands in the way is part of the answer
        separation = self.env["sales.manual.separation"].sudo().browse(row["separation_id"])
        return self.env._(
            "%(notice)s was made or signed by you (%(did)s), and whoever did that does not ship it (%(ships)s): "
            "%(rule)s. Have somebody else validate the transfer, or an exception approved by: %(approvers)s.",
            notice=self.env["sales.manual.notice"].sudo().browse(row["notice_id"]).display_name,
            did=groups.browse(row["did_id"])._separation_name(),
            ships=groups.browse(row["ships_id"])._separation_name(),
            rule=separation.name,
            approvers=separation._approver_names(),
        )
