from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..control.guard import PASS, PASS_KEY


class SaleOrder(models.Model):
    """A contract order: made from batches, confirmed and cancelled by the contract posts, locked in between."""

    _inherit = "sale.order"

    sales_contract_id = fields.Many2one(
        "sales.manual.contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    # what a contract order has from its contract
    _contract_fields = ("partner_id", "company_id", "currency_id", "pricelist_id", "payment_term_id")
    # where its goods go and come from, once it is confirmed
    _confirmed_fields = ("partner_shipping_id", "warehouse_id")

    def _is_from_contract_room(self):
        return self.env.context.get(PASS_KEY) is PASS

    def _contract_orders(self):
        # whoever acts: that an order is a contract order holds also for users who cannot open contracts
        return self.sudo().filtered("sales_contract_id")

    # guards

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not self._is_from_contract_room() and orders._contract_orders():
            raise AccessError(
                self.env._(
                    "Contract orders are made from the delivery batches of a contract. Open the contract and make the "
                    "orders there."
                )
            )
        return orders

    def write(self, vals):
        contract_orders = self._contract_orders()
        if not self._is_from_contract_room():
            if "sales_contract_id" in vals and (contract_orders or vals["sales_contract_id"]):
                raise AccessError(
                    self.env._(
                        "An order is tied to its contract for good. Make contract orders from the batches of the "
                        "contract."
                    )
                )
            contract_orders._check_contract_order_write(vals)
        if "stock_reference_ids" in vals and contract_orders:
            moves = contract_orders.stock_reference_ids.move_ids
            with self.env["sales.manual.gate"]._operation(moves, is_rewrite=True):
                result = super().write(vals)
        else:
            result = super().write(vals)
        if vals.get("state") == "cancel":
            contract_orders._reopen_batches()
        return result

    def _check_contract_order_write(self, vals):
        """Refuse what only the contract, its batches or an amendment may change, and transitions to whoever may not
        make them."""
        for order in self:
            changed = [
                name
                for name in self._contract_fields + (self._confirmed_fields if order.state == "sale" else ())
                if name in vals and (vals[name] or False) != (order[name].id or False)
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "%(order)s is an order of contract %(contract)s, which decides %(fields)s. Amend the contract.",
                        order=order.name,
                        contract=order.sales_contract_id.display_name,
                        fields=", ".join(self._fields[name]._description_string(self.env) for name in changed),
                    )
                )
            if "locked" in vals and not vals["locked"] and order.locked:
                raise UserError(
                    self.env._(
                        "%(order)s belongs to contract %(contract)s and stays locked while it lives. Amend the "
                        "contract to change it, or cancel the order.",
                        order=order.name,
                        contract=order.sales_contract_id.display_name,
                    )
                )
        if "state" in vals and (moving := self.filtered(lambda order: order.state != vals["state"])):
            moving._check_contract_order_state(vals["state"])

    def _check_contract_order_state(self, state):
        if state == "sale":
            self._check_contract_confirmation()
        elif state == "cancel":
            self._check_contract_cancellation()
            if locked := self.filtered("locked"):
                raise UserError(
                    self.env._(
                        "%(orders)s: cancel contract orders by their button, which also takes back their transfers and "
                        "notices.",
                        orders=", ".join(locked.mapped("name")),
                    )
                )
        elif not set(self.mapped("state")) <= {"draft", "sent"}:
            raise UserError(
                self.env._(
                    "%(orders)s: a contract order does not become a quotation again. Cancel it and make a new order "
                    "from the batches of the contract.",
                    orders=", ".join(self.mapped("name")),
                )
            )

    # confirmation

    def _check_contract_confirmation(self):
        """Confirmed by the contract posts (CMD-5, CMD-20, CMD-24), while the contract is in force.

        :raise AccessError: the user holds no contract post
        :raise UserError: the contract is not effective
        """
        self._check_contract_post(self.env._("Contract orders are confirmed by the contract posts."))
        for order in self:
            if order.sales_contract_id.state != "effective":
                raise UserError(
                    self.env._(
                        "%(order)s cannot be confirmed: contract %(contract)s is not in force.",
                        order=order.name,
                        contract=order.sales_contract_id.display_name,
                    )
                )

    def _check_contract_post(self, rule):
        if self and not self.env.user.has_group("sales_manual_addon.group_contract_order"):
            raise AccessError(
                self.env._(
                    "%(orders)s: %(rule)s %(user)s holds none of them.",
                    orders=", ".join(self.mapped("name")),
                    rule=rule,
                    user=self.env.user.name,
                )
            )

    def _should_be_locked(self):
        return bool(self._contract_orders()) or super()._should_be_locked()

    def _action_confirm(self):
        result = super()._action_confirm()
        self.order_line._freeze_kit_ratios()
        return result

    # cancelling and deleting

    def _check_contract_cancellation(self):
        """Cancelled by the contract posts, while nothing has left.

        :raise AccessError: the user holds no contract post
        :raise UserError: goods have left
        """
        self._check_contract_post(self.env._("Contract orders are cancelled by the contract posts."))
        lines = self.order_line
        gone = self.env["sales.manual.gate"]._gross_out(lines)
        for order in self:
            if any(gone.get(line.id) for line in order.order_line):
                raise UserError(
                    self.env._(
                        "%(order)s: goods have left, so the order cannot be cancelled. Amend the contract to give up "
                        "the rest.",
                        order=order.name,
                    )
                )

    def action_cancel(self):
        self._open_for_cancel()
        return super().action_cancel()

    def _action_cancel(self):
        self._open_for_cancel()
        return super()._action_cancel()

    def _open_for_cancel(self):
        orders = self._contract_orders()
        # first of all, so that a shipment at the same moment and this cannot both pass
        self.env["sales.manual.gate"]._lock(self.filtered(lambda order: order.state == "sale").order_line)
        orders._check_contract_cancellation()
        locked = orders.filtered("locked")
        locked.with_context(**{PASS_KEY: PASS}).write({"locked": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved_contract_orders(self):
        orders = self._contract_orders()
        orders._check_contract_post(self.env._("Contract orders are deleted by the contract posts."))
        if moved := orders.filtered(lambda order: order.order_line.move_ids):
            raise UserError(
                self.env._(
                    "%(orders)s: there are stock moves of this contract order. It stays on record, cancelled.",
                    orders=", ".join(moved.mapped("name")),
                )
            )

    def unlink(self):
        self._contract_orders()._reopen_batches()
        return super().unlink()

    def _reopen_batches(self):
        """The batches of these cancelled contract orders can be ordered again; notices over them are void."""
        if not self:
            return
        lines = self.order_line
        self._void_notices(lines)
        live = lines.contract_batch_line_id.filtered(lambda batch_line: batch_line.order_line_id in lines)
        # sudo from _contract_orders: whoever may cancel the order reopens its batches
        live._passed().write({"order_line_id": False})

    def _void_notices(self, lines):
        notices = (
            self.env["sales.manual.notice.line"]
            .search(
                [
                    ("order_line_id", "in", lines.ids),
                    ("notice_id.state", "in", ("draft", "signing", "released")),
                ]
            )
            .notice_id
        )
        prepared = notices.filtered(lambda notice: not notice.name)
        prepared.unlink()
        if issued := notices - prepared:
            issued._action_void(
                self.env._("Contract order %(orders)s was cancelled.", orders=", ".join(self.mapped("name")))
            )
