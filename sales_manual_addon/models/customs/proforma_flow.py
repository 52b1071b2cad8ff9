from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from .notice_class import FROM_PROFORMA

_lt = LazyTranslate(__name__)


class SalesManualProforma(models.Model):
    """The acts on a pro forma invoice: fill, issue, void, print, and the notice it becomes."""

    _inherit = "sales.manual.proforma"
    _reason_methods = {"action_void": _lt("Make the pro forma invoice void")}

    def action_fill(self):
        """Fill in lines from the delivery batches, or where none is chosen from the whole contract, at its prices.
        What stood there before is replaced.

        :raise UserError: issued already, or no contract is chosen
        """
        self._check_draft()
        for proforma in self:
            if not proforma.contract_id:
                raise UserError(self.env._("Choose the contract whose goods these are, or enter the lines yourself."))
            sources = proforma.batch_ids.line_ids or proforma.contract_id.line_ids
            pieces, amounts = defaultdict(int), defaultdict(float)
            for line in sources:
                pieces[line.product_id] += line.pieces_qty
                amounts[line.product_id] += line.amount
            proforma.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": 10 * number,
                            "product_id": product.id,
                            "pieces_qty": pieces[product],
                            "price_unit": amounts[product] / pieces[product],
                        }
                    )
                    for number, product in enumerate((product for product in pieces if pieces[product]), 1)
                ),
            ]
        return True

    def action_issue(self):
        """Give these pro forma invoices their numbers; they stay as they are from now on.

        :raise UserError: not prepared, or without lines or value
        :raise AccessError: the user does not issue pro forma invoices
        """
        self._check_may()
        self._check_proforma_state(("draft",))
        for proforma in self.sorted("id"):
            if not proforma.line_ids or not proforma.amount:
                raise UserError(
                    self.env._(
                        "%(proforma)s has no goods of any value. Customs wants a value of everything, samples too.",
                        proforma=proforma.display_name,
                    )
                )
            today = proforma.company_id._sales_manual_today()
            number = self.env["sales.manual.numbering"]._next_number(
                proforma.company_id, "proforma.customs", "PI", today
            )
            proforma._passed().write({"state": "issued", "issue_date": today, "name": number})
        return True

    def action_void(self, reason):
        """Withdraw issued pro forma invoices that no notice rests on. They keep their numbers.

        :raise UserError: not issued, a notice that is not void rests on it, or no reason
        :raise AccessError: the user does not issue pro forma invoices
        """
        self._check_may()
        reason = self._check_reason(reason)
        self._check_proforma_state(("issued",))
        live = self.sudo().notice_ids.filtered(lambda notice: notice.state != "void")  # whoever may read them
        if live:
            raise UserError(
                self.env._(
                    "Shipping notice %(notices)s rests on it. Make that void first.",
                    notices=", ".join(live.mapped("display_name")),
                )
            )
        self._passed().write({"state": "void", "void_reason": reason})
        return True

    def action_make_notice(self):
        """Prepare the class D notice over what is on no notice yet, and show it (CMD-8).

        :raise UserError: not issued, nothing is open, or no class takes notices from pro forma invoices
        :raise AccessError: the user holds no post that makes notices of the class
        """
        self.ensure_one()
        notice = self.env["sales.manual.notice"]._make_from_proforma(self)
        return notice._get_records_action(name=self.env._("Shipping notice"))

    def action_open_notices(self):
        """Show the notices made from these pro forma invoices that the user may read."""
        notices = self.env["sales.manual.notice"].search([("proforma_id", "in", self.ids)])
        return notices._get_records_action(name=self.env._("Shipping notices"))

    def action_print(self):
        """Print these pro forma invoices. Counted here: drawing the page writes nothing.

        :raises AccessError: the user cannot read one of them
        """
        self.check_access("read")
        for count, proformas in self.filtered("name").grouped("print_count").items():
            # sudo: who reads it may print it, and printing is counted
            proformas.sudo()._passed().write({"print_count": count + 1})
        return self.env.ref("sales_manual_addon.action_report_proforma").report_action(self)

    def _notice_classes(self):
        return self.env["sales.manual.notice.class"].search(
            [("source", "=", FROM_PROFORMA), ("company_id", "in", [False, *self.company_id.ids])]
        )

    def _check_may(self):
        if not self._is_maker():
            raise AccessError(
                self.env._(
                    "Pro forma invoices for customs are issued and withdrawn by the import/export post. %(user)s does "
                    "not hold it.",
                    user=self.env.user.name,
                )
            )
        self.check_access("write")

    def _check_proforma_state(self, states):
        for proforma in self:
            if proforma.state not in states:
                raise UserError(
                    self.env._(
                        "%(proforma)s is in state %(state)s. Reload it to see what changed.",
                        proforma=proforma.display_name,
                        state=dict(self._fields["state"]._description_selection(self.env))[proforma.state],
                    )
                )
