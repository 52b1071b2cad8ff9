import base64
import calendar

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.contract.power import to_watts
from ..xlsx import wording
from ..xlsx.schedule import parse
from ..xlsx.template import template_workbook


class SalesManualDecompose(models.TransientModel):
    """Collects how a contract is decomposed; the contract makes the batches."""

    _name = "sales.manual.decompose"
    _inherit = ["sales.manual.bounded"]
    _description = "Decompose a contract"

    contract_id = fields.Many2one("sales.manual.contract", required=True, readonly=True, ondelete="cascade")
    mode = fields.Selection(
        [("even", "Even months"), ("paste", "Pasted schedule"), ("file", "Schedule from a file"), ("hand", "By hand")],
        required=True,
        default="even",
    )
    # not as superuser: a dialog about a contract shows its user no more of it than the contract would
    first_date = fields.Date(
        string="First delivery", compute="_compute_first_date", store=True, readonly=False, compute_sudo=False
    )
    months = fields.Integer(compute="_compute_months", store=True, readonly=False, compute_sudo=False)
    day = fields.Integer(
        string="Day of the month",
        help="0: the day of the first delivery; in schedules that name months only, the last.",
    )
    schedule_text = fields.Text(string="Schedule")
    schedule_file = fields.Binary(string="File", attachment=False)
    schedule_filename = fields.Char()
    template_file = fields.Binary(string="Empty schedule", compute="_compute_template_file")
    template_filename = fields.Char(compute="_compute_template_file")
    line_ids = fields.One2many(
        "sales.manual.decompose.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        compute_sudo=False,
    )
    row_ids = fields.One2many("sales.manual.decompose.row", "wizard_id")
    problems = fields.Text(readonly=True)
    ignored_columns = fields.Char(readonly=True)

    @api.constrains("contract_id")
    def _check_contract(self):
        # constraints run as superuser; the contract is asked as the user
        self.sudo(False).contract_id.check_access("read")

    @api.depends("contract_id")
    def _compute_first_date(self):
        for wizard in self:
            today = (wizard.contract_id.company_id or self.env.company)._sales_manual_today()
            wizard.first_date = max(filter(None, (today, wizard.contract_id.start_date)))

    @api.depends("first_date", "contract_id")
    def _compute_months(self):
        for wizard in self:
            contract, first = wizard.contract_id, wizard.first_date
            last = min(filter(None, (contract.end_date, contract.latest_shipment_date)), default=False)
            within = relativedelta(last, first) if last and first else relativedelta(months=11)
            wizard.months = min(max(12 * within.years + within.months + 1, 1), 12)

    @api.depends("contract_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create({"contract_line_id": line.id, "is_chosen": line.unbatched_qty > 0})
                    for line in wizard.contract_id.line_ids
                ),
            ]

    @api.depends("contract_id")
    def _compute_template_file(self):
        labels = {
            "sheet": self.env._("Schedule"),
            "items_sheet": self.env._("Items"),
            "date": self.env._("Date"),
            "item": self.env._("Item"),
            "product": self.env._("Product"),
            "quantity": self.env._("Quantity"),
            "unit": self.env._("Unit"),
            "place": self.env._("Destination"),
            "warehouse": self.env._("Warehouse"),
        }
        for wizard in self:
            wizard.template_filename = f"{wizard.contract_id.name or self.env._('schedule')}.xlsx"
            wizard.template_file = base64.b64encode(
                template_workbook(
                    [
                        (
                            line.ref or line.product_id.default_code or line.product_id.name,
                            line.product_id.display_name,
                            line._unbatched_in_basis(),
                            line.basis,
                        )
                        for line in wizard.contract_id.line_ids
                    ],
                    labels,
                )
            )

    # actions

    def action_fill(self):
        """Fill the table from what was chosen, or list what is wrong with it, with its place; nothing else is
        written.
        """
        self.ensure_one()
        rows, problems = self._even_rows() if self.mode == "even" else self._schedule_rows()
        contract = self.contract_id
        problems += [self._at(row, problem) for row in rows if not problems and (problem := contract._row_problem(row))]
        problems = list(dict.fromkeys(problems))
        values = (
            []
            if problems
            else [
                {
                    "date": row["date"],
                    "contract_line_id": row["contract_line"].id,
                    "pieces_qty": row["pieces"],
                    "scheduled_power_w": row.get("power_w"),
                    "place": row.get("place"),
                    "warehouse_id": row["warehouse"].id if row.get("warehouse") else False,
                }
                for row in contract._whole_rows(rows)
            ]
        )
        self.write(
            {
                "problems": "\n".join(problems[:100]) or False,
                "row_ids": [Command.clear(), *map(Command.create, values)],
            }
        )
        return self._reopen()

    def action_make(self):
        """Make the batches of the table and show them."""
        self.ensure_one()
        if not self.row_ids:
            raise UserError(self.env._("The table is empty. Fill it first, or enter its rows by hand."))
        self.contract_id._decompose(
            [
                {
                    "date": row.date,
                    "contract_line": row.contract_line_id,
                    "pieces": row.pieces_qty,
                    "place": row.place,
                    "warehouse": row.warehouse_id,
                }
                for row in self.row_ids
            ]
        )
        return self.contract_id.action_open_batch_lines()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "target": "new",
            "views": [(False, "form")],
            "name": self.env._("Decompose"),
        }

    # from what was handed over to rows

    def _even_rows(self):
        chosen = self.line_ids.filtered("is_chosen")
        multiple = {line.contract_line_id.id: line.multiple for line in chosen}
        return self.contract_id._even_rows(
            self.first_date,
            self.months,
            chosen.contract_line_id,
            multiple,
            self._day(),
        ), []

    def _schedule_rows(self):
        """Return (rows, problems) of the pasted text or the file."""
        data = self.schedule_text if self.mode == "paste" else base64.b64decode(self.schedule_file or b"")
        if not data:
            raise UserError(
                self.env._("Paste the schedule first.") if self.mode == "paste" else self.env._("Choose a file first.")
            )
        lines = self.contract_id.line_ids
        schedule = parse(data, self._refs(), default_basis={line.id: line.basis for line in lines})
        self.ignored_columns = ", ".join(schedule.ignored) or False
        problems = [wording.tell(self.env, problem) for problem in schedule.errors]
        rows = []
        warehouses = self._warehouses({row.warehouse for row in schedule.rows if row.warehouse})
        for parsed in schedule.rows:
            row = {
                "date": self._month_date(parsed.date) if parsed.is_month else parsed.date,
                "contract_line": lines.browse(parsed.key),
                "place": parsed.place,
                "row": parsed.row,
                "column": parsed.column,
            }
            if parsed.basis == "piece":
                row["pieces"] = int(parsed.qty)
            else:
                row["power_w"] = to_watts(parsed.qty, parsed.basis)
            if parsed.warehouse:
                row["warehouse"] = warehouses.get(parsed.warehouse.strip().casefold())
                if not row["warehouse"]:
                    problems.append(
                        self._at(
                            row,
                            self.env._(
                                "“%(name)s” is no warehouse of %(company)s.",
                                name=parsed.warehouse,
                                company=self.contract_id.company_id.name,
                            ),
                        )
                    )
            rows.append(row)
        return rows, problems

    def _refs(self):
        """What a schedule may call the contract's lines: {name: line id} for parsing; the paper's mark comes first."""
        refs, doubtful = {}, set()
        for line in self.contract_id.line_ids:
            product = line.product_id
            for name in filter(None, {line.ref, product.default_code, product.name, product.display_name}):
                if refs.setdefault(name, line.id) != line.id:
                    doubtful.add(name)
        marks = {line.ref: line.id for line in self.contract_id.line_ids if line.ref}
        # two lines may sell one product: its name then names neither, and a mark is no other line's product
        return {name: line_id for name, line_id in refs.items() if name not in doubtful} | marks

    def _warehouses(self, names):
        """Return {name or code in lower case: warehouse} of the contract's company."""
        if not names:
            return {}
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.contract_id.company_id.id)])
        return {name.casefold(): warehouse for warehouse in warehouses for name in (warehouse.code, warehouse.name)}

    def _day(self):
        if not 0 <= self.day <= 31:
            raise UserError(self.env._("The day of the month lies between 1 and 31; 0 leaves it open."))
        return self.day or None

    def _month_date(self, last):
        """The day that stands for the month of ``last``: the chosen one, else the last on which anything can leave."""
        if day := self._day():
            return last.replace(day=min(day, calendar.monthrange(last.year, last.month)[1]))
        limits = (self.contract_id.end_date, self.contract_id.latest_shipment_date)
        return min(
            [last, *(limit for limit in limits if limit and (limit.year, limit.month) == (last.year, last.month))]
        )

    def _at(self, row, sentence):
        """``sentence`` with the place in the schedule it is about."""
        if not row.get("row"):
            return sentence
        return self.env._(
            "Row %(row)s, column %(column)s: %(sentence)s", row=row["row"], column=row["column"], sentence=sentence
        )
