from odoo import api, fields, models
from odoo.exceptions import UserError

from ..contract.bounds import refuse_unusable

LIVE_STATES = ("requested", "confirmed", "loaded", "sailed", "arrived")
# before the goods are in the containers: what is booked may still change
OPEN_STATES = ("requested", "confirmed")
CLOSINGS = ("doc_closing", "cargo_closing", "vgm_closing")
# what the two posts confirm every week; a change makes their word void
CONFIRMED_FIELDS = (
    "vessel", "voyage", "port_loading_id", "port_transshipment_id", "port_discharge_id", "etd", *CLOSINGS,
)  # fmt: skip
# what is no part of the carriage: who handles it, what it costs, what is noted
BOOKKEEPING = frozenset({"user_id", "freight_amount", "currency_id", "note"})
# what else may be written in which state; a date that others go by moves by its own act
EDITABLE = {
    "confirmed": frozenset(
        {"carrier_id", "vessel", "voyage", "booking_ref", "incoterm_id", "atd", *CONFIRMED_FIELDS} - {"etd"}
    ),
    "loaded": frozenset({"atd"}),
    "sailed": frozenset({"atd", "ata"}),
    "arrived": frozenset({"ata"}),
    "cancelled": frozenset(),
}


class SalesManualVesselBooking(models.Model):
    """Space booked on a vessel for what is to leave (预定船期; CMD-13, IMP-3).

    Fields, numbers and what may be edited when. Its ways: ``booking_checks``, ``booking_flow``, ``booking_dates``,
    ``booking_week``, ``booking_alerts`` and ``booking_screen`` beside this file.
    """

    _name = "sales.manual.vessel.booking"
    _inherit = ["sales.manual.guarded", "mail.thread", "mail.activity.mixin"]
    _description = "Vessel Booking"
    _order = "etd desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "booking_ref", "vessel", "container_ids.number"]
    _guarded_fields = frozenset(
        {
            "name", "state", "first_eta", "cancel_reason", "slip_ids", "confirmation_ids", "week", "agreement",
            "container_count", "teu", "damaged_qty", "pieces_qty", "power_kw", "delay_days", "on_time_qty",
            "arrived_qty", "every_allocation_ids",
        }
    )  # fmt: skip

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("confirmed", "Confirmed"),
            ("loaded", "Loaded"),
            ("sailed", "Sailed"),
            ("arrived", "Arrived"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one("res.users", string="Handled by", index=True, default=lambda self: self.env.user)
    forwarder_id = fields.Many2one(
        "res.partner", required=True, index=True, check_company=True, tracking=True,
        domain="[('is_forwarder', '=', True)]",
    )  # fmt: skip
    carrier_id = fields.Many2one("res.partner", check_company=True, help="The shipping line.")
    vessel = fields.Char(tracking=True)
    voyage = fields.Char(string="Voyage No.", tracking=True)
    booking_ref = fields.Char(
        string="Booking No.", copy=False, index="trigram", tracking=True, help="The carrier's or forwarder's number."
    )
    port_loading_id = fields.Many2one("sales.manual.port", string="Port of loading", required=True, index=True)
    port_transshipment_id = fields.Many2one("sales.manual.port", string="Transshipment at")
    port_discharge_id = fields.Many2one("sales.manual.port", string="Port of discharge", required=True, index=True)
    doc_closing = fields.Datetime(string="Documents close", copy=False)
    cargo_closing = fields.Datetime(string="CY closes", copy=False, index=True, help="Last gate-in at the yard.")
    vgm_closing = fields.Datetime(string="VGM closes", copy=False, help="Last report of the verified gross mass.")
    etd = fields.Date(string="ETD", required=True, index=True, tracking=True)
    eta = fields.Date(string="ETA", required=True, index=True, tracking=True)
    atd = fields.Date(string="ATD", tracking=True, copy=False, help="The day the vessel really left.")
    ata = fields.Date(string="ATA", tracking=True, copy=False, help="The day the vessel really arrived.")
    first_eta = fields.Date(
        string="First ETA", readonly=True, copy=False, help="As the forwarder first confirmed it; the score goes by it."
    )
    week = fields.Char(string="Week of ETD", compute="_compute_week", store=True, index=True)
    incoterm_id = fields.Many2one("account.incoterms")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    freight_amount = fields.Monetary(
        string="Freight", groups="sales_manual_addon.group_vessel_make,sales_manual_addon.group_scope_all"
    )
    container_ids = fields.One2many("sales.manual.vessel.container", "booking_id", string="Containers", copy=True)
    allocation_ids = fields.One2many("sales.manual.vessel.allocation", "booking_id", string="Goods")
    # The same rows for record rules and for what is asked as superuser: these read them into the cache whoever the user
    # is, and what a form then shows of ``allocation_ids`` would be rows that the user may not read.
    every_allocation_ids = fields.One2many(
        "sales.manual.vessel.allocation", "booking_id", export_string_translation=False, readonly=True,
        groups="base.group_system",
    )  # fmt: skip
    slip_ids = fields.One2many("sales.manual.vessel.slip", "booking_id", string="Moved dates", readonly=True)
    confirmation_ids = fields.One2many(
        "sales.manual.vessel.confirmation", "booking_id", string="Weekly confirmations", readonly=True
    )
    agreement = fields.Selection(
        [("none", "Unconfirmed"), ("part", "One post"), ("both", "Both posts")],
        string="This week",
        compute="_compute_agreement",
        store=True,
        index=True,
        help="Whether production planning and import/export have confirmed the booking as it stands.",
    )
    cancel_reason = fields.Text(readonly=True, copy=False)
    note = fields.Text()
    container_count = fields.Integer(string="Containers booked", compute="_compute_containers", store=True)
    teu = fields.Float(string="TEU", digits=(16, 2), compute="_compute_containers", store=True)
    damaged_qty = fields.Integer(string="Damaged containers", compute="_compute_containers", store=True)
    pieces_qty = fields.Integer(string="Pieces", compute="_compute_goods", store=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_goods", store=True)
    delay_days = fields.Integer(
        string="Days late", compute="_compute_delay", store=True, aggregator=None,
        help="Real arrival after the first ETA; 0 while not arrived.",
    )  # fmt: skip
    arrived_qty = fields.Integer(string="Voyages arrived", compute="_compute_delay", store=True)
    on_time_qty = fields.Integer(string="Voyages on time", compute="_compute_delay", store=True)

    _name_unique = models.UniqueIndex("(company_id, name)", "Another vessel booking has this number.")
    _ref_unique = models.UniqueIndex(
        "(company_id, forwarder_id, booking_ref) WHERE booking_ref IS NOT NULL AND state != 'cancelled'",
        "Another booking at this forwarder has this booking number.",
    )

    @api.model
    def _expand_states(self, _states, _domain):
        return [*LIVE_STATES]

    @api.depends("etd")
    def _compute_week(self):
        for booking in self:
            booking.week = booking.etd.strftime("%G-W%V") if booking.etd else False

    @api.depends("confirmation_ids.void_date")
    def _compute_agreement(self):
        for booking in self:
            sides = set(booking.confirmation_ids.filtered(lambda row: not row.void_date).mapped("side"))
            booking.agreement = ("none", "part", "both")[len(sides)]

    @api.depends("container_ids.type_id.teu", "container_ids.is_damaged")
    def _compute_containers(self):
        for booking in self:
            containers = booking.container_ids
            booking.container_count = len(containers)
            booking.teu = sum(containers.type_id.browse([c.type_id.id for c in containers]).mapped("teu"))
            booking.damaged_qty = len(containers.filtered("is_damaged"))

    @api.depends("allocation_ids.pieces_qty", "allocation_ids.power_kw")
    def _compute_goods(self):
        for booking in self:
            booking.pieces_qty = sum(booking.allocation_ids.mapped("pieces_qty"))
            booking.power_kw = sum(booking.allocation_ids.mapped("power_kw"))

    @api.depends("state", "ata", "first_eta")
    def _compute_delay(self):
        for booking in self:
            is_known = booking.state == "arrived" and booking.ata and booking.first_eta
            booking.delay_days = (booking.ata - booking.first_eta).days if is_known else 0
            booking.arrived_qty = 1 if is_known else 0
            booking.on_time_qty = 1 if is_known and booking.ata <= booking.first_eta else 0

    @api.depends("name", "vessel")
    def _compute_display_name(self):
        for booking in self:
            booking.display_name = " · ".join(filter(None, (booking.name, booking.vessel))) or self.env._("New booking")

    def _voyage(self):
        """The days a container of this booking is on the way: (first, last), or (False, False) where it is not."""
        start, end = self.atd or self.etd, self.ata or self.eta
        if self.state == "cancelled" or not start or not end:
            return False, False
        return start, max(start, end)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        bookings = super().create(vals_list)
        for booking in bookings:
            booking._passed().name = self.env["sales.manual.numbering"]._next_number(
                booking.company_id, "vessel_booking", "VB", fields.Datetime.now()
            )
        return bookings

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        refuse_unusable(self, vals)
        self._check_editable(vals)
        followed = [name for name in (*CONFIRMED_FIELDS, "eta") if name in vals]
        if followed:
            self._take()
        before = {booking: {name: booking[name] for name in followed} for booking in self}
        result = super().write(vals)
        self._followed_changed(before)
        return result

    def _followed_changed(self, before):
        """What others go by was written: record the dates that moved, void what the posts had confirmed."""
        for booking, values in before.items():
            changed = [name for name, value in values.items() if booking[name] != value]
            booking._record_slips({name: values[name] for name in changed if name in ("etd", "eta")})
            booking._content_changed(*(name for name in changed if name in CONFIRMED_FIELDS))

    def _check_editable(self, vals):
        chatter = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        # rows ask for themselves
        names = {n for n in vals if n in self._fields} - BOOKKEEPING - chatter - {"container_ids", "allocation_ids"}
        if "company_id" in vals and any(booking.company_id.id != vals["company_id"] for booking in self):
            raise UserError(self.env._("A vessel booking stays in the company that gave its number."))
        for booking in self.filtered(lambda booking: booking.state != "requested"):
            frozen = names - EDITABLE[booking.state]
            if not frozen:
                continue
            if booking.state in ("confirmed", "loaded", "sailed") and frozen <= {"etd", "eta"}:
                raise UserError(
                    self.env._(
                        "%(booking)s is confirmed: others go by its dates. Press “Date moved” and say why.",
                        booking=booking.display_name,
                    )
                )
            raise UserError(
                self.env._(
                    "Vessel booking %(booking)s is in state %(state)s: %(fields)s cannot change any more. Cancel it "
                    "and book anew, or write what happened into the notes.",
                    booking=booking.display_name,
                    state=booking._state_label(),
                    fields=", ".join(sorted(self._fields[n]._description_string(self.env) or n for n in frozen)),
                )
            )

    def _check_open(self, what):
        """Raise UserError where what is booked cannot change any more; ``what``: a translated plural."""
        for booking in self.filtered(lambda booking: booking.state not in OPEN_STATES):
            raise UserError(
                self.env._(
                    "Vessel booking %(booking)s is in state %(state)s: its %(what)s are fixed. Only seals, weights and "
                    "damages are still entered.",
                    booking=booking.display_name,
                    state=booking._state_label(),
                    what=what,
                )
            )

    def _check_alive(self):
        for booking in self.filtered(lambda booking: booking.state == "cancelled"):
            raise UserError(
                self.env._("Vessel booking %(booking)s is cancelled and stays as it was.", booking=booking.display_name)
            )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        raise UserError(self.env._("A vessel booking keeps its number. Cancel it with a reason instead of deleting."))
