"""Fills a database with ten years of a sales headquarters' documents, by set-based SQL; for measuring.

    python -m bench.generate DATABASE tiny|medium|large

Customers, orders, transfers, stock, invoices, receipts with part reconciliations, as a business has them before there
is an addon. Everything random is a hash of the row's number: two runs on the same day give the same data. Dates count
back from today, so that what is alive is alive. Documents are what Odoo's own methods would have left: `checks` proves
it by SQL at the end of every run, and the tests go on with them by Odoo's flows.
"""
