"""Where the company wants it, whoever signs shows again that it is he: by Odoo's own check of identity."""

import time

from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

CHECKED = "identity-check-last"  # where Odoo notes in the session when the password was last given


def after_password(method):
    """Mark an action method as one that Odoo's identity dialog may call when the password was right. The method itself
    looks whether it was.
    """
    method.__has_check_identity = True
    return method


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    def _signoff_is_identified(self):
        """Whether the user gave his password recently enough to sign these documents: within the minutes that their
        companies say, of several the fewest; always where none asks.

        Only the session of a browser can tell. A call without one (an API key, a script, the scheduler) never can.
        """
        # sudo: what a company asks of those who sign is no secret of theirs
        asking = self.sudo().company_id.filtered("sales_manual_asks_password")
        if not asking:
            return True
        if not request or request.session.uid != self.env.uid:
            return False
        age = time.time() - (request.session.get(CHECKED) or 0)
        return 0 <= age < 60 * min(asking.mapped("sales_manual_password_minutes"))

    def _signoff_check_identity(self):
        """Raise UserError where the password is asked for and was not given recently."""
        if not self._signoff_is_identified():
            raise UserError(
                self.env._(
                    "%(documents)s: the company asks for your password when you sign. Open “Read and sign”, which asks "
                    "for it. Nothing is signed or rejected by programs, scripts or API keys.",
                    documents=", ".join(self.mapped("display_name")),
                )
            )
