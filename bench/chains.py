"""Many released notices with chains of sign-offs that verify, made from one that the posts have signed."""

import io
import json

from documents import batches, posts, signed_contract
from volume import multiply

from odoo.tools import SQL

from odoo.addons.sales_manual_addon.models.control import keys, serializer

# stands for ids of lines, order lines and steps while a content is copied
MARK = 990_000_000_000


def released_notice(env):
    """One released notice of 5 lines: five acts, of which three are signatures."""
    users = posts(env)
    batch = batches(signed_contract(env, users, 1), users["maker"], 1)
    batch.action_create_orders()
    orders = batch.line_ids.order_line_id.order_id
    orders.action_confirm()
    notice = env["sales.manual.notice"].with_user(users["maker"])._make_from_orders(orders)
    notice.action_issue()
    for signer in ("checker", "statistician", "accountant"):
        notice.with_user(users[signer]).action_sign()
    if notice.state != "released" or notice.signoff_count != len(notice.signoff_ids):
        raise ValueError(f"the notice is {notice.state}")
    return notice.with_env(env)


def copies(notice, count):
    """``count`` notices like this one, with an order, lines, steps and a chain of their own, signed with the server's
    key. The batch stays that of the first.
    """
    env = notice.env
    first = multiply(env, notice, count, name=SQL("'BENCH-' || n"))
    own = SQL("%s + n - 1", first)
    order = multiply(env, notice.line_ids.order_line_id.order_id, count, name=SQL("'BENCH-' || n"))
    firsts = {}
    for line in notice.line_ids:
        ordered = line.order_line_id
        firsts["order line", ordered.id] = new = multiply(
            env, ordered, count, order_id=SQL("%s + n - 1", order), contract_batch_line_id=SQL("NULL::int")
        )
        firsts["line", line.id] = multiply(env, line, count, notice_id=own, order_line_id=SQL("%s + n - 1", new))
    for step in notice.signoff_step_ids:
        firsts["step", step.id] = new = multiply(env, step, count, notice_id=own, signoff_id=SQL("NULL::int"))
        env.cr.execute(
            SQL(
                "INSERT INTO sales_manual_signoff_step_post_rel (step_id, group_id)"
                " SELECT %s + n - 1, group_id FROM sales_manual_signoff_step_post_rel, generate_series(1, %s) n"
                " WHERE step_id = %s",
                new,
                count,
                step.id,
            )
        )
    _copy_acts(notice, count, first, firsts)
    env.cr.execute(SQL("ANALYZE sales_manual_signoff"))
    env.invalidate_all()
    return env["sales.manual.notice"].browse(range(first, first + count))


def _copy_acts(notice, count, first, firsts):
    env, acts = notice.env, notice.signoff_ids.sorted("chain_index")
    env.cr.execute(
        "CREATE TEMP TABLE bench_act (act int, n int, content text, content_digest text, previous_digest text,"
        " digest text) ON COMMIT DROP"
    )
    env.cr._obj.copy_expert("COPY bench_act FROM STDIN", _acts(notice, acts, count, first, firsts))
    columns = [
        "company_id", "act", "chain_index", "user_id", "signed_as", "post_id", "date", "reason", "version", "key_state",
        "create_uid", "create_date", "write_uid", "write_date",
    ]  # fmt: skip
    for act in acts:
        step = firsts.get(("step", act.step_id.id))
        env.cr.execute(
            SQL(
                """
                INSERT INTO sales_manual_signoff
                       (notice_id, step_id, content, content_digest, previous_digest, digest, %(names)s)
                SELECT %(first)s + n - 1, %(step)s + n - 1, made.content, made.content_digest, made.previous_digest,
                       made.digest, %(values)s
                  FROM sales_manual_signoff model
                  JOIN bench_act made ON made.act = model.id
                 WHERE model.id = %(act)s
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in columns),
                values=SQL(", ").join(SQL.identifier("model", name) for name in columns),
                first=first,
                step=SQL("%s::int", step),
                act=act.id,
            )
        )
    env.cr.execute(
        SQL(
            "UPDATE sales_manual_signoff_step step SET signoff_id = act.id FROM sales_manual_signoff act"
            " WHERE act.step_id = step.id AND act.act = 'sign' AND step.notice_id BETWEEN %s AND %s",
            first,
            first + count - 1,
        )
    )


def _acts(notice, acts, count, first, firsts):
    """Rows of bench_act as COPY reads them."""
    key, _state = keys.current_key()
    marks = {MARK + place: new for place, new in enumerate(firsts.values())}
    by_kind = {}
    for mark, (kind, id_) in zip(marks, firsts, strict=True):
        by_kind.setdefault(kind, {})[id_] = mark
    names = [name for name in serializer.ACT_NAMES if name in acts._fields]
    rows = [(row, _marked(act.content, by_kind)) for act, row in zip(acts, acts.read(names, load=None), strict=True)]
    file = io.StringIO()
    for number in range(count):
        previous = None
        for row, text in rows:
            for mark, new in marks.items():
                text = text.replace(str(mark), str(new + number))
            digest = serializer.content_digest(text)
            signed = {
                **row, "model": notice._name, "res_id": first + number, "previous_digest": previous,
                "voids_digest": None, "content_digest": digest, "step_id": _new(firsts, row["step_id"], number),
            }  # fmt: skip
            own = serializer.act_digest(signed, key)
            written = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
            file.write(f"{row['id']}\t{number + 1}\t{written}\t{digest}\t{previous or chr(92) + 'N'}\t{own}\n")
            previous = own
    file.seek(0)
    return file


def _new(firsts, step_id, number):
    return firsts["step", step_id] + number if step_id else None


def _marked(text, by_kind):
    """The content with marks in place of the ids of what is copied."""
    content = json.loads(text)
    document = content.get("document", content)
    for line in document.get("line_ids", ()):
        line["id"] = by_kind["line"][line["id"]]
        line["order_line_id"]["id"] = by_kind["order line"][line["order_line_id"]["id"]]
    for step in content.get("steps", ()):
        step["id"] = by_kind["step"][step["id"]]
    return serializer.canonical(content)
