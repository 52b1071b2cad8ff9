"""The second layer: what the addon has of a business that used it all those years."""

from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.orm.utils import SUPERUSER_ID

from . import chains, contracts, headquarters, notices, signatures

# the first layer's tables whose rows are tied to contracts
TIED = ["sale_order", "sale_order_line"]


def generate(bulk, scale, clock):
    with Registry(bulk.name).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        rows = headquarters.prepare(env, scale)
        cr.commit()
        names = signatures.Names(env)
    bulk.run(headquarters.TABLES)
    for table, found in rows.items():
        bulk.load(f"gen.{table}", found)
    steps = {}
    for kind, place, code, _name, level, is_per_warehouse, posts in rows["step"]:
        steps.setdefault(kind, []).append({"place": place, "code": code, "level": level, "posts": posts,
                                           "is_per_warehouse": is_per_warehouse})  # fmt: skip
    clock.tell("posts, signers, rated powers")
    bulk.base(**{table: f"sales_manual_{name}" for table, name in (
        ("contract", "contract"), ("line", "contract_line"), ("milestone", "contract_milestone"), ("batch", "batch"),
        ("batch_line", "batch_line"), ("notice", "notice"), ("notice_line", "notice_line"), ("signoff", "signoff"),
        ("step", "signoff_step"),
    )})  # fmt: skip
    bulk.values |= {"planned": contracts.PLANNED, "drafts": scale.alive // 3, "voids": scale.contracts // 100}
    bulk.run(*contracts.PLAN, *notices.PLAN, *contracts.LINE_FIGURES)
    bulk.values["all_contracts"] = bulk.value("SELECT count(*) FROM gen.contract")
    bulk.run(*signatures.DOCUMENTS)
    clock.tell("plan")
    documents = [*TIED, *contracts.TABLES, *notices.TABLES]
    bulk.drop_indexes(documents)
    bulk.lanes(
        [contracts.ORDERS, contracts.ORDER_LINES, contracts.BATCH_LINES],
        [contracts.CONTRACTS, contracts.LINES, contracts.LINE_TAXES, contracts.MILESTONES, contracts.BATCHES,
         notices.NOTICES, notices.LINES, notices.DELIVERIES],
    )  # fmt: skip
    clock.tell("contracts, batches, notices")
    bulk.make_indexes()
    clock.tell("their indexes")
    bulk.drop_indexes(signatures.TABLES)
    bulk.run(signatures.STEP_ROWS, signatures.STEP_POSTS, *(f"ANALYZE {table}" for table in documents))
    chains.write(bulk, names, steps)
    clock.tell("sign-offs")
    bulk.make_indexes()
    bulk.set_sequences()
    with Registry(bulk.name).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        headquarters.number_from(env, bulk.run(notices.NUMBERS))
        env["sales.manual.seal"]._seal()
        cr.commit()
    clock.tell("indexes, numbers, seal")
    return [*documents, *signatures.TABLES]
