from odoo import api, fields, models
from odoo.exceptions import UserError

from .dispatch import ARRIVAL, MAKE


class SalesManualDispatch(models.Model):
    """What the screens of a gate pass need: who may press what, printing, the documents around it."""

    _inherit = "sales.manual.dispatch"

    can_make = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_arrive = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends_context("uid")
    def _compute_can(self):
        self.can_make = self.env.user.has_group(MAKE)
        self.can_arrive = self.env.user.has_group(ARRIVAL)

    def action_print(self):
        """Print gate passes (出门证), one for a vehicle. Counted here, so that a reprint says that it is one.

        :raises UserError: the vehicle has not been let out, or the pass is void
        """
        self._check_post(MAKE)
        self = self._vehicle().with_env(self.env)
        self.check_access("read")
        self._check_state(("left", "arrived"))
        self._take()
        for count, dispatches in self.grouped("print_count").items():
            dispatches._passed().write({"print_count": count + 1})
        return self.env.ref("sales_manual_addon.action_report_gate_pass").report_action(self)

    def action_open_picking(self):
        return self.picking_id._get_records_action(name=self.env._("Transfer"))

    def action_open_notices(self):
        return self.notice_ids._get_records_action(name=self.env._("Shipping notices"))


class SalesManualDispatched(models.AbstractModel):
    """A document whose goods travel on gate passes."""

    _name = "sales.manual.dispatched"
    _description = "Document with gate passes"
    _dispatch_rows = None  # model, its many2one to this document, and what leads from it to the pass

    dispatch_count = fields.Integer(string="Gate passes", compute="_compute_dispatch_count")

    @api.depends_context("uid")
    def _compute_dispatch_count(self):
        found = self._dispatches()
        for document in self:
            document.dispatch_count = len(found.get(document._origin, ()))

    def _dispatches(self):
        """{document: its gate passes that the user may read, void ones too}"""
        model, link, passes = self._dispatch_rows
        rows = self.env[model]
        if not rows.has_access("read"):
            return {}
        return dict(rows._read_group([(link, "in", self.ids)], [link], [f"{passes}:recordset"]))

    def action_open_dispatches(self):
        """Show the gate passes of these documents that the user may read."""
        found = self.env["sales.manual.dispatch"].union(*self._dispatches().values())
        return found._get_records_action(name=self.env._("Gate passes"))


class SalesManualContract(models.Model):
    _name = "sales.manual.contract"
    _inherit = ["sales.manual.contract", "sales.manual.dispatched"]
    _dispatch_rows = ("sales.manual.dispatch", "contract_id", "id")


class SalesManualNotice(models.Model):
    _name = "sales.manual.notice"
    _inherit = ["sales.manual.notice", "sales.manual.dispatched"]
    _dispatch_rows = ("sales.manual.dispatch.line", "notice_id", "dispatch_id")


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "sales.manual.dispatched"]
    _dispatch_rows = ("sales.manual.dispatch", "picking_id", "id")

    can_make_gate_pass = fields.Boolean(compute="_compute_can_make_gate_pass", export_string_translation=False)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_make_gate_pass(self):
        done = self.filtered(lambda picking: picking.state == "done" and picking.picking_type_code == "outgoing")
        may = done and self.env.user.has_group(MAKE)
        dispatches = self.env["sales.manual.dispatch"]
        waiting = {key[0] for key, pieces in dispatches._open_pieces(done).items() if pieces > 0} if may else set()
        for picking in self:
            picking.can_make_gate_pass = picking.id in waiting

    def action_gate_pass(self):
        """Make the gate passes of these done transfers, each with what is on no pass yet, and open them.

        :raises UserError: see :meth:`_make_gate_passes`
        """
        return self._make_gate_passes()._get_records_action(name=self.env._("Gate passes"))

    def action_gate_pass_of_vehicle(self):
        """Make the gate passes of these done transfers, put them on one vehicle, and open the one that leads.

        :raises UserError: see :meth:`_make_gate_passes`; or they left from several warehouses
        """
        made = self._make_gate_passes()
        return made.action_join() if len(made) > 1 else made._get_records_action(name=self.env._("Gate passes"))

    def _make_gate_passes(self):
        """Make a pass for each of these transfers with what is on no pass yet.

        :raises UserError: nothing left by them under a shipping notice that is on no pass
        """
        dispatches = self.env["sales.manual.dispatch"]
        dispatches._check_post(MAKE)
        self.check_access("read")
        # the rows of their order lines first: whoever presses at the same moment finds nothing left
        lines = self.sudo().move_ids.sale_line_id  # sudo: counted, not shown
        self.env["sales.manual.gate"]._lock(lines)
        made = dispatches._make(self.filtered(lambda picking: picking.state == "done"))
        if not made:
            raise UserError(
                self.env._(
                    "%(transfers)s: there is nothing for a gate pass. It is made of a done transfer, of goods that "
                    "left under a shipping notice and are on no pass yet.",
                    transfers=", ".join(self.mapped("name")),
                )
            )
        return made
