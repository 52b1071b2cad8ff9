"""What the web client asks the server for when a person opens a screen, read from the screen's own views."""

from ast import literal_eval
from datetime import date

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import datetime, safe_eval, time

LIMIT, COUNT_LIMIT = 80, 10_001  # records or groups of a page, and how far the client lets them be counted
SUMMED = ("integer", "float", "monetary")
INVISIBLE = ("1", "True")


def our_actions(env):
    """{window action: menus that lead to it} of our addons' lists, those that need no other record to be open."""
    data = env["ir.model.data"].search([
        ("model", "=", "ir.actions.act_window"), ("module", "=like", "sales\\_manual\\_addon%"),
    ])  # fmt: skip
    actions = env["ir.actions.act_window"].browse(data.mapped("res_id")).filtered(
        lambda action: (
            action.view_mode.split(",")[0] in ("list", "kanban")
            and not env[action.res_model]._transient
            and "active_id" not in f"{action.domain}{action.context}"
        )
    )  # fmt: skip
    menus = env["ir.ui.menu"].search([("action", "in", [f"ir.actions.act_window,{id_}" for id_ in actions.ids])])
    return {action: menus.filtered(lambda menu, action=action: menu.action == action) for action in actions}


class Screen:
    """A window action as ``user`` has it: what of it the client asks for."""

    def __init__(self, env, action, user):
        context = safe_eval(action.context or "{}", self._names(user))
        self.defaults = {name.removeprefix("search_default_") for name, value in context.items()
                         if name.startswith("search_default_") and value}  # fmt: skip
        kept = {name: value for name, value in context.items() if not name.startswith("search_default_")}
        self.model = env[action.res_model].with_user(user).with_context(
            lang="en_US", allowed_company_ids=user.company_ids.ids, **kept
        )  # fmt: skip
        self.user = user
        self.kind = action.view_mode.split(",")[0]
        ids = {view.view_mode: view.view_id.id for view in action.view_ids}
        kinds = [kind for kind in action.view_mode.split(",") if kind in ("list", "kanban", "form")]
        views = [(ids.get(kind, action.view_id.id if kind == self.kind else False), kind) for kind in kinds]
        self.views = {
            kind: etree.fromstring(view["arch"])
            for kind, view in self.model.get_views([*views, (action.search_view_id.id, "search")])["views"].items()
        }
        self.domain, self.groups = self._filters(Domain(self.evaluated(action.domain or "[]")))

    def _names(self, user):
        return {"uid": user.id, "active_id": False, "active_ids": [], "time": time, "datetime": datetime,
                "relativedelta": relativedelta, "context_today": date.today,
                "allowed_company_ids": user.company_ids.ids}  # fmt: skip

    def evaluated(self, text, names=()):
        return safe_eval(text, {**self._names(self.user), **dict(names)})

    def _filters(self, domain):
        groups = []
        for node in self.views["search"].iter("filter"):
            if node.get("name") in self.defaults:
                grouping = self._grouping(node)
                groups += [grouping] if grouping else []
                domain &= Domain(self.evaluated(node.get("domain") or "[]"))
                if node.get("date"):
                    domain &= self._period(node)
        return list(domain), groups

    @staticmethod
    def _period(node):
        """The month or year that a filter by date chooses first."""
        unit = node.get("default_period", "month")
        first = date.today() + relativedelta(day=1, **({"month": 1} if unit == "year" else {}))
        end = first + relativedelta(**{f"{unit}s": 1})
        return Domain(node.get("date"), ">=", str(first)) & Domain(node.get("date"), "<", str(end))

    def _grouping(self, node):
        """``field`` or ``field:month``; None of a filter that does not group by a column."""
        grouping = literal_eval(node.get("context") or "{}").get("group_by")
        if not grouping:
            return None
        field = self.model._fields[grouping.partition(":")[0]]
        if not (field.store and field.column_type) or field.type == "properties":
            return None
        return f"{grouping}:month" if field.type in ("date", "datetime") and ":" not in grouping else grouping

    def groupings(self):
        """All that the search offers to group by."""
        found = (self._grouping(node) for node in self.views["search"].iter("filter"))
        return list(dict.fromkeys(grouping for grouping in found if grouping))

    def typed(self, text):
        """The domain that the first field of the search makes of the text."""
        field = next(self.views["search"].iter("field"), None)
        if field is None:
            return None
        if field.get("filter_domain"):
            return self.evaluated(field.get("filter_domain"), {"self": text})
        return [(field.get("name"), field.get("operator") or "ilike", text)]

    def first_page(self, domain=None):
        """The first page of the first view, flat; ``domain``: instead of the action's filters."""
        arch = self.views[self.kind]
        return self.model.web_search_read(
            self.domain if domain is None else domain, specification(self.model, arch),
            limit=LIMIT, count_limit=COUNT_LIMIT, order=arch.get("default_order"),
        )  # fmt: skip

    def grouped(self, groups):
        arch = self.views[self.kind]
        return self.model.web_read_group(
            self.domain, groups[:1], self.aggregates(), limit=LIMIT, order=None,
            unfold_read_specification=specification(self.model, arch), opening_info=[],
        )  # fmt: skip

    def aggregates(self):
        """What the client has summed of the columns of the list."""
        shown = specification(self.model, self.views[self.kind])
        about = self.model.fields_get(shown, ["type", "aggregator", "currency_field"])
        found = {}
        for name, field in about.items():
            if field.get("aggregator") and field["type"] in SUMMED:
                found[f"{name}:{field['aggregator']}"] = True
                if field.get("currency_field"):
                    found[f"{field['currency_field']}:array_agg_distinct"] = True
                    found[f"{name}:sum_currency"] = True
        return list(found)

    def open(self, id_):
        """The form of a record."""
        return self.model.browse(id_).web_read(specification(self.model, self.views["form"]))


def specification(model, arch):
    """The fields that the client asks for, as it reads them from a view."""
    wanted = {}
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        field = model._fields.get(node.get("name"))
        if field is None:
            continue
        wanted[field.name] = {}
        if field.type in ("many2one", "reference"):
            wanted[field.name] = {"fields": {} if node.get("invisible") in INVISIBLE else {"display_name": {}}}
        elif field.type in ("one2many", "many2many") and node.get("invisible") not in INVISIBLE:
            inner = node.find("list")
            inner = node.find("kanban") if inner is None else inner
            fields = {"display_name": {}} if inner is None else specification(model.env[field.comodel_name], inner)
            wanted[field.name] = {"fields": fields, "limit": 40}
    return wanted
