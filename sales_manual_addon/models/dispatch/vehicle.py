from odoo import api, fields, models
from odoo.exceptions import UserError

# what is the same for all that one vehicle carries; the day expected and remarks are each customer's own
VEHICLE_FIELDS = ("carrier_id", "plate", "driver", "driver_phone")


class SalesManualDispatch(models.Model):
    """Passes of one vehicle: it takes goods of several transfers, and leaves under one number and one paper.

    Each transfer has a pass of its own within it, so that every customer is told of, and confirms, his own goods alone.
    One of them leads; the others ride with it.
    """

    _inherit = "sales.manual.dispatch"
    _guarded_fields = frozenset({"lead_id"})

    lead_id = fields.Many2one(
        "sales.manual.dispatch",
        string="Rides with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The pass whose vehicle takes these goods, too.",
    )
    rider_ids = fields.One2many("sales.manual.dispatch", "lead_id", string="Riding along", readonly=True)
    vehicle_count = fields.Integer(string="On the vehicle", compute="_compute_vehicle_count")

    @api.depends("lead_id", "lead_id.rider_ids", "rider_ids")
    @api.depends_context("uid")
    def _compute_vehicle_count(self):
        # those that the user may read: a salesperson knows of the own customers' goods
        passes = self._origin._vehicle().with_env(self.env)._filtered_access("read")
        vehicles = passes.sudo().grouped(lambda dispatch: dispatch.lead_id or dispatch)  # sudo: who leads is no secret
        for dispatch in self:
            origin = dispatch._origin.sudo()
            dispatch.vehicle_count = len(vehicles.get(origin.lead_id or origin, ()))

    def write(self, vals):
        result = super().write(vals)
        shared = {name: vals[name] for name in VEHICLE_FIELDS if name in vals}
        if shared and not self._has_pass():
            (self._vehicle() - self).filtered(lambda dispatch: dispatch.state in ("loading", "left"))._passed().write(
                shared
            )
        return result

    def _vehicle(self):
        """All passes of these passes' vehicles, the leading ones first, whoever may read them."""
        passes = self.sudo()  # as promised
        leads = passes.lead_id | passes.filtered(lambda dispatch: not dispatch.lead_id)
        return leads.sorted("id") | leads.rider_ids.sorted("id")

    def action_join(self):
        """Put these passes, and all that rides with them, on one vehicle, described by what they say of it.

        :raises UserError: fewer than two, not loading, of several warehouses or companies, or of different vehicles
        """
        self._begin(("loading",))
        passes = self._vehicle().with_env(self.env)
        passes._begin(("loading",))
        if len(passes) < 2:
            raise UserError(self.env._("Choose the gate passes that one vehicle takes: two at least."))
        shown = passes.sudo()  # names
        if len(shown.company_id) > 1 or len(shown.warehouse_id) > 1:
            raise UserError(self.env._("One vehicle is loaded in one warehouse: these passes are of several."))
        plates = {dispatch._said("plate") for dispatch in passes if dispatch._said("plate")}
        if len(plates) > 1:
            raise UserError(
                self.env._(
                    "These passes name different vehicles: %(plates)s. Enter the right one first.",
                    plates=", ".join(sorted(plates)),
                )
            )
        lead = passes.sorted("id")[:1]
        vehicle = {}
        for name in VEHICLE_FIELDS:
            known = passes.filtered(lambda dispatch, name=name: dispatch._said(name))[:1]
            vehicle[name] = passes._fields[name].convert_to_write(known[name], known)
        passes._passed().write({"lead_id": lead.id, **vehicle})
        lead._passed().lead_id = False
        return lead._get_records_action(name=self.env._("Gate passes"))

    def _said(self, name):
        """What the pass says of its vehicle; blanks say nothing."""
        value = self[name]
        return value.strip() if isinstance(value, str) else value

    def action_part(self):
        """Take these passes off the vehicle that they share.

        :raises UserError: not loading any more
        """
        self._begin(("loading",))
        self._vehicle().with_env(self.env)._take()
        self._leave_vehicle()
        return True

    def _leave_vehicle(self):
        """Ride with nobody; where one leads, the next of those that stay leads."""
        for lead in self.sudo().filtered("rider_ids"):  # whoever may read those
            staying = (lead.rider_ids - self.sudo()).sorted("id")
            staying._passed().write({"lead_id": staying[:1].id})
            staying[:1]._passed().lead_id = False
        self._passed().write({"lead_id": False})

    def action_open_vehicle(self):
        """Show the passes of this vehicle that the user may read."""
        passes = self._vehicle().with_env(self.env)._filtered_access("read")
        return passes._get_records_action(name=self.env._("On the vehicle"))
