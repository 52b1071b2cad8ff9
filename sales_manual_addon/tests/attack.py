"""What the generated attack finds by itself and what it throws: models, methods, arguments, contexts.

Nothing here names a method of the addon, so that a new one is attacked the day it is written."""

import ast
import inspect
import re
from datetime import date, datetime
from pathlib import Path

import odoo.addons.sales_manual_addon as addon

PACKAGE = "odoo.addons.sales_manual_addon"
MODULE = "sales_manual_addon"

# contexts that callers elsewhere have found to open something
KNOWN_KEYS = {
    "force", "skip", "skip_validation_check", "install_mode", "import_file", "tracking_disable", "mail_notrack", "su",
    "sudo", "bypass_access", "no_check", "force_write", "superuser", "uninstall", "skip_backorder", "skip_sanity_check",
    "disable_cancel_warning", "picking_ids_not_to_backorder", "check_move_validity",
    "skip_account_move_synchronization",
}  # fmt: skip
# keys that only make a call fail
HARMLESS_KEYS = {"lang", "tz", "allowed_company_ids", "active_model", "active_id", "active_ids", "params"}


def source_context_keys():
    """Every context key that the addon's own source reads or sets."""
    keys = set()
    for path in Path(addon.__path__[0]).rglob("*.py"):
        if "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        }  # fmt: skip
        keys.update(value for name, value in constants.items() if name.endswith("_KEY"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "with_context":
                    keys.update(keyword.arg for keyword in node.keywords if keyword.arg)
                elif node.func.attr == "get" and ast.unparse(node.func.value).endswith("context") and node.args:
                    first = node.args[0]
                    keys.add(
                        first.value if isinstance(first, ast.Constant) else constants.get(getattr(first, "id", ""), "")
                    )
    return keys - {""}


def forged_context(defaults):
    """Every known key at once, with a value that could be taken for permission; ``defaults`` as default_ keys."""
    context = {
        key: True for key in (source_context_keys() | KNOWN_KEYS) - HARMLESS_KEYS if not key.startswith("default_")
    }
    context.update({key: object() for key in context if key.startswith("sales_manual")})
    context.update({f"default_{name}": value for name, value in defaults.items()})
    context["reason_method"] = "write"
    return context


def own_models(env):
    """Models of this addon, abstract ones included: their public methods can be called too."""
    return sorted(name for name in env.registry.models if env[name]._original_module == MODULE)


def touched_models(env):
    """Models of Odoo that a class of this addon extends."""
    ours = set(own_models(env))
    return sorted(
        name for name in env.registry.models
        if name not in ours and any(base.__module__.startswith(PACKAGE) for base in type(env[name]).mro())
    )  # fmt: skip


def is_callable_by_rpc(model_class, name):
    """As ``odoo.service.model.get_public_method`` decides it."""
    if name.startswith("_") or not callable(getattr(model_class, name, None)):
        return False
    return not any(getattr(getattr(base, name, None), "_api_private", False) for base in model_class.mro())


def own_methods(env, model):
    """Public methods of ``model`` that a class of this addon defines."""
    model_class = type(env[model])
    names = {
        name
        for base in model_class.mro() if base.__module__.startswith(PACKAGE)
        for name, value in vars(base).items() if inspect.isfunction(value)
    }  # fmt: skip
    return sorted(name for name in names if is_callable_by_rpc(model_class, name))


def own_private_methods(env, model):
    model_class = type(env[model])
    return sorted({
        name
        for base in model_class.mro() if base.__module__.startswith(PACKAGE)
        for name, value in vars(base).items() if inspect.isfunction(value) and not is_callable_by_rpc(model_class, name)
    })  # fmt: skip


def orm_methods(env, model):
    """Public methods that ``model`` has from Odoo."""
    model_class = type(env[model])
    names = set(dir(model_class)) - set(own_methods(env, model))
    return sorted(name for name in names if is_callable_by_rpc(model_class, name))


class Arguments:
    """Arguments by the names of parameters, so that a call gets past its signature and into its guard."""

    def __init__(self, env, partner, documents):
        self.env = env
        self.partner = partner
        self.documents = documents  # {model: [(key, record)]}
        self.keys = {record: key for rows in documents.values() for key, record in rows}

    def forged_values(self, field, record):
        """Values that ``record`` has no business to have."""
        if field.type == "many2one" and field.comodel_name in self.documents:
            foreign = {
                key: other.id for key, other in self.documents[field.comodel_name] if key != self.keys.get(record)
            }
            return [*list(foreign.values())[-2:], False]
        if field.type == "one2many":
            lines = record[field.name].sudo()
            if not lines:
                return []
            vals = self.some_write(lines[0])
            return [[(2, lines[0].id)], [(1, lines[0].id, vals)], [(0, 0, self.clone(lines[0]) | vals)], [(5,)]]
        if field.type == "selection":
            return [value for value in field.get_values(self.env) if value != record[field.name]]
        value = self._forged_value(field, record)
        return [] if value is None else [value]

    def _forged_value(self, field, record):
        if field.type == "boolean":
            return not record[field.name]
        if field.type in ("integer", "float", "monetary"):
            return 999999
        if field.type in ("char", "text", "html"):
            return "forged"
        if field.type == "date":
            return date(2031, 1, 31).isoformat()
        if field.type == "datetime":
            return datetime(2031, 1, 31).isoformat(sep=" ")
        if field.type == "many2one" and field.comodel_name in self.env:
            other = (
                self.env[field.comodel_name]
                .sudo()
                .search([("id", "!=", record[field.name].id)], limit=1, order="id desc")
            )
            return other.id or False
        if field.type == "reference":
            return f"{record._name},{record.id}"
        if field.type == "many2many":
            other = (
                self.env[field.comodel_name]
                .sudo()
                .search([("id", "not in", record[field.name].ids)], limit=1, order="id desc")
            )
            return [(6, 0, other.ids)]
        return None

    def forgeable(self, model):
        """Fields a client could name in a write."""
        return [
            field for name, field in self.env[model]._fields.items()
            if name not in ("id", "create_uid", "create_date", "write_uid", "write_date", "display_name")
            and (field.store or field.inverse or field.type in ("one2many", "many2many"))
            and not name.startswith(("message_", "activity_", "my_activity", "website_message"))
        ]  # fmt: skip

    def writes(self, record):
        """``vals`` of one field each, for every field and each value to try."""
        for field in self.forgeable(record._name):
            for value in self.forged_values(field, record):
                yield {field.name: value}

    def some_write(self, record):
        """The most tempting single write: the state if there is one."""
        simple = [field for field in self.forgeable(record._name) if field.type not in ("one2many", "many2many")]
        simple.sort(key=lambda field: field.name != "state")
        for field in simple:
            for value in reversed(self.forged_values(field, record)):
                return {field.name: value}
        return {"id": 1}

    def written_by(self, method, record, vals):
        """Arguments that make ``method`` write ``vals``."""
        if method == "load":
            ((name, value),) = vals.items()
            return {"fields": [".id", name], "data": [[str(record.id), str(value)]]}
        return {"vals": vals} | ({"specification": {name: {} for name in vals}} if method == "web_save" else {})

    def clone(self, record):
        """Values of a new record just like this one."""
        values = record.sudo().copy_data()[0] if record else {}
        return {name: value for name, value in values.items() if name in self.env[record._name]._fields}

    def for_call(self, model, method, record):
        """Keyword arguments for ``method``: parameters without a default, and those whose name says what they want."""
        if method == "load":
            return self.written_by(method, record, self.some_write(record))
        function = getattr(type(self.env[model]), method)
        try:
            parameters = inspect.signature(inspect.unwrap(function)).parameters
        except (TypeError, ValueError):
            return {}
        arguments = {}
        for name, parameter in list(parameters.items())[1:]:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            value = self._by_name(name, model, record)
            if value is not None:
                arguments[name] = value
            elif parameter.default is parameter.empty:
                arguments[name] = "forged"
        return arguments

    def _by_name(self, name, model, record):
        fields = [f for f, field in self.env[model]._fields.items() if field.type != "binary"]
        spec = {f: {} for f in fields}
        first = next((f for f in ("name", "state", "display_name") if f in fields), "id")
        return {
            "vals": lambda: self.some_write(record),
            "values": lambda: self.some_write(record),
            "vals_list": lambda: [self.clone(record) | self.some_write(record)],
            "default": lambda: self.some_write(record),
            "fields": lambda: fields,
            "allfields": lambda: fields,
            "fnames": lambda: fields,
            "field_names": lambda: fields[:1],
            "fields_to_export": lambda: [first, "id"],
            "fields_list": lambda: fields,
            "fields_spec": lambda: spec,
            "specification": lambda: spec,
            "domain": lambda: [],
            "groupby": lambda: [first],
            "aggregates": lambda: ["__count"],
            "grouping_sets": lambda: [[first]],
            "field_name": lambda: first,
            "field": lambda: first,
            "group_by": lambda: first,
            "progress_bar": lambda: {"field": "state", "colors": {}},
            "partner_ids": lambda: self.partner.ids,
            "partner_id": lambda: self.partner.id,
            "reason": lambda: "forged",
            "comment": lambda: "forged",
            "body": lambda: "forged",
            "name": lambda: "",
            "translations": lambda: {"en_US": "forged"},
            "ids": lambda: record.ids,
            "res_ids": lambda: record.ids,
            "views": lambda: [(False, "form")],
            "operation": lambda: "read",
            "limit": lambda: 80,
            "offset": lambda: 0,
            "new_parent_record": lambda: record,
            "activity_type_xmlid": lambda: "mail.mail_activity_data_todo",
        }.get(name, lambda: None)()


def flat(result):
    """What a client gets, as one text."""
    return re.sub(r"\s+", " ", repr(result))
