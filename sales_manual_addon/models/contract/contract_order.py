from collections import defaultdict
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..control.guard import PASS, PASS_KEY


class SalesManualBatch(models.Model):
    """Contract orders (CMD-5, CMD-24): a ``sale.order`` per contract, destination, warehouse and delivery date, from
    n batches.
    """

    _inherit = "sales.manual.batch"

    def action_create_orders(self):
        """Make draft contract orders of these batches and show them.

        Raises AccessError for whoever may not make contract orders, UserError naming each batch that cannot be
        ordered.
        """
        return self._create_contract_orders()._get_records_action(name=self.env._("Contract orders"))

    def _create_contract_orders(self):
        """Make the orders; return them. All of these batches, or none."""
        # the superuser of a data import makes orders as well; it signs nothing
        if not (self.env.su or self.env.user.has_group("sales_manual_addon.group_contract_order")):
            raise AccessError(self.env._("Contract orders are made by the contract posts of customer management."))
        self.check_access("write")
        batches = self.sorted("id")
        batches._lock_for_order()
        batches._check_orderable()
        groups = defaultdict(self.browse)
        for batch in batches:
            groups[batch._order_key()] |= batch
        pricelists = self._contract_pricelists(batches)
        orders = (
            self.env["sale.order"]
            # the salesperson follows the orders of their contract; no mail for each says that they were assigned
            .with_context(mail_auto_subscribe_no_notify=True, **{PASS_KEY: PASS})
            .create([group._prepare_order_values(pricelists) for group in groups.values()])
        )
        by_batch_line = {line.contract_batch_line_id.id: line for line in orders.order_line}
        for line in batches.line_ids._passed():
            line.order_line_id = by_batch_line[line.id]
        for order, group in zip(orders, groups.values(), strict=True):
            group._settle_rounding(order)
        return orders.with_env(self.env)

    def _lock_for_order(self):
        """Update the rows first: whoever orders or changes these batches at the same time fails and is retried."""
        self.env.flush_all()
        for table, column in (("sales_manual_batch", "id"), ("sales_manual_batch_line", "batch_id")):
            self.env.cr.execute(
                SQL(
                    """
                WITH ordered AS (SELECT id FROM %(table)s WHERE %(column)s IN %(ids)s ORDER BY id FOR NO KEY UPDATE)
                UPDATE %(table)s AS locked SET write_date = locked.write_date FROM ordered WHERE locked.id = ordered.id
                """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    ids=tuple(self.ids) or (0,),
                )
            )

    # guards

    def _check_orderable(self):
        """Raise UserError naming each batch that no order can be made of, and why."""
        if not self:
            raise UserError(self.env._("Choose the batches to order."))
        problems = [(batch, batch._order_refusal()) for batch in self]
        problems = [f"{batch.name}: {refusal}" for batch, refusal in problems if refusal]
        if problems:
            more = [self.env._("and %(count)s more.", count=len(problems) - 20)] if len(problems) > 20 else []
            raise UserError("\n".join([self.env._("No orders were made."), *problems[:20], *more]))

    def _order_refusal(self):
        """Return why no order can be made of this batch (translated), or False."""
        self.ensure_one()
        contract, lines = self.contract_id, self.line_ids
        if ordered := lines.order_line_id.sudo().order_id:  # the numbers of the orders, for the message only
            return self.env._(
                "contract order %(orders)s was made of it already.", orders=", ".join(ordered.mapped("name"))
            )
        if contract.state != "effective":
            return self.env._("contract %(contract)s is not effective.", contract=contract.display_name)
        if contract.end_date and contract.end_date < contract.company_id._sales_manual_today():
            return self.env._(
                "contract %(contract)s expired on %(date)s. Amend the contract to order from it.",
                contract=contract.display_name,
                date=fields.Date.to_string(contract.end_date),
            )
        if refusal := contract._delivery_date_refusal(self.delivery_date):
            return refusal
        if not lines:
            return self.env._("it holds no products.")
        xmlids = self.env["ir.model.data"]
        unit = self.env["uom.uom"].browse(xmlids._xmlid_to_res_id("uom.product_uom_unit", raise_if_not_found=True))
        for product in lines.product_id:
            if not (product.uom_id._has_common_reference(unit) and product.uom_id.factor == unit.factor):
                return self.env._(
                    "%(product)s is kept in %(unit)s. Contracts count whole pieces: keep it in a unit that is "
                    "one of “%(piece)s”.",
                    product=product.display_name,
                    unit=product.uom_id.name,
                    piece=unit.name,
                )
        return False

    # values

    def _order_key(self):
        """What batches of one order have in common. Customer and currency are the contract's."""
        self.ensure_one()
        return self.contract_id, self.incoterm_id, self.incoterm_location or "", self.warehouse_id, self.delivery_date

    @api.model
    def _contract_pricelists(self, batches):
        """Return {(company, currency): pricelist} for the currencies that are not their company's own.

        An order takes its currency from its pricelist. One without rules gives the currency and leaves prices to the
        contract; where the company has none it is made.
        """
        # salespeople do not make pricelists, and one without rules prices nothing
        pricelist_model = self.env["product.pricelist"].sudo()
        needed = {(contract.company_id, contract.currency_id) for contract in batches.contract_id}
        needed = {key for key in needed if key[0].currency_id != key[1]}
        candidates = pricelist_model.search(
            [
                ("currency_id", "in", [currency.id for _company, currency in needed]),
                ("company_id", "in", [False, *(company.id for company, _currency in needed)]),
                ("item_ids", "=", False),
            ]
        )
        result = {}
        for company, currency in sorted(needed, key=lambda key: (key[0].id, key[1].id)):
            result[company, currency] = candidates.filtered(
                lambda pricelist, company=company, currency=currency: (
                    pricelist.currency_id == currency and pricelist.company_id in (company, company.browse())
                )
            ).sorted(lambda pricelist: not pricelist.company_id)[:1] or pricelist_model.create(
                {
                    "name": self.env._("Contract prices %(currency)s", currency=currency.name),
                    "currency_id": currency.id,
                    "company_id": company.id,
                }
            )
        return result

    def _prepare_order_values(self, pricelists):
        """Values of the one order of these batches."""
        contract = self.contract_id
        batch = self[0]
        pricelist = pricelists.get((contract.company_id, contract.currency_id))
        values = {
            "company_id": contract.company_id.id,
            "partner_id": contract.partner_id.id,
            "sales_contract_id": contract.id,
            # given even when empty: the customer's own pricelist may be in another currency
            "pricelist_id": pricelist.id if pricelist else False,
            "client_order_ref": contract.customer_reference or contract.name,
            "origin": ", ".join(self.mapped("name")),
            "commitment_date": self._commitment_date(),
            "user_id": contract.user_id.id,
            "team_id": contract.team_id.id,
            "payment_term_id": contract.payment_term_id.id,
            "incoterm": batch.incoterm_id.id,
            "incoterm_location": batch.incoterm_location,
            "order_line": [
                Command.create(line._prepare_order_line_values(index)) for index, line in enumerate(self.line_ids, 1)
            ],
        }
        if batch.warehouse_id:
            values["warehouse_id"] = batch.warehouse_id.id
        return values

    def _commitment_date(self):
        """Noon of the delivery date where the company is: the same day for a good part of the world."""
        noon = pytz.timezone(self.contract_id.company_id._sales_manual_zone()).localize(
            datetime.combine(self[0].delivery_date, time(12))
        )
        return noon.astimezone(pytz.utc).replace(tzinfo=None)

    def _settle_rounding(self, order):
        """Put a currency-rounding difference between batches and order on the order's last line, and say so in its
        log.

        Each line rounds like its batch line; the order's total may not, where a company rounds taxes over the whole
        document or prices include them.
        """
        currency, lines = self.currency_id, order.order_line
        if order.currency_id != currency:
            raise UserError(
                self.env._(
                    "The order of %(batches)s would be in %(order)s, the contract is in %(contract)s. Check the "
                    "pricelists.",
                    batches=", ".join(self.mapped("name")),
                    order=order.currency_id.name,
                    contract=currency.name,
                )
            )
        # as on paper: with the taxes that the prices include, without those that come on top
        included = lines.tax_ids.filtered("price_include")
        if included and lines.tax_ids - included:
            return
        total = order.amount_total if included else order.amount_untaxed
        difference = currency.round(sum(self.mapped("amount")) - total)
        if currency.is_zero(difference):
            return
        last = lines[-1]
        last.price_unit += difference / last.product_uom_qty
        order.with_env(self.env).message_post(
            body=self.env._(
                "Rounding: the batches come to %(batches)s, the lines of this order to %(order)s. The difference "
                "of %(difference)s is in the "
                "price of the last line, %(line)s.",
                batches=currency.format(sum(self.mapped("amount"))),
                order=currency.format(total),
                difference=currency.format(difference),
                line=last.product_id.display_name,
            )
        )


class SalesManualBatchLine(models.Model):
    _inherit = "sales.manual.batch.line"

    def action_create_orders(self):
        """Make contract orders of the whole batches that these lines are in; see the batch."""
        return self.batch_id.action_create_orders()

    def _prepare_order_line_values(self, sequence):
        """Values of the order line of this batch line: the contract's wording, price and taxes."""
        self.ensure_one()
        line = self.contract_line_id
        values = {
            "sequence": sequence,
            "contract_batch_line_id": self.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.pieces_qty,
            "product_uom_id": self.product_id.uom_id.id,
            "price_unit": line._price_per_piece(),
            "discount": 0.0,
            "tax_ids": [Command.set(line.tax_ids.ids)],
        }
        if line.name:
            values["name"] = line.name
        return values
