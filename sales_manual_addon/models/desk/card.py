from odoo import api, fields, models
from odoo.fields import Domain

from .desk import CAP

SHOWN_REASONS = 3


class SalesManualDeskCard(models.Model):
    """A card of the desk: what waits for the holders of some posts, each figure with the list it counts.

    Cards are registered by data files, their figures computed on reading for the user who reads.
    """

    _name = "sales.manual.desk.card"
    _description = "Desk card"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    hint = fields.Char(translate=True, help="What is to be done about it.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    group_ids = fields.Many2many(
        "res.groups", "sales_manual_desk_card_group_rel", "card_id", "group_id", string="On the desk of",
        help="Posts or capabilities whose holders find the card on their desk.",
    )  # fmt: skip
    leader_group_ids = fields.Many2many(
        "res.groups", "sales_manual_desk_card_leader_rel", "card_id", "group_id", string="For a department of",
        help="Posts that lead a department: to them the card shows all of the department's.",
    )  # fmt: skip
    line_ids = fields.One2many("sales.manual.desk.line", "card_id", string="Lines")
    all_action_id = fields.Many2one("ir.actions.act_window", string="All of it", ondelete="set null")
    is_mine = fields.Boolean(string="My posts", compute="_compute_whose", search="_search_is_mine")
    is_department = fields.Boolean(string="My department", compute="_compute_whose", search="_search_is_department")
    is_listed = fields.Boolean(
        compute="_compute_is_listed", search="_search_is_listed", export_string_translation=False,
        help="Something waits here, or the desk is asked for empty cards too.",
    )  # fmt: skip
    is_empty = fields.Boolean(compute="_compute_figures", export_string_translation=False)
    figures = fields.Json(compute="_compute_figures", export_string_translation=False)

    _code_unique = models.UniqueIndex("(code)", "Another card of the desk has this code.")

    # whose

    @api.depends("group_ids", "leader_group_ids")
    @api.depends_context("uid")
    def _compute_whose(self):
        held = self.env.user.all_group_ids
        for card in self:
            rows = card.sudo()  # sudo: whose card it is depends on groups that the user need not read
            card.is_mine = bool(rows.group_ids & held)
            card.is_department = bool(rows.leader_group_ids & held)

    def _search_is_mine(self, operator, value):
        return self._search_whose("group_ids", operator, value)

    def _search_is_department(self, operator, value):
        return self._search_whose("leader_group_ids", operator, value)

    def _search_whose(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain(name, "in", self.env.user.all_group_ids.ids)
        return domain if True in value else ~domain

    # what

    @api.depends("is_empty")
    @api.depends_context("desk_also_empty")
    def _compute_is_listed(self):
        for card in self:
            card.is_listed = bool(self.env.context.get("desk_also_empty")) or not card.is_empty

    def _search_is_listed(self, operator, value):
        if operator != "in":
            return NotImplemented
        # all cards of the user at once: what is computed here is read from the cache when the cards are shown
        listed = self.search(Domain.TRUE).filtered("is_listed")
        return Domain("id", "in" if True in value else "not in", listed.ids)

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_figures(self):
        figures = self.env["sales.manual.desk"]._figures(self)
        today = self.env.company._sales_manual_today()
        for card in self:
            lines = [
                {
                    "id": line.id,
                    "kind": line.kind,
                    "name": line.name,
                    "url": self._url(line.action_id),
                    "number": figure["count"],
                    "count": f"{CAP - 1}+" if figure["count"] >= CAP else str(figure["count"]),
                    "since": self._since_text(figure["oldest"], today),
                    "sum": figure.get("sum") or "",
                }
                # sudo: the lines of a card are read as the card
                for line in card.sudo().line_ids
                if (figure := figures.get(line.id)) and figure["count"]
            ]
            card.is_empty = not lines
            card.figures = self._layout(card, lines)

    def _layout(self, card, lines):
        """Where on its card what the lines say stands; the client lays nothing out by itself."""
        of_kind = {kind: [line for line in lines if line["kind"] == kind] for kind in ("main", "link", "reason", "sum")}
        main = card.sudo().line_ids.filtered(lambda line: line.kind == "main")[:1]  # sudo: read as the card
        overview = card.sudo().all_action_id
        return {
            "url": self._url(main.action_id),
            "main": of_kind["main"][0] if of_kind["main"] else False,
            "links": of_kind["link"],
            "reasons": sorted(of_kind["reason"], key=lambda line: -line["number"])[:SHOWN_REASONS],
            "sums": of_kind["sum"],
            "all_url": self._url(overview),
            "report_url": f"{self._url(overview)}?view_type=pivot" if "pivot" in (overview.view_mode or "") else False,
        }

    @api.model
    def _url(self, action):
        return f"/odoo/desk/action-{action.id}" if action else False

    @api.model
    def _since_text(self, oldest, today):
        """Since when the oldest waits, in days of the company."""
        if not oldest:
            return ""
        days = (today - oldest).days
        if days <= 0:
            return self.env._("Oldest: today")
        return self.env._("Oldest: %(days)s days ago", days=days)
