from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

MOST_TOLD = 3


class SalesManualExemption(models.Model):
    """How exemptions end before their time, and what is said of them."""

    _inherit = "sales.manual.exemption"

    def _revoke(self, reason):
        """End these exemptions now. What has left under them stays as it is.

        :raise AccessError: the user does not configure the addon
        :raise UserError: no reason, or one of them has ended already
        """
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(self.env._("Exemptions are revoked by those who configure Sales HQ."))
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays with the exemption."))
        exemptions = self.sudo()  # sudo: nobody has the right to write them, whoever may revoke
        self.env["sales.manual.gate"]._lock(exemptions.order_line_id)
        exemptions._lock()
        if ended := exemptions.filtered(lambda exemption: exemption.state != "live"):
            raise UserError(
                self.env._(
                    "%(documents)s: nothing is left to revoke.",
                    documents=", ".join(dict.fromkeys(ended.mapped("document_name"))),
                )
            )
        exemptions._passed().write(
            {"revoked_date": fields.Datetime.now(), "revoked_by_id": self.env.uid, "revoke_reason": reason.strip()}
        )

    def action_open_revoke(self):
        """Ask for the reason, then revoke these exemptions."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.manual.exemption.revoke",
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Revoke"),
            "context": {"active_ids": self.ids},
        }

    def _note(self):
        """What those of these exemptions that are live let leave, for whoever reads the document; False: nothing."""
        live = self.filtered(lambda exemption: exemption.state == "live")
        told = live[:MOST_TOLD]
        lines = [
            f"{exemption.product_id.display_name}: {sentence}"
            for exemption, sentence in zip(told, told._sentences(), strict=True)
        ]
        if rest := len(live) - len(told):
            lines.append(self.env._("And %(count)s more.", count=rest))
        return "\n".join(lines) or False

    def _sentences(self):
        """What there is to say of each of these exemptions to whoever is refused."""
        pieces_text = self.env["sales.manual.gate"]._pieces_text
        sentences = []
        for exemption in self:
            values = {
                "pieces": pieces_text(exemption.pieces_qty),
                "left": pieces_text(exemption.left_qty),
                "date": exemption.until_date and format_date(self.env, exemption.until_date),
            }
            if exemption.state == "revoked":
                values["date"] = format_date(self.env, exemption.revoked_date)
                values["reason"] = exemption.revoke_reason.rstrip(".。")
                text = self.env._(
                    "The exemption of %(pieces)s was revoked on %(date)s with %(left)s not yet left: %(reason)s.",
                    **values,
                )
            elif exemption.state == "expired":
                text = self.env._("The exemption of %(pieces)s ended on %(date)s with %(left)s not yet left.", **values)
            elif exemption.until_date:
                text = self.env._("%(pieces)s are exempt until %(date)s, %(left)s of them have not left yet.", **values)
            else:
                text = self.env._("%(pieces)s are exempt, %(left)s of them have not left yet.", **values)
            sentences.append(text)
        return sentences
