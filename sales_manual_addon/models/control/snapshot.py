import base64
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ...xlsx.table import workbook
from . import keys, serializer

# what a frozen report's digest is made over
FROZEN = (
    "kind", "company_id", "market", "date_from", "date_to", "revision", "reason", "user_id", "frozen_as", "date",
    "row_count", "pieces_qty", "content_digest", "previous_digest", "version",
)  # fmt: skip


class SalesManualSnapshot(models.Model):
    """A report as it was when it was frozen: content, digest, workbook (CMD-9). Append-only.

    Its workbook is written from the frozen content whenever it is asked for, so that a past month reprints as it was.
    A correction is a further revision with its reason; what was frozen before stays. A room adds a kind by
    ``selection_add`` and three methods: ``_frozen_content_<kind>(company, market, date_from, date_to)``, the rows as
    they are now; ``_frozen_tables_<kind>(content)``, the sheets of the workbook; ``_frozen_rows_action_<kind>(ids)``,
    the action that shows rows as they are now.
    """

    _name = "sales.manual.snapshot"
    _inherit = ["sales.manual.closed"]
    _description = "Frozen Report"
    _order = "date_from desc, id desc"
    _is_append_only = True

    kind = fields.Selection([], string="Report", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")], required=True, readonly=True
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    revision = fields.Integer(required=True, readonly=True, aggregator=None, help="1 for the month's first freezing.")
    reason = fields.Text(readonly=True, help="Why the month was frozen again.")
    user_id = fields.Many2one("res.users", string="Frozen by", required=True, readonly=True, ondelete="restrict")
    frozen_as = fields.Char(string="Name then", readonly=True, help="The user's name and login at that moment.")
    date = fields.Datetime(string="Frozen on", required=True, readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    pieces_qty = fields.Integer(string="Pieces", readonly=True)
    power_mw = fields.Float(string="MW", digits=(16, 6), readonly=True)
    is_latest = fields.Boolean(string="Latest revision", compute="_compute_is_latest", search="_search_is_latest")
    is_intact = fields.Boolean(
        string="As it was frozen", compute="_compute_is_intact", help="Whether content and digest still agree."
    )
    changes = fields.Json(compute="_compute_changes", export_string_translation=False)
    file = fields.Binary(string="Workbook", compute="_compute_file", export_string_translation=False)
    file_name = fields.Char(compute="_compute_file_name", export_string_translation=False)
    content = fields.Text(readonly=True, prefetch=False, groups="sales_manual_addon.group_audit")
    content_digest = fields.Char(readonly=True)
    previous_digest = fields.Char(readonly=True)
    version = fields.Integer(string="Serializer version", required=True, readonly=True, aggregator=None)
    digest = fields.Char(required=True, readonly=True)
    key_state = fields.Selection([("keyed", "Keyed"), ("weak", "Weak: no key")], required=True, readonly=True)

    _revision_unique = models.UniqueIndex(
        "(kind, company_id, market, date_from, revision)",
        "This month was just frozen by somebody else. Reload to see it.",
    )

    @api.depends("kind", "market", "date_from", "revision")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        markets = dict(self._fields["market"]._description_selection(self.env))
        for snapshot in self:
            month = snapshot.date_from and snapshot.date_from.strftime("%Y-%m")
            name = " · ".join(filter(None, (kinds.get(snapshot.kind), markets.get(snapshot.market), month)))
            snapshot.display_name = f"{name} ({snapshot.revision})" if snapshot.revision > 1 else name

    @api.depends("kind", "company_id", "market", "date_from", "revision")
    def _compute_is_latest(self):
        latest = {
            (kind, company, market, day): revision
            # sudo: a later revision is a fact, whoever may read it
            for kind, company, market, day, revision in self.sudo()._read_group(
                [("date_from", "in", self.mapped("date_from"))],
                ["kind", "company_id", "market", "date_from:day"],
                ["revision:max"],
            )
        }
        for snapshot in self:
            key = snapshot.kind, snapshot.company_id, snapshot.market, snapshot.date_from
            snapshot.is_latest = latest.get(key, 0) == snapshot.revision

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["kind", "company_id", "market", "date_from", "revision"])
        latest = SQL(
            """(SELECT DISTINCT ON (kind, company_id, market, date_from) id FROM sales_manual_snapshot
             ORDER BY kind, company_id, market, date_from, revision DESC)"""
        )
        return [("id", "in" if True in value else "not in", latest)]

    # freezing

    @api.model
    def _freeze(self, kind, company, market, month, reason=False):
        """Keep the report ``kind`` of a past month as it is now, for good; return the frozen report.

        :param date month: any day of the month
        :param reason: why, where the month was frozen before
        :raises AccessError: the user does not freeze reports, or does not see the whole of this market
        :raises UserError: the month is not over, or it was frozen before and no reason is given
        """
        date_from = month.replace(day=1)
        date_to = fields.Date.end_of(date_from, "month")
        reason = self.env["sales.manual.reasoned"]._reason_text(reason)
        self._check_may_freeze(company, market)
        values = {"month": date_from.strftime("%Y-%m"), "company": company.name}
        if date_to >= company._sales_manual_today():
            raise UserError(
                self.env._("%(month)s is not over at %(company)s. Freeze it from the first day after.", **values)
            )
        # sudo: what was frozen before counts, and nobody has the right to write frozen reports
        snapshots = self.sudo()
        before = snapshots.search(
            [
                ("kind", "=", kind),
                ("company_id", "=", company.id),
                ("market", "=", market),
                ("date_from", "=", date_from),
            ],
            order="revision desc",
            limit=1,
        )
        if before and not reason:
            raise UserError(
                self.env._(
                    "%(month)s was frozen on %(date)s by %(user)s and stays as it is. To freeze it once more beside "
                    "that, say why.",
                    date=format_date(self.env, before.date),
                    user=before.frozen_as,
                    **values,
                )
            )
        content = snapshots._of_kind("content", kind)(company, market, date_from, date_to)
        text = serializer.canonical(content)
        key, key_state = keys.current_key()
        user = self.env.user
        vals = {
            "kind": kind,
            "company_id": company.id,
            "market": market,
            "date_from": date_from,
            "date_to": date_to,
            "revision": before.revision + 1,
            "reason": reason if before else False,
            "user_id": user.id,
            "frozen_as": f"{user.name} ({user.login})",
            "date": fields.Datetime.now(),
            "content": text,
            "content_digest": serializer.content_digest(text),
            "previous_digest": before.digest,
            "version": serializer.CURRENT_VERSION,
            "key_state": key_state,
            **self._frozen_totals(content),
        }
        vals["digest"] = serializer.keyed_digest(self._frozen_values(vals), key)
        return self.browse(snapshots._passed().create(vals).id)

    @api.model
    def _check_may_freeze(self, company, market):
        user = self.env.user
        scopes = (f"group_scope_{market}_read", "group_scope_all")
        is_whole = any(user.has_group(f"sales_manual_addon.{scope}") for scope in scopes)
        is_freezer = user.has_group("sales_manual_addon.group_freeze") and not user._is_superuser()
        if not (is_freezer and is_whole and company in self.env.companies):
            markets = dict(self._fields["market"]._description_selection(self.env))
            raise AccessError(
                self.env._(
                    "%(user)s cannot freeze reports of %(market)s, %(company)s: that is for contract posts of the "
                    "market and for the sales statistician.",
                    user=user.name,
                    market=markets.get(market, market),
                    company=company.name,
                )
            )

    @api.model
    def _frozen_totals(self, content):
        rows = content["rows"]
        return {
            "row_count": len(rows),
            "pieces_qty": sum(row["pieces_qty"] for row in rows),
            "power_mw": sum(float(row["power_mw"]) for row in rows),
        }

    @api.model
    def _frozen_values(self, vals):
        return {name: vals[name] or None for name in FROZEN}

    # reading

    def _of_kind(self, part, kind=None):
        """The method that a room gives its kind of report for this part."""
        return getattr(self, f"_frozen_{part}_{kind or self.kind}")

    def _content(self):
        """The frozen content as plain data."""
        self.ensure_one()
        return json.loads(self.sudo().content)  # sudo: whoever may read the report may read its rows

    @api.depends("digest", "content_digest")
    def _compute_is_intact(self):
        for snapshot in self.sudo():  # sudo: see _content
            values = {name: snapshot[name] for name in FROZEN}
            values.update({name: snapshot[name].id for name in ("company_id", "user_id")})
            snapshot.is_intact = serializer.content_digest(
                snapshot.content or ""
            ) == snapshot.content_digest and keys.is_keyed_digest(
                self._frozen_values(values), snapshot.digest, snapshot.key_state, snapshot.version
            )

    def _compute_changes(self):
        """What the form says: content that no longer agrees with its digest, and what differs from today's figures."""
        for snapshot in self:
            alerts = {}
            if not snapshot.is_intact:
                alerts["broken"] = {
                    "level": "danger",
                    "message": self.env._(
                        "Content and digest do not agree: the database was changed past the application, or the key is "
                        "missing from the server's configuration."
                    ),
                }
            changed = snapshot._changed_rows()
            if changed:
                alerts["changed"] = {
                    "level": "warning",
                    "message": self.env._(
                        "%(count)s rows of the month differ from today's figures. The frozen report stays as it is.",
                        count=len(changed),
                    ),
                    "action_text": self.env._("Show them"),
                    "action": snapshot._of_kind("rows_action")(changed),
                }
            snapshot.changes = alerts or False

    def _changed_rows(self):
        """Ids of the rows that came, went or changed since the report was frozen."""
        # sudo: the frozen report is compared with the whole market, as it was frozen
        live = self.sudo()._of_kind("content")(self.company_id, self.market, self.date_from, self.date_to)
        frozen = {row["id"]: serializer.comparable(row) for row in self._content()["rows"]}
        now = {row["id"]: serializer.comparable(row) for row in json.loads(serializer.canonical(live))["rows"]}
        return sorted(row_id for row_id in frozen.keys() | now.keys() if frozen.get(row_id) != now.get(row_id))

    def _compute_file(self):
        for snapshot in self:
            snapshot.file = base64.b64encode(workbook(snapshot._of_kind("tables")(snapshot._content())))

    @api.depends("kind", "market", "date_from", "revision")
    @api.depends_context("lang")
    def _compute_file_name(self):
        for snapshot in self:
            snapshot.file_name = f"{snapshot.display_name.replace(' · ', ' ')}.xlsx"

    def action_download(self):
        """Hand out the workbook of the frozen report."""
        self.ensure_one()
        self.check_access("read")
        url = f"/web/content/{self._name}/{self.id}/file?filename_field=file_name&download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}
