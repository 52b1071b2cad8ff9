from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .dispatch import MAKE

_lt = LazyTranslate(__name__)


class SalesManualDispatch(models.Model):
    """The way of a pass: the vehicle leaves; void."""

    _inherit = "sales.manual.dispatch"
    _reason_methods = {"action_void": _lt("Make the gate pass void"), "action_reopen": _lt("Open the arrival again")}

    def action_leave(self):
        """The vehicle may leave (CMD-20) with all that rides on it: it gets its number, the clerks are asked to confirm
        the arrivals, and each customer is told where the company wants that by itself.

        :raises UserError: not loading, plate or driver missing, nothing loaded, or more than left by the transfer
        """
        self = self._vehicle().with_env(self.env)
        self._begin(("loading",))
        for dispatch in self:
            missing = [
                dispatch._fields[name]._description_string(self.env)
                for name in ("plate", "driver")
                if not (dispatch[name] or "").strip()
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "%(dispatch)s: enter %(missing)s first. The gate lets a known vehicle out.",
                        dispatch=dispatch.display_name,
                        missing=", ".join(missing),
                    )
                )
            if not dispatch.line_ids:
                raise UserError(self.env._("%(dispatch)s carries nothing.", dispatch=dispatch.display_name))
        self._check_quantities()
        # sudo: clerks and what follows are not the dispatcher's to read
        self.sudo()._ask_clerks()
        self._passed().write({"state": "left", "departure_date": fields.Datetime.now()})
        self._number()
        # sudo: a setting
        self.filtered(lambda dispatch: dispatch.sudo().company_id.dispatch_mail_is_automatic)._confirm(
            is_automatic=True
        )
        return True

    def _number(self):
        """Number vehicles: ``GP2026-00001``; what rides along ``GP2026-00001/2`` and on."""
        leads = self.filtered(lambda dispatch: not dispatch.lead_id)
        for company, dispatches in leads.grouped("company_id").items():
            numbers = self.env["sales.manual.numbering"]._next_numbers(
                len(dispatches), company, "gate_pass", "GP", dispatches[0].departure_date
            )
            for dispatch, number in zip(dispatches.sorted("id"), numbers, strict=True):
                dispatch._passed().name = number
                for place, rider in enumerate(dispatch.rider_ids.sorted("id"), 2):
                    rider._passed().name = f"{number}/{place}"

    def action_void(self, reason):
        """Withdraw passes: what they carried can stand on others, what else the vehicle carries goes on. A number once
        given stays.

        :raises UserError: arrived or void, or no reason
        """
        reason = self._check_reason(reason)
        self._begin(("loading", "left"))
        self._leave_vehicle()
        self._passed().write({"state": "void", "void_reason": reason})
        # sudo: activities of others end too
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        for dispatch in self:
            dispatch._note(self.env._("Void: %(reason)s", reason=reason))
        return True

    def _begin(self, states, *groups):
        """Take the rows, then refuse who may not act on them, or not now."""
        self._check_post(*(groups or (MAKE,)))
        self.check_access("write")
        self._take()
        self._check_state(states)

    def _note(self, text):
        self.sudo().message_post(  # said in the name of who acts, with whatever rights
            body=text, author_id=self.env.user.partner_id.id, subtype_xmlid="mail.mt_note"
        )
