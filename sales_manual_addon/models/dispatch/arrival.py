from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .dispatch import ARRIVAL

EXPECTED_DAYS = 7


class SalesManualDispatch(models.Model):
    """Arrival (DOM-12): the clerk asks the customer what came, and when; differences stand line by line."""

    _inherit = "sales.manual.dispatch"

    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")

    @api.depends("state", "expected_date", "departure_date")
    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain())
        for dispatch in self:
            dispatch.is_late = dispatch in late

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._late_domain() if True in value else ~self._late_domain()

    @api.model
    def _late_domain(self):
        """On the way beyond the day expected; without one, longer than a week."""
        today = self.env.company._sales_manual_today()
        left_before = fields.Datetime.to_datetime(fields.Date.subtract(today, days=EXPECTED_DAYS))
        return Domain("state", "=", "left") & (
            Domain("expected_date", "<", today)
            | (Domain("expected_date", "=", False) & Domain("departure_date", "<", left_before))
        )

    def _clerks(self):
        """{pass: who confirms its arrival}: holders of the capability in the department of its contract, who work for
        its company.
        """
        users = self.env.ref(ARRIVAL).sudo().all_user_ids.filtered("active")  # sudo: whom to ask
        clerks = {}
        for dispatch in self.sudo():
            team = dispatch.team_id
            here = users.filtered(lambda user, company=dispatch.company_id: company in user.company_ids)
            clerks[dispatch] = here & (team.member_ids | team.user_id)
        return clerks

    def _ask_clerks(self):
        for dispatch, clerks in self._clerks().items():
            expected = dispatch.expected_date or fields.Date.add(
                dispatch.company_id._sales_manual_today(), days=EXPECTED_DAYS
            )
            for clerk in clerks[:1]:  # one asks the customer; the desk shows it to all of them
                asked = dispatch.with_context(lang=clerk.lang)
                asked.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=expected,
                    summary=asked.env._("Confirm the arrival with the customer"),
                    user_id=clerk.id,
                )

    def action_fill_received(self):
        """Everything arrived: what is received is what left. The clerk corrects the lines where it is not so."""
        self._begin(("left",), ARRIVAL)
        for line in self.line_ids:
            line.received_qty = line.pieces_qty
        for dispatch in self.filtered(lambda dispatch: not dispatch.arrival_date):
            dispatch.arrival_date = dispatch.company_id._sales_manual_today()
        return True

    def action_confirm_arrival(self):
        """The customer has confirmed what came (DOM-12).

        :raises UserError: not on the way, no day or nobody who signed, a day that cannot be, a difference without cause
        """
        self._begin(("left",), ARRIVAL)
        for dispatch in self:
            dispatch._check_arrival()
        self._passed().write(
            {
                "state": "arrived",
                "arrival_confirmed_date": fields.Datetime.now(),
                "arrival_confirmed_by_id": self.env.uid,
            }
        )
        # sudo: the activity may be another clerk's
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        for dispatch in self.filtered(lambda dispatch: dispatch.loss_qty or dispatch.damaged_qty):
            dispatch._tell_difference()
        self._arrived()
        return True

    def _check_arrival(self):
        self.ensure_one()
        name, today = self.display_name, self.company_id._sales_manual_today()
        if not self.arrival_date or not (self.signed_by or "").strip():
            raise UserError(
                self.env._("%(dispatch)s: enter the day of arrival and who signed for the goods.", dispatch=name)
            )
        zone = self.company_id._sales_manual_zone()
        left = fields.Datetime.context_timestamp(
            self.with_context(tz=zone), self.departure_date.replace(tzinfo=None)
        ).date()
        if not left <= self.arrival_date <= today:
            raise UserError(
                self.env._(
                    "%(dispatch)s left on %(left)s: the day of arrival lies between then and today.",
                    dispatch=name,
                    left=fields.Date.to_string(left),
                )
            )
        for line in self.line_ids:
            if (line.received_qty != line.pieces_qty or line.damaged_qty) and not (line.difference_note or "").strip():
                raise UserError(
                    self.env._(
                        "%(dispatch)s, %(product)s: %(left)s pieces left, %(received)s were received, %(damaged)s of "
                        "them damaged. Say why in the line.",
                        dispatch=name,
                        product=line.product_id.display_name,
                        left=line.pieces_qty,
                        received=line.received_qty,
                        damaged=line.damaged_qty,
                    )
                )

    def _tell_difference(self):
        """The salesperson hears of goods lost or damaged on the way."""
        text = self.env._(
            "Differences on arrival: %(loss)s pieces lost, %(damaged)s damaged.",
            loss=self.loss_qty,
            damaged=self.damaged_qty,
        )
        self._note(text)
        user = self.sudo().user_id  # whom to tell
        if user:
            told = self.sudo().with_context(lang=user.lang)
            told.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=told.env._("Goods lost or damaged on the way"),
                user_id=user.id,
            )

    def _arrived(self):
        """Called when arrivals were confirmed; what follows from an arrival begins here."""

    def action_reopen(self, reason):
        """An arrival that was written down wrongly is open again.

        :raises UserError: not arrived, or no reason
        """
        reason = self.env["sales.manual.notice"]._check_reason(reason)
        self._begin(("arrived",), ARRIVAL)
        self._passed().write({"state": "left", "arrival_confirmed_date": False, "arrival_confirmed_by_id": False})
        for dispatch in self:
            dispatch._note(self.env._("Arrival open again: %(reason)s", reason=reason))
        return True
