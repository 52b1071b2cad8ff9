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
        for notice in self:
            found = notice._findings()
            alerts = {
                str(number): {name: finding[name] for name in SHOWN_KEYS if name in finding}
                for number, finding in enumerate(found[:SHOWN_ALERTS])
            }
            more = len(found) - SHOWN_ALERTS
            if more > 0:
                alerts["more"] = {"level": "info", "message": self.env._("and %(count)s more", count=more)}
            notice.alerts = alerts or False

    def _findings(self):
        """What the reader of this notice must know now, the gravest first."""
        self.ensure_one()
        found = []
        rejection = self._last_rejection()
        if rejection:
            found.append(
                {
                    "code": "rejected",
                    "level": "warning",
                    "message": self.env._(
                        "Rejected by %(user)s: %(reason)s", user=rejection.user_id.name, reason=rejection.reason
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
                                "Signature void: %(step)s, %(user)s", step=act.step_id.name, user=act.voids_id.signed_as
                            ),
                            act.reason_text,
                        ),
                    )
                ),
            }
            for act in self._void_signatures()
        ]
        if self.state in ("draft", "signing") and self._origin:
            found += self._shipping_blockers()
        elif self.state == "released":
            # an order without contract can still be lowered by its salesperson
            found += [
                {**blocker, "level": "warning" if blocker["level"] == "danger" else blocker["level"]}
                for blocker in self.sudo()._over_order_blockers()
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
        for notice in self:
            dangers = [blocker["message"] for blocker in notice._shipping_blockers() if blocker["level"] == "danger"]
            if dangers:
                raise UserError(
                    "\n".join(
                        [
                            self.env._("Shipping notice %(notice)s cannot go on:", notice=notice.display_name),
                            *(f"- {danger}" for danger in dangers),
                        ]
                    )
                )

    def _shipping_blockers(self):
        """What stands between this notice and its goods: list of {code, level: danger | warning, values, message}.

        ``danger`` refuses issue and release; ``message`` is worded for the reader. Each room is asked one question.
        """
        self.ensure_one()
        notice = self.sudo()  # the same answer for everyone: signers cannot read contracts and orders
        found = notice._class_blockers() + notice._order_blockers() + notice._over_order_blockers()
        found += notice._over_batch_blockers() + notice._date_blockers()
        if notice.contract_id:
            found += notice.contract_id._shipping_blockers()
        return found
