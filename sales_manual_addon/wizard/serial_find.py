import re

from odoo import fields, models
from odoo.exceptions import UserError

MOST = 10_000
SHOWN = 100


class SalesManualSerialFind(models.TransientModel):
    """Finds a pasted list of serial numbers: by which notice, of which contract, to which customer they left."""

    _name = "sales.manual.serial.find"
    _description = "Find serial numbers"

    serials = fields.Text(string="Serial numbers", required=True)
    missing = fields.Text(string="Not shipped", readonly=True)

    def action_find(self):
        """Show those that left; say first which of them did not, or are not for this user to see."""
        self.ensure_one()
        names = list(dict.fromkeys(filter(None, re.split(r"[\s,;，；、]+", self.serials or ""))))
        if not names or len(names) > MOST:
            raise UserError(self.env._("Paste between one and %(most)s serial numbers, one a line.", most=f"{MOST:,}"))
        domain = [("serial", "in", names)]
        left = dict(self.env["sales.manual.serial"]._read_group(domain, ["serial"], ["__count"]))
        missing = [name for name in names if name not in left]
        text = "\n".join(missing[:SHOWN])
        if len(missing) > SHOWN:
            text += "\n" + self.env._("%(count)s more", count=len(missing) - SHOWN)
        if missing and text != self.missing:
            self.missing = text
            return {
                "type": "ir.actions.act_window",
                "res_model": self._name,
                "res_id": self.id,
                "target": "new",
                "views": [(False, "form")],
                "name": self.env._("Find serial numbers"),
            }
        return self.env["sales.manual.serial"]._action_open(domain)
