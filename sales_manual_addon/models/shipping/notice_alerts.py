from odoo import api, fields, models
from odoo.exceptions import UserError

SHOWN_ALERTS = 3
SHOWN_KEYS = ("level", "message", "action_text", "action")


class SalesManualNotice(models.Model):
    """What keeps a notice from being issued or released, and what its reader should look at."""

    _inherit = "sales.manual.notice"

    alerts = fields.Json(compute="_compute_alerts", export_string_translation=False)

    @api.depends(
        "state",
        "signoff_step_ids.state",
        "class_id",
        "contract_id",
        "partner_id",
        "warehouse_id",
        "ship_date",
        "reason",
        "line_ids.pieces_qty",
        "line_ids.order_line_id",
        "line_ids.shipped_qty",
        "line_ids.closed_qty",
    )
    @api.depends_context("lang", "uid")
    def _compute_alerts(self):
        asked = self.filtered(lambda notice: notice._origin and notice.state in ("draft", "signing", "released"))
        blockers = asked._blockers()
        for notice in self:
            found = notice._findings(blockers.get(notice.id, []))
            alerts = {
                str(number): {name: finding[name] for name in SHOWN_KEYS if name in finding}
                for number, finding in enumerate(found[:SHOWN_ALERTS])
            }
            more = len(found) - SHOWN_ALERTS
            if more > 0:
                alerts["more"] = {"level": "info", "message": self.env._("and %(count)s more", count=more)}
            notice.alerts = alerts or False

    def _findings(self, blockers):
        """What the reader of this notice must know now, the gravest first; ``blockers``: what stands in its way."""
        self.ensure_one()
        found = []
        rejection = self._last_rejection()
        if rejection:
            found.append(
                {
                    "code": "rejected",
                    "level": "warning",
                    "message": self.env._(
                        "Rejected by %(user)s: %(reason)s", user=rejection.signed_by, reason=rejection.reason
                    ),
                }
            )
        found += [
            {
                "code": "signature_void",
                "level": "warning",
                "message": "\n".join(
                    filter(
                        None,
                        (
                            self.env._(
                                "Signature void: %(step)s, %(user)s", step=act.step_id.name, user=act.voids_id.signed_by
                            ),
                            act.reason_text,
                        ),
                    )
                ),
            }
            for act in self._void_signatures()
        ]
        if self.state != "released":
            found += blockers
        else:  # an order without contract can still be lowered by its salesperson
            found += [
                {**blocker, "level": "warning" if blocker["level"] == "danger" else blocker["level"]}
                for blocker in blockers
                if blocker["code"] == "over_order"
            ]
        return sorted(found, key=lambda finding: finding["level"] != "danger")

    def _last_rejection(self):
        """The rejection that sent this notice back, while it is still being prepared again."""
        # sudo: the reason is for everyone who reads the notice
        acts = self.sudo().signoff_ids.sorted("chain_index")
        last = acts.filtered(lambda act: act.act not in ("void", "change"))[-1:]
        return last if self.state == "draft" and last.act == "reject" else last.browse()

    def _void_signatures(self):
        """The last act that made a signature void, of each step that still waits to be signed again."""
        # sudo: what became void, and why, is for everyone who reads the notice
        waiting = self.sudo()._signoff_current_steps().filtered(lambda step: step.state in ("ready", "waiting"))
        if self.state != "signing":
            return waiting.signoff_ids.browse()
        acts = waiting.signoff_ids.filtered(lambda act: act.act == "void").sorted("chain_index")
        return acts.browse([found[-1:].id for found in acts.grouped("step_id").values()])

    def _check_blockers(self):
        """Raise UserError listing what keeps these notices from going on."""
        blockers = self._blockers()
        for notice in self:
            dangers = [blocker["message"] for blocker in blockers[notice.id] if blocker["level"] == "danger"]
            if dangers:
                raise UserError(
                    "\n".join(
                        [
                            self.env._("Shipping notice %(notice)s cannot go on:", notice=notice.display_name),
                            *(f"- {danger}" for danger in dangers),
                        ]
                    )
                )

    def _blockers(self):
        """What stands between these notices and their goods, {notice id: list of {code, level: danger | warning,
        values, message}}: what the notice itself shows, then what other rooms have against it.

        ``danger`` refuses issue and release; ``message`` is worded for the reader.
        """
        notices = self.sudo()  # the same answer for everyone: signers cannot read contracts and orders
        lines = notices.line_ids
        lines.batch_line_id.fetch(["batch_id", "product_id", "pieces_qty"])  # of all at once, not of each notice
        names, over = lines._order_line_names(lines.order_line_id), notices._weighed_over_order()
        return {notice.id: notice._own_blockers(names, over) + notice._shipping_blockers() for notice in notices}

    def _own_blockers(self, names, over):
        """``names``: how messages name order lines; ``over``: see :meth:`_weighed_over_order`."""
        found = self._class_blockers() + self._order_blockers(names) + self._over_order_blockers(names, over)
        return found + self._over_batch_blockers() + self._date_blockers()

    def _shipping_blockers(self):
        """What other rooms have against the goods of this notice leaving, as :meth:`_blockers` says it. Each room is
        asked this one question and adds its answer to what ``super()`` returns.
        """
        self.ensure_one()
        contract = self.sudo().contract_id  # see _blockers
        return contract._shipping_blockers() if contract else []
