"""See the package."""

import argparse
import os

from odoo.tools import config

from . import checks, plain
from .database import HELPERS, Bulk, Clock
from .scale import SCALES, YEARS


def main():
    parser = argparse.ArgumentParser(prog="bench.generate")
    parser.add_argument("database")
    parser.add_argument("scale", choices=SCALES)
    parser.add_argument("layer", choices=("plain", "manual"))
    options = parser.parse_args()
    config.parse_config(["-c", os.environ["ODOO_RC"], "-d", options.database, "--log-level=warn"])
    scale, bulk, clock = SCALES[options.scale], Bulk(options.database), Clock()
    bulk.run(HELPERS)
    bulk.values = {
        "contracts": scale.contracts, "alive": scale.alive, "customers": scale.customers, "products": scale.products,
        "plain": scale.plain, "days": YEARS * 365 - 200,
    }  # fmt: skip
    if options.layer == "plain":
        layer, statements = plain, checks.PLAIN
    else:
        # needs the addon's own modules
        from . import contract_checks, manual

        layer, statements = manual, contract_checks.CONTRACTS
    tables = layer.generate(bulk, scale, clock)
    bulk.vacuum(tables)
    clock.tell("vacuum, statistics")
    checks.check(bulk, statements)
    clock.tell("checks")
    bulk.run("DROP SCHEMA gen CASCADE")
    clock.total()


if __name__ == "__main__":
    main()
